CREATE TABLE audit (
  chain TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  promotion_id TEXT,
  environment TEXT,
  person_id INTEGER,
  body TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  PRIMARY KEY (chain, seq)
) STRICT;
CREATE TABLE chain_heads (
  chain TEXT PRIMARY KEY,
  seq INTEGER NOT NULL CHECK (seq > 0),
  hash TEXT NOT NULL,
  key_id TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT;
CREATE TABLE current_policies (
  repository_id INTEGER PRIMARY KEY,
  sha TEXT NOT NULL
) STRICT;
CREATE TABLE evidence (
  digest TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE exceptions (
  id TEXT PRIMARY KEY,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  freeze_name TEXT NOT NULL,
  window_from INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  said_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE faulty_deployments (
  ledger_id TEXT PRIMARY KEY,
  rollback_id TEXT NOT NULL REFERENCES promotions (id),
  marked_at INTEGER NOT NULL
) STRICT;
CREATE TABLE faulty_promotions (
  promotion_id TEXT PRIMARY KEY REFERENCES promotions (id),
  rollback_id TEXT NOT NULL REFERENCES promotions (id),
  marked_at INTEGER NOT NULL
) STRICT;
CREATE TABLE floors (
  owner TEXT NOT NULL PRIMARY KEY,
  repository_id INTEGER,
  looked_at INTEGER NOT NULL
) STRICT;
CREATE TABLE gone_endpoints (
  repository_id INTEGER NOT NULL,
  url TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (repository_id, url)
) STRICT;
CREATE TABLE halts (
  id TEXT PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('repository', 'organization')),
  scope_id INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  since INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (scope, scope_id, person_id)
) STRICT;
CREATE TABLE heads (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL,
  pull_number INTEGER NOT NULL,
  sha TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (repository_id, pull_number, sha, at)
) STRICT;
CREATE TABLE holds (
  repository_id INTEGER NOT NULL,
  environment TEXT NOT NULL,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  person TEXT NOT NULL,
  reason TEXT,
  since INTEGER NOT NULL,
  PRIMARY KEY (repository_id, environment)
) STRICT;
CREATE TABLE identities (
  id TEXT PRIMARY KEY,
  slack_team TEXT NOT NULL,
  slack_user TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (slack_team, slack_user)
) STRICT;
CREATE TABLE "inbox" (
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
CREATE TABLE inquiries (
  id TEXT PRIMARY KEY,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  asked_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE leases (
  repository_id INTEGER NOT NULL,
  environment TEXT NOT NULL,
  promotion_id TEXT,
  fence INTEGER NOT NULL CHECK (fence >= 0),
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (repository_id, environment)
) STRICT;
CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  repository_id INTEGER NOT NULL,
  environment TEXT NOT NULL,
  release_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  tree TEXT NOT NULL,
  artifacts TEXT NOT NULL,
  promotion_id TEXT,
  deployment_id TEXT,
  since INTEGER NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('own', 'foreign'))
, deployed_by TEXT, trusted INTEGER NOT NULL DEFAULT 0 CHECK (trusted IN (0, 1))) STRICT;
CREATE TABLE link_sessions (
  cookie_hash TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL REFERENCES link_tickets (token_hash) ON DELETE CASCADE,
  next TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE link_tickets (
  token_hash TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL,
  used INTEGER NOT NULL CHECK (used IN (0, 1)),
  body TEXT NOT NULL
) STRICT;
CREATE TABLE lock_waiters (
  repository_id INTEGER NOT NULL,
  environment TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (repository_id, environment, person_id),
  UNIQUE (repository_id, environment, place)
) STRICT;
CREATE TABLE locks (
  repository_id INTEGER NOT NULL,
  environment TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  PRIMARY KEY (repository_id, environment)
) STRICT;
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  lane TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'buried')),
  due_at INTEGER NOT NULL,
  leased_until INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  begun INTEGER NOT NULL CHECK (begun IN (0, 1)),
  uncertain INTEGER NOT NULL CHECK (uncertain IN (0, 1)),
  error TEXT,
  done_at INTEGER
) STRICT;
CREATE TABLE policies (
  repository_id INTEGER NOT NULL,
  sha TEXT NOT NULL,
  path TEXT,
  text TEXT,
  PRIMARY KEY (repository_id, sha)
) STRICT;
CREATE TABLE policy_forms (
  repository_id INTEGER NOT NULL,
  environment TEXT NOT NULL,
  digest TEXT NOT NULL,
  since INTEGER NOT NULL, held TEXT,
  PRIMARY KEY (repository_id, environment)
) STRICT;
CREATE TABLE promotions (
  id TEXT PRIMARY KEY,
  repository_id INTEGER NOT NULL,
  environment TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('promote', 'rollback')),
  release_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  tree TEXT NOT NULL,
  pull_number INTEGER,
  state TEXT NOT NULL,
  open INTEGER NOT NULL CHECK (open IN (0, 1)),
  version INTEGER NOT NULL CHECK (version > 0),
  requested_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE proved_accounts (
  slack_team TEXT NOT NULL,
  slack_user TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  login TEXT NOT NULL,
  PRIMARY KEY (slack_team, slack_user, person_id)
) STRICT;
CREATE TABLE "pushes" (
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
CREATE TABLE quarantines (
  id TEXT PRIMARY KEY,
  repository_id INTEGER NOT NULL,
  sha TEXT NOT NULL,
  tree TEXT NOT NULL,
  since INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (repository_id, tree)
) STRICT;
CREATE TABLE repositories (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  default_branch TEXT NOT NULL,
  installation_id INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;
CREATE TABLE schema_migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL);
CREATE TABLE signing_keys (
  id TEXT PRIMARY KEY,
  public_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  signed_by TEXT
) STRICT;
CREATE TABLE surfaces (
  key TEXT PRIMARY KEY,
  external_id TEXT,
  digest TEXT,
  state TEXT NOT NULL
) STRICT;
CREATE TABLE "target_deliveries" (
  id TEXT PRIMARY KEY,
  repository_id INTEGER NOT NULL,
  environment TEXT,
  event TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('slack', 'webhook', 'email')),
  target TEXT NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'not_said', 'failed')),
  attempts INTEGER NOT NULL,
  error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  body TEXT
) STRICT;
CREATE TABLE valid_policies (
  repository_id INTEGER PRIMARY KEY,
  sha TEXT NOT NULL
) STRICT;
CREATE TABLE votes (
  id TEXT PRIMARY KEY,
  repository_id INTEGER NOT NULL,
  promotion_id TEXT NOT NULL REFERENCES promotions (id),
  release_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  cast_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  withdrawn_at INTEGER,
  withdrawn_by TEXT
) STRICT;
CREATE TABLE waiting_jobs (
  repository_id INTEGER NOT NULL,
  run_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  sha TEXT NOT NULL,
  deployment_id TEXT,
  promotion_id TEXT,
  open INTEGER NOT NULL CHECK (open IN (0, 1)),
  body TEXT NOT NULL,
  PRIMARY KEY (repository_id, run_id, environment)
) STRICT;
CREATE TABLE wakes (
  key TEXT PRIMARY KEY,
  due_at INTEGER NOT NULL,
  held INTEGER NOT NULL CHECK (held IN (0, 1)),
  asked_again_at INTEGER,
  attempts INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  error TEXT
) STRICT;
CREATE INDEX audit_by_promotion ON audit (promotion_id, seq);
CREATE INDEX exceptions_by_promotion ON exceptions (promotion_id, said_at, id);
CREATE INDEX identities_by_person ON identities (person_id);
CREATE INDEX inbox_buried ON inbox (seq) WHERE state = 'buried';
CREATE INDEX inbox_ended ON inbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX inbox_waiting ON inbox (seq) WHERE state = 'waiting';
CREATE INDEX inquiries_of_promotion ON inquiries (promotion_id, asked_at, id);
CREATE INDEX ledger_live ON ledger (repository_id, environment, seq);
CREATE INDEX ledger_proven ON ledger (repository_id, environment, seq) WHERE origin = 'own' OR trusted = 1;
CREATE INDEX ledger_trusted ON ledger (repository_id, tree) WHERE trusted = 1;
CREATE INDEX link_sessions_by_ticket ON link_sessions (token_hash);
CREATE INDEX link_tickets_by_end ON link_tickets (expires_at);
CREATE INDEX outbox_buried ON outbox (seq) WHERE state = 'buried';
CREATE INDEX outbox_ended ON outbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX outbox_lane ON outbox (lane, seq) WHERE state = 'waiting';
CREATE INDEX outbox_waiting ON outbox (priority, seq) WHERE state = 'waiting';
CREATE INDEX promotions_all_open ON promotions (requested_at, id) WHERE open = 1;
CREATE INDEX promotions_by_environment ON promotions (repository_id, environment, requested_at, id);
CREATE INDEX promotions_by_pull ON promotions (repository_id, pull_number, requested_at, id);
CREATE INDEX promotions_by_release ON promotions (repository_id, release_id, requested_at, id);
CREATE INDEX promotions_completed ON promotions (repository_id, tree, updated_at, id) WHERE state IN ('completed', 'rolled_back');
CREATE UNIQUE INDEX promotions_one_deploying ON promotions (repository_id, environment) WHERE state IN ('deploying', 'verifying');
CREATE UNIQUE INDEX promotions_one_open ON promotions (repository_id, environment, release_id, kind) WHERE open = 1;
CREATE INDEX promotions_open ON promotions (repository_id, requested_at, id) WHERE open = 1;
CREATE INDEX promotions_open_by_environment ON promotions (repository_id, environment, requested_at, id)
  WHERE open = 1;
CREATE INDEX promotions_recent ON promotions (repository_id, requested_at, id);
CREATE INDEX proved_accounts_by_person ON proved_accounts (person_id);
CREATE INDEX pushes_by_after ON pushes (repository_id, after_sha);
CREATE INDEX repositories_by_installation ON repositories (installation_id);
CREATE INDEX repositories_by_name ON repositories (lower(owner), lower(name));
CREATE INDEX target_deliveries_by_age ON target_deliveries (created_at, id);
CREATE INDEX target_deliveries_by_repository ON target_deliveries (repository_id, created_at, id);
CREATE INDEX votes_standing ON votes (repository_id, release_id, environment, cast_at, id) WHERE withdrawn_at IS NULL;
CREATE INDEX waiting_jobs_by_deployment ON waiting_jobs (repository_id, deployment_id);
CREATE INDEX waiting_jobs_by_promotion ON waiting_jobs (promotion_id);
CREATE INDEX waiting_jobs_open ON waiting_jobs (repository_id) WHERE open = 1;
CREATE INDEX wakes_due ON wakes (due_at, key);
CREATE TRIGGER audit_in_turn BEFORE INSERT ON audit
WHEN NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM audit WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.previous)
BEGIN SELECT RAISE(ABORT, 'the chain moved on'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
