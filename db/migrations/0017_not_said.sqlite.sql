-- What was deliberately not said to anybody was not delivered, and did not fail either.
CREATE TABLE target_deliveries_said (
  id TEXT PRIMARY KEY,
  repository_id INTEGER NOT NULL,
  environment TEXT,
  event TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('slack', 'webhook', 'email')),
  target TEXT NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'not_said', 'failed')),
  attempts INTEGER NOT NULL,
  error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  body TEXT
) STRICT;
INSERT INTO target_deliveries_said SELECT * FROM target_deliveries;
DROP TABLE target_deliveries;
ALTER TABLE target_deliveries_said RENAME TO target_deliveries;
CREATE INDEX target_deliveries_by_age ON target_deliveries (created_at, id);
CREATE INDEX target_deliveries_by_repository ON target_deliveries (repository_id, created_at, id);
