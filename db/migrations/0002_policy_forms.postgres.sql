-- Since when each environment's effective policy is what it is: reviews from before are void there.
CREATE TABLE policy_forms (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  digest TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (repository_id, environment)
);
