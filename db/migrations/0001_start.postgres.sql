-- What Lockkeeper keeps. Instants are milliseconds since 1970; JSON is text; ids are GitHub's or our own.

CREATE TABLE repositories (
  id BIGINT PRIMARY KEY,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  default_branch TEXT NOT NULL,
  installation_id BIGINT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
);

CREATE TABLE inbox (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  event TEXT NOT NULL,
  payload TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'buried')),
  due_at BIGINT NOT NULL,
  leased_until BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT,
  done_at BIGINT
);

CREATE TABLE outbox (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  lane TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'buried')),
  due_at BIGINT NOT NULL,
  leased_until BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  begun INTEGER NOT NULL CHECK (begun IN (0, 1)),
  error TEXT,
  done_at BIGINT
);

CREATE TABLE wakes (
  key TEXT PRIMARY KEY,
  due_at BIGINT NOT NULL,
  leased_until BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  error TEXT
);

CREATE TABLE promotions (
  id TEXT PRIMARY KEY,
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  kind TEXT NOT NULL,
  release_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  tree TEXT NOT NULL,
  pull_number INTEGER,
  state TEXT NOT NULL,
  open INTEGER NOT NULL CHECK (open IN (0, 1)),
  version INTEGER NOT NULL,
  requested_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  body TEXT NOT NULL
);

CREATE TABLE votes (
  id TEXT PRIMARY KEY,
  repository_id BIGINT NOT NULL,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  release_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  cast_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by TEXT
);

CREATE TABLE ledger (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  release_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  tree TEXT NOT NULL,
  artifacts TEXT NOT NULL,
  promotion_id TEXT,
  deployment_id TEXT,
  since BIGINT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('own', 'foreign'))
);

CREATE TABLE leases (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  promotion_id TEXT,
  fence INTEGER NOT NULL,
  taken_at BIGINT NOT NULL,
  PRIMARY KEY (repository_id, environment)
);

CREATE TABLE heads (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id BIGINT NOT NULL,
  pull_number INTEGER NOT NULL,
  sha TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (repository_id, pull_number, sha, at)
);

CREATE TABLE pushes (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id BIGINT NOT NULL,
  ref TEXT NOT NULL,
  before_sha TEXT NOT NULL,
  after_sha TEXT NOT NULL,
  forced INTEGER NOT NULL CHECK (forced IN (0, 1)),
  person TEXT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('push', 'merge')),
  UNIQUE (repository_id, ref, before_sha, after_sha, kind)
);

CREATE TABLE surfaces (
  key TEXT PRIMARY KEY,
  external_id TEXT,
  digest TEXT,
  state TEXT NOT NULL
);

CREATE TABLE policies (
  repository_id BIGINT NOT NULL,
  sha TEXT NOT NULL,
  path TEXT,
  text TEXT,
  PRIMARY KEY (repository_id, sha)
);

CREATE TABLE current_policies (
  repository_id BIGINT PRIMARY KEY,
  sha TEXT NOT NULL
);

CREATE TABLE audit (
  chain TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  promotion_id TEXT,
  environment TEXT,
  person_id BIGINT,
  body TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  PRIMARY KEY (chain, seq)
);

CREATE TABLE chain_heads (
  chain TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  key_id TEXT NOT NULL,
  signature TEXT NOT NULL
);

CREATE TABLE evidence (
  digest TEXT PRIMARY KEY,
  body TEXT NOT NULL
);

CREATE TABLE signing_keys (
  id TEXT PRIMARY KEY,
  public_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  signed_by TEXT
);

CREATE INDEX repositories_by_name ON repositories (owner, name);
CREATE INDEX repositories_by_installation ON repositories (installation_id);
CREATE INDEX inbox_waiting ON inbox (seq) WHERE state = 'waiting';
CREATE INDEX outbox_waiting ON outbox (priority, seq) WHERE state = 'waiting';
CREATE INDEX outbox_lane ON outbox (lane, seq) WHERE state = 'waiting';
CREATE INDEX wakes_due ON wakes (due_at);
CREATE INDEX promotions_open ON promotions (repository_id, requested_at) WHERE open = 1;
CREATE INDEX promotions_all_open ON promotions (requested_at) WHERE open = 1;
CREATE INDEX promotions_by_environment ON promotions (repository_id, environment, requested_at);
CREATE INDEX promotions_by_pull ON promotions (repository_id, pull_number, requested_at);
CREATE INDEX promotions_completed ON promotions (repository_id, tree, state);
CREATE UNIQUE INDEX promotions_one_deploying ON promotions (repository_id, environment) WHERE state IN ('deploying', 'verifying');
CREATE UNIQUE INDEX promotions_one_open ON promotions (repository_id, environment, release_id, kind) WHERE open = 1;
CREATE INDEX votes_standing ON votes (repository_id, release_id, environment);
CREATE INDEX ledger_live ON ledger (repository_id, environment, seq);
CREATE INDEX pushes_by_after ON pushes (repository_id, after_sha);
CREATE INDEX audit_by_promotion ON audit (promotion_id, seq);

-- The record is only ever added to.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evidence_no_truncate BEFORE TRUNCATE ON evidence FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
