-- Who holds an environment, and who wants it next. What was before stands in the audit trail.
CREATE TABLE locks (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  PRIMARY KEY (repository_id, environment)
);

CREATE TABLE lock_waiters (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  place INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (repository_id, environment, person_id),
  UNIQUE (repository_id, environment, place)
);
