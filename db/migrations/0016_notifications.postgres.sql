-- What somebody is told of, once for each target: what became of it, and what is sent as long as it may
-- be sent again.
CREATE TABLE target_deliveries (
  id TEXT PRIMARY KEY,
  repository_id BIGINT NOT NULL,
  environment TEXT,
  event TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('slack', 'webhook', 'email')),
  target TEXT NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts INTEGER NOT NULL,
  error TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  body TEXT
);
CREATE INDEX target_deliveries_by_age ON target_deliveries (created_at, id);
CREATE INDEX target_deliveries_by_repository ON target_deliveries (repository_id, created_at, id);

-- Endpoints that said they are gone: they are not asked again until the policy no longer names them.
CREATE TABLE gone_endpoints (
  repository_id BIGINT NOT NULL,
  url TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (repository_id, url)
);
