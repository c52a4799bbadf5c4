-- Where an owner's floors are read: the repository `.github`, once it was seen. A row without it says
-- that it was looked for and not found.
CREATE TABLE floors (
  owner TEXT NOT NULL PRIMARY KEY,
  repository_id INTEGER,
  looked_at INTEGER NOT NULL
) STRICT;
