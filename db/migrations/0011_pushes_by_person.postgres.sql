-- A branch that was deleted and made again was pushed from nowhere to one commit twice, by two people:
-- both are kept.
ALTER TABLE pushes DROP CONSTRAINT pushes_repository_id_ref_before_sha_after_sha_kind_key;
ALTER TABLE pushes ADD UNIQUE (repository_id, ref, before_sha, after_sha, kind, person);
