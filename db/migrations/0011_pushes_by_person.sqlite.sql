-- A branch that was deleted and made again was pushed from nowhere to one commit twice, by two people:
-- both are kept.
CREATE TABLE pushes_by_person (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL,
  ref TEXT NOT NULL,
  before_sha TEXT NOT NULL,
  after_sha TEXT NOT NULL,
  forced INTEGER NOT NULL CHECK (forced IN (0, 1)),
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('push', 'merge')),
  UNIQUE (repository_id, ref, before_sha, after_sha, kind, person)
) STRICT;
INSERT INTO pushes_by_person SELECT * FROM pushes;
DROP TABLE pushes;
ALTER TABLE pushes_by_person RENAME TO pushes;
CREATE INDEX pushes_by_after ON pushes (repository_id, after_sha);
