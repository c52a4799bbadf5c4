-- What somebody outside was asked for a promotion, and what came of it: a fact that decisions rest on.
CREATE TABLE inquiries (
  id TEXT PRIMARY KEY,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  asked_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX inquiries_of_promotion ON inquiries (promotion_id, asked_at, id);
