-- What a rollback leaves behind: auto-promotion held, and releases that are no good there.
CREATE TABLE holds (
  repository_id INTEGER NOT NULL,
  environment TEXT NOT NULL,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  person TEXT NOT NULL,
  reason TEXT,
  since INTEGER NOT NULL,
  PRIMARY KEY (repository_id, environment)
) STRICT;

CREATE TABLE faulty_promotions (
  promotion_id TEXT PRIMARY KEY REFERENCES promotions (id),
  rollback_id TEXT NOT NULL REFERENCES promotions (id),
  marked_at INTEGER NOT NULL
) STRICT;

-- The newest policy without a problem: a rollback goes by it while the present one is broken.
CREATE TABLE valid_policies (
  repository_id INTEGER PRIMARY KEY,
  sha TEXT NOT NULL
) STRICT;
INSERT INTO valid_policies (repository_id, sha) SELECT repository_id, sha FROM current_policies;
