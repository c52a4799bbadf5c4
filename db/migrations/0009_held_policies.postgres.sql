-- What holds in each environment, and what of its file waits for somebody to approve it: JSON. A row
-- from before has none, and takes what the file says now.
ALTER TABLE policy_forms ADD COLUMN held TEXT;
