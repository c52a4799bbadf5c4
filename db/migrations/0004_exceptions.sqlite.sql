-- What people said about going through a window of a freeze: who asks, and who confirms.
CREATE TABLE exceptions (
  id TEXT PRIMARY KEY,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  freeze_name TEXT NOT NULL,
  window_from INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  said_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX exceptions_by_promotion ON exceptions (promotion_id, said_at, id);
