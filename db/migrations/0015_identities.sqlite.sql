-- Who of Slack is who of GitHub.
CREATE TABLE identities (
  id TEXT PRIMARY KEY,
  slack_team TEXT NOT NULL,
  slack_user TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (slack_team, slack_user)
) STRICT;
CREATE INDEX identities_by_person ON identities (person_id);
-- Offers to link the two, by the hash of what the person was given.
CREATE TABLE link_tickets (
  token_hash TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL,
  used INTEGER NOT NULL CHECK (used IN (0, 1)),
  body TEXT NOT NULL
) STRICT;
CREATE INDEX link_tickets_by_end ON link_tickets (expires_at);
-- Browsers in which an offer is taken up, by the hash of their cookie.
CREATE TABLE link_sessions (
  cookie_hash TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL REFERENCES link_tickets (token_hash) ON DELETE CASCADE,
  next TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX link_sessions_by_ticket ON link_sessions (token_hash);
