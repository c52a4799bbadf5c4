-- What was deliberately not said to anybody was not delivered, and did not fail either.
ALTER TABLE target_deliveries DROP CONSTRAINT target_deliveries_state_check;
ALTER TABLE target_deliveries ADD CONSTRAINT target_deliveries_state_check
  CHECK (state IN ('waiting', 'delivered', 'not_said', 'failed'));
