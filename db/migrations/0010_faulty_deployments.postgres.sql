-- A rollback goes past what others deployed as well: that is as faulty as what was promoted.
CREATE TABLE faulty_deployments (
  ledger_id TEXT PRIMARY KEY,
  rollback_id TEXT NOT NULL REFERENCES promotions (id),
  marked_at BIGINT NOT NULL
);
