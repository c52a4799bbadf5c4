-- What a rollback leaves behind: auto-promotion held, and releases that are no good there.
CREATE TABLE holds (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  person TEXT NOT NULL,
  reason TEXT,
  since BIGINT NOT NULL,
  PRIMARY KEY (repository_id, environment)
);

CREATE TABLE faulty_promotions (
  promotion_id TEXT PRIMARY KEY REFERENCES promotions (id),
  rollback_id TEXT NOT NULL REFERENCES promotions (id),
  marked_at BIGINT NOT NULL
);

-- The newest policy without a problem: a rollback goes by it while the present one is broken.
CREATE TABLE valid_policies (
  repository_id BIGINT PRIMARY KEY,
  sha TEXT NOT NULL
);
INSERT INTO valid_policies (repository_id, sha) SELECT repository_id, sha FROM current_policies;
