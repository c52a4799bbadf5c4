-- Jobs of GitHub Actions that wait for an answer, and what they were told.
CREATE TABLE waiting_jobs (
  repository_id INTEGER NOT NULL,
  run_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  sha TEXT NOT NULL,
  deployment_id TEXT,
  promotion_id TEXT,
  open INTEGER NOT NULL CHECK (open IN (0, 1)),
  body TEXT NOT NULL,
  PRIMARY KEY (repository_id, run_id, environment)
) STRICT;
CREATE INDEX waiting_jobs_open ON waiting_jobs (repository_id) WHERE open = 1;
CREATE INDEX waiting_jobs_by_promotion ON waiting_jobs (promotion_id);
CREATE INDEX waiting_jobs_by_deployment ON waiting_jobs (repository_id, deployment_id);
