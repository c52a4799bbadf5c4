-- Who deployed past the app, and whether the policy trusted them with it when it was seen.
ALTER TABLE ledger ADD COLUMN deployed_by TEXT;
ALTER TABLE ledger ADD COLUMN trusted INTEGER NOT NULL DEFAULT 0 CHECK (trusted IN (0, 1));
CREATE INDEX ledger_proven ON ledger (repository_id, environment, seq) WHERE origin = 'own' OR trusted = 1;
CREATE INDEX ledger_trusted ON ledger (repository_id, tree) WHERE trusted = 1;
