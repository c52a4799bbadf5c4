-- Those that are open in one environment, oldest first. The index of all that ever went there serves the
-- same question in the same order, and was read from end to end for it.
CREATE INDEX promotions_open_by_environment ON promotions (repository_id, environment, requested_at, id)
  WHERE open = 1;
