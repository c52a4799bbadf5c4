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
  hash TEXT NOT NULL,
  CONSTRAINT audit_hash_key UNIQUE (hash),
  CONSTRAINT audit_pkey PRIMARY KEY (chain, seq),
  CONSTRAINT audit_seq_check CHECK ((seq > 0))
);
CREATE TABLE chain_heads (
  chain TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  key_id TEXT NOT NULL,
  signature TEXT NOT NULL,
  CONSTRAINT chain_heads_pkey PRIMARY KEY (chain),
  CONSTRAINT chain_heads_seq_check CHECK ((seq > 0))
);
CREATE TABLE current_policies (
  repository_id BIGINT NOT NULL,
  sha TEXT NOT NULL,
  CONSTRAINT current_policies_pkey PRIMARY KEY (repository_id)
);
CREATE TABLE evidence (
  digest TEXT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT evidence_pkey PRIMARY KEY (digest)
);
CREATE TABLE exceptions (
  id TEXT NOT NULL,
  promotion_id TEXT NOT NULL,
  freeze_name TEXT NOT NULL,
  window_from BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  said_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT exceptions_pkey PRIMARY KEY (id),
  CONSTRAINT exceptions_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES promotions(id)
);
CREATE TABLE faulty_deployments (
  ledger_id TEXT NOT NULL,
  rollback_id TEXT NOT NULL,
  marked_at BIGINT NOT NULL,
  CONSTRAINT faulty_deployments_pkey PRIMARY KEY (ledger_id),
  CONSTRAINT faulty_deployments_rollback_id_fkey FOREIGN KEY (rollback_id) REFERENCES promotions(id)
);
CREATE TABLE faulty_promotions (
  promotion_id TEXT NOT NULL,
  rollback_id TEXT NOT NULL,
  marked_at BIGINT NOT NULL,
  CONSTRAINT faulty_promotions_pkey PRIMARY KEY (promotion_id),
  CONSTRAINT faulty_promotions_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES promotions(id),
  CONSTRAINT faulty_promotions_rollback_id_fkey FOREIGN KEY (rollback_id) REFERENCES promotions(id)
);
CREATE TABLE floors (
  owner TEXT NOT NULL,
  repository_id BIGINT,
  looked_at BIGINT NOT NULL,
  CONSTRAINT floors_pkey PRIMARY KEY (owner)
);
CREATE TABLE gone_endpoints (
  repository_id BIGINT NOT NULL,
  url TEXT NOT NULL,
  since BIGINT NOT NULL,
  CONSTRAINT gone_endpoints_pkey PRIMARY KEY (repository_id, url)
);
CREATE TABLE halts (
  id TEXT NOT NULL,
  scope TEXT NOT NULL,
  scope_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  since BIGINT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT halts_pkey PRIMARY KEY (id),
  CONSTRAINT halts_scope_check CHECK ((scope = ANY (ARRAY['repository'::text, 'organization'::text]))),
  CONSTRAINT halts_scope_scope_id_person_id_key UNIQUE (scope, scope_id, person_id)
);
CREATE TABLE heads (
  seq BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  repository_id BIGINT NOT NULL,
  pull_number INTEGER NOT NULL,
  sha TEXT NOT NULL,
  at BIGINT NOT NULL,
  CONSTRAINT heads_pkey PRIMARY KEY (seq),
  CONSTRAINT heads_repository_id_pull_number_sha_at_key UNIQUE (repository_id, pull_number, sha, at)
);
CREATE TABLE holds (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  promotion_id TEXT NOT NULL,
  person TEXT NOT NULL,
  reason TEXT,
  since BIGINT NOT NULL,
  CONSTRAINT holds_pkey PRIMARY KEY (repository_id, environment),
  CONSTRAINT holds_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES promotions(id)
);
CREATE TABLE identities (
  id TEXT NOT NULL,
  slack_team TEXT NOT NULL,
  slack_user TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT identities_pkey PRIMARY KEY (id),
  CONSTRAINT identities_slack_team_slack_user_key UNIQUE (slack_team, slack_user)
);
CREATE TABLE inbox (
  seq BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  id TEXT NOT NULL,
  event TEXT NOT NULL,
  payload BYTEA NOT NULL,
  received_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  leased_until BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT,
  done_at BIGINT,
  CONSTRAINT inbox_id_key UNIQUE (id),
  CONSTRAINT inbox_pkey PRIMARY KEY (seq),
  CONSTRAINT inbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'buried'::text])))
);
CREATE TABLE inquiries (
  id TEXT NOT NULL,
  promotion_id TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT inquiries_pkey PRIMARY KEY (id),
  CONSTRAINT inquiries_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES promotions(id)
);
CREATE TABLE leases (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  promotion_id TEXT,
  fence INTEGER NOT NULL,
  taken_at BIGINT NOT NULL,
  CONSTRAINT leases_fence_check CHECK ((fence >= 0)),
  CONSTRAINT leases_pkey PRIMARY KEY (repository_id, environment)
);
CREATE TABLE ledger (
  seq BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  id TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  release_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  tree TEXT NOT NULL,
  artifacts TEXT NOT NULL,
  promotion_id TEXT,
  deployment_id TEXT,
  since BIGINT NOT NULL,
  origin TEXT NOT NULL,
  deployed_by TEXT,
  trusted INTEGER NOT NULL,
  CONSTRAINT ledger_id_key UNIQUE (id),
  CONSTRAINT ledger_origin_check CHECK ((origin = ANY (ARRAY['own'::text, 'foreign'::text]))),
  CONSTRAINT ledger_pkey PRIMARY KEY (seq),
  CONSTRAINT ledger_trusted_check CHECK ((trusted = ANY (ARRAY[0, 1])))
);
CREATE TABLE link_sessions (
  cookie_hash TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  next TEXT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT link_sessions_pkey PRIMARY KEY (cookie_hash),
  CONSTRAINT link_sessions_token_hash_fkey FOREIGN KEY (token_hash) REFERENCES link_tickets(token_hash) ON DELETE CASCADE
);
CREATE TABLE link_tickets (
  token_hash TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used INTEGER NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT link_tickets_pkey PRIMARY KEY (token_hash),
  CONSTRAINT link_tickets_used_check CHECK ((used = ANY (ARRAY[0, 1])))
);
CREATE TABLE lock_waiters (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  place INTEGER NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT lock_waiters_pkey PRIMARY KEY (repository_id, environment, person_id),
  CONSTRAINT lock_waiters_repository_id_environment_place_key UNIQUE (repository_id, environment, place)
);
CREATE TABLE locks (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  id TEXT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT locks_id_key UNIQUE (id),
  CONSTRAINT locks_pkey PRIMARY KEY (repository_id, environment)
);
CREATE TABLE outbox (
  seq BIGINT GENERATED BY DEFAULT AS IDENTITY NOT NULL,
  key TEXT NOT NULL,
  lane TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  leased_until BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  begun INTEGER NOT NULL,
  uncertain INTEGER NOT NULL,
  error TEXT,
  done_at BIGINT,
  CONSTRAINT outbox_begun_check CHECK ((begun = ANY (ARRAY[0, 1]))),
  CONSTRAINT outbox_key_key UNIQUE (key),
  CONSTRAINT outbox_pkey PRIMARY KEY (seq),
  CONSTRAINT outbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'buried'::text]))),
  CONSTRAINT outbox_uncertain_check CHECK ((uncertain = ANY (ARRAY[0, 1])))
);
CREATE TABLE policies (
  repository_id BIGINT NOT NULL,
  sha TEXT NOT NULL,
  path TEXT,
  text TEXT,
  CONSTRAINT policies_pkey PRIMARY KEY (repository_id, sha)
);
CREATE TABLE policy_forms (
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  digest TEXT NOT NULL,
  since BIGINT NOT NULL,
  held TEXT,
  CONSTRAINT policy_forms_pkey PRIMARY KEY (repository_id, environment)
);
CREATE TABLE promotions (
  id TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  environment TEXT NOT NULL,
  kind TEXT NOT NULL,
  release_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  tree TEXT NOT NULL,
  pull_number INTEGER,
  state TEXT NOT NULL,
  open INTEGER NOT NULL,
  version INTEGER NOT NULL,
  requested_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT promotions_kind_check CHECK ((kind = ANY (ARRAY['promote'::text, 'rollback'::text]))),
  CONSTRAINT promotions_open_check CHECK ((open = ANY (ARRAY[0, 1]))),
  CONSTRAINT promotions_pkey PRIMARY KEY (id),
  CONSTRAINT promotions_version_check CHECK ((version > 0))
);
CREATE TABLE proved_accounts (
  slack_team TEXT NOT NULL,
  slack_user TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  login TEXT NOT NULL,
  CONSTRAINT proved_accounts_pkey PRIMARY KEY (slack_team, slack_user, person_id)
);
CREATE TABLE pushes (
  seq BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  repository_id BIGINT NOT NULL,
  ref TEXT NOT NULL,
  before_sha TEXT NOT NULL,
  after_sha TEXT NOT NULL,
  forced INTEGER NOT NULL,
  person TEXT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  CONSTRAINT pushes_forced_check CHECK ((forced = ANY (ARRAY[0, 1]))),
  CONSTRAINT pushes_kind_check CHECK ((kind = ANY (ARRAY['push'::text, 'merge'::text]))),
  CONSTRAINT pushes_pkey PRIMARY KEY (seq),
  CONSTRAINT pushes_repository_id_ref_before_sha_after_sha_kind_person_key UNIQUE (repository_id, ref, before_sha, after_sha, kind, person)
);
CREATE TABLE quarantines (
  id TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  sha TEXT NOT NULL,
  tree TEXT NOT NULL,
  since BIGINT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT quarantines_pkey PRIMARY KEY (id),
  CONSTRAINT quarantines_repository_id_tree_key UNIQUE (repository_id, tree)
);
CREATE TABLE repositories (
  id BIGINT NOT NULL,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  default_branch TEXT NOT NULL,
  installation_id BIGINT NOT NULL,
  active INTEGER NOT NULL,
  CONSTRAINT repositories_active_check CHECK ((active = ANY (ARRAY[0, 1]))),
  CONSTRAINT repositories_pkey PRIMARY KEY (id)
);
CREATE TABLE schema_migrations (
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (name)
);
CREATE TABLE signing_keys (
  id TEXT NOT NULL,
  public_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  signed_by TEXT,
  CONSTRAINT signing_keys_pkey PRIMARY KEY (id)
);
CREATE TABLE surfaces (
  key TEXT NOT NULL,
  external_id TEXT,
  digest TEXT,
  state TEXT NOT NULL,
  CONSTRAINT surfaces_pkey PRIMARY KEY (key)
);
CREATE TABLE target_deliveries (
  id TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  environment TEXT,
  event TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  body TEXT,
  CONSTRAINT target_deliveries_kind_check CHECK ((kind = ANY (ARRAY['slack'::text, 'webhook'::text, 'email'::text]))),
  CONSTRAINT target_deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT target_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'not_said'::text, 'failed'::text])))
);
CREATE TABLE valid_policies (
  repository_id BIGINT NOT NULL,
  sha TEXT NOT NULL,
  CONSTRAINT valid_policies_pkey PRIMARY KEY (repository_id)
);
CREATE TABLE votes (
  id TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  promotion_id TEXT NOT NULL,
  release_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  cast_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by TEXT,
  CONSTRAINT votes_pkey PRIMARY KEY (id),
  CONSTRAINT votes_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES promotions(id)
);
CREATE TABLE waiting_jobs (
  repository_id BIGINT NOT NULL,
  run_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  sha TEXT NOT NULL,
  deployment_id TEXT,
  promotion_id TEXT,
  open INTEGER NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT waiting_jobs_open_check CHECK ((open = ANY (ARRAY[0, 1]))),
  CONSTRAINT waiting_jobs_pkey PRIMARY KEY (repository_id, run_id, environment)
);
CREATE TABLE wakes (
  key TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  held INTEGER NOT NULL,
  asked_again_at BIGINT,
  attempts INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  error TEXT,
  CONSTRAINT wakes_held_check CHECK ((held = ANY (ARRAY[0, 1]))),
  CONSTRAINT wakes_pkey PRIMARY KEY (key)
);
CREATE INDEX audit_by_promotion ON audit USING btree (promotion_id, seq);
CREATE INDEX exceptions_by_promotion ON exceptions USING btree (promotion_id, said_at, id);
CREATE INDEX identities_by_person ON identities USING btree (person_id);
CREATE INDEX inbox_buried ON inbox USING btree (seq) WHERE (state = 'buried'::text);
CREATE INDEX inbox_ended ON inbox USING btree (done_at) WHERE (done_at IS NOT NULL);
CREATE INDEX inbox_waiting ON inbox USING btree (seq) WHERE (state = 'waiting'::text);
CREATE INDEX inquiries_of_promotion ON inquiries USING btree (promotion_id, asked_at, id);
CREATE INDEX ledger_live ON ledger USING btree (repository_id, environment, seq);
CREATE INDEX ledger_proven ON ledger USING btree (repository_id, environment, seq) WHERE ((origin = 'own'::text) OR (trusted = 1));
CREATE INDEX ledger_trusted ON ledger USING btree (repository_id, tree) WHERE (trusted = 1);
CREATE INDEX link_sessions_by_ticket ON link_sessions USING btree (token_hash);
CREATE INDEX link_tickets_by_end ON link_tickets USING btree (expires_at);
CREATE INDEX outbox_buried ON outbox USING btree (seq) WHERE (state = 'buried'::text);
CREATE INDEX outbox_ended ON outbox USING btree (done_at) WHERE (done_at IS NOT NULL);
CREATE INDEX outbox_lane ON outbox USING btree (lane, seq) WHERE (state = 'waiting'::text);
CREATE INDEX outbox_waiting ON outbox USING btree (priority, seq) WHERE (state = 'waiting'::text);
CREATE INDEX promotions_all_open ON promotions USING btree (requested_at, id) WHERE (open = 1);
CREATE INDEX promotions_by_environment ON promotions USING btree (repository_id, environment, requested_at, id);
CREATE INDEX promotions_by_pull ON promotions USING btree (repository_id, pull_number, requested_at, id);
CREATE INDEX promotions_by_release ON promotions USING btree (repository_id, release_id, requested_at, id);
CREATE INDEX promotions_completed ON promotions USING btree (repository_id, tree, updated_at, id) WHERE (state = ANY (ARRAY['completed'::text, 'rolled_back'::text]));
CREATE UNIQUE INDEX promotions_one_deploying ON promotions USING btree (repository_id, environment) WHERE (state = ANY (ARRAY['deploying'::text, 'verifying'::text]));
CREATE UNIQUE INDEX promotions_one_open ON promotions USING btree (repository_id, environment, release_id, kind) WHERE (open = 1);
CREATE INDEX promotions_open ON promotions USING btree (repository_id, requested_at, id) WHERE (open = 1);
CREATE INDEX promotions_open_by_environment ON promotions USING btree (repository_id, environment, requested_at, id) WHERE (open = 1);
CREATE INDEX promotions_recent ON promotions USING btree (repository_id, requested_at, id);
CREATE INDEX proved_accounts_by_person ON proved_accounts USING btree (person_id);
CREATE INDEX pushes_by_after ON pushes USING btree (repository_id, after_sha);
CREATE INDEX repositories_by_installation ON repositories USING btree (installation_id);
CREATE INDEX repositories_by_name ON repositories USING btree (lower(owner), lower(name));
CREATE INDEX target_deliveries_by_age ON target_deliveries USING btree (created_at, id);
CREATE INDEX target_deliveries_by_repository ON target_deliveries USING btree (repository_id, created_at, id);
CREATE INDEX votes_standing ON votes USING btree (repository_id, release_id, environment, cast_at, id) WHERE (withdrawn_at IS NULL);
CREATE INDEX waiting_jobs_by_deployment ON waiting_jobs USING btree (repository_id, deployment_id);
CREATE INDEX waiting_jobs_by_promotion ON waiting_jobs USING btree (promotion_id);
CREATE INDEX waiting_jobs_open ON waiting_jobs USING btree (repository_id) WHERE (open = 1);
CREATE INDEX wakes_due ON wakes USING btree (due_at, key);
CREATE OR REPLACE FUNCTION public.follow_the_chain()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM audit WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.previous) THEN
    RAISE EXCEPTION 'the chain moved on' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END
$function$;
CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$function$;
CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_in_turn BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION follow_the_chain();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evidence_append_only BEFORE DELETE OR UPDATE ON evidence FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evidence_no_truncate BEFORE TRUNCATE ON evidence FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_append_only BEFORE DELETE OR UPDATE ON ledger FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
