-- Webhooks are kept compressed: a sixth of the bytes to write while GitHub waits, and to keep. Those from
-- before stay as they came, and are told apart by how they begin.
ALTER TABLE inbox ALTER COLUMN payload TYPE BYTEA USING convert_to(payload, 'UTF8');
