-- Webhooks are kept compressed: a sixth of the bytes to write while GitHub waits, and to keep. Those from
-- before stay as they came, and are told apart by how they begin.
CREATE TABLE small_inbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  event TEXT NOT NULL,
  payload BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'buried')),
  due_at INTEGER NOT NULL,
  leased_until INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT,
  done_at INTEGER
) STRICT;
INSERT INTO small_inbox
SELECT seq, id, event, CAST(payload AS BLOB), received_at, state, due_at, leased_until, attempts, error, done_at
FROM inbox;
DROP TABLE inbox;
ALTER TABLE small_inbox RENAME TO inbox;
CREATE INDEX inbox_waiting ON inbox (seq) WHERE state = 'waiting';
CREATE INDEX inbox_buried ON inbox (seq) WHERE state = 'buried';
