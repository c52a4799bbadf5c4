-- What people said about going through a window of a freeze: who asks, and who confirms.
CREATE TABLE exceptions (
  id TEXT PRIMARY KEY,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  freeze_name TEXT NOT NULL,
  window_from BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  said_at BIGINT NOT NULL,
  body TEXT NOT NULL
);

CREATE INDEX exceptions_by_promotion ON exceptions (promotion_id, said_at, id);
