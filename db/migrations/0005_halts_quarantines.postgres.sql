-- What is halted, and which content is marked as bad, now. What was before stands in the audit trail.
CREATE TABLE halts (
  id TEXT PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('repository', 'organization')),
  scope_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  since BIGINT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (scope, scope_id, person_id)
);

CREATE TABLE quarantines (
  id TEXT PRIMARY KEY,
  repository_id BIGINT NOT NULL,
  sha TEXT NOT NULL,
  tree TEXT NOT NULL,
  since BIGINT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (repository_id, tree)
);
