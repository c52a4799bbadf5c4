/** The tables as Kysely sees them; the SQL that makes them is in `db/migrations`. */
import type { Generated } from 'kysely';
import type { LinkStep } from '../../ports/identities.ts';

/** 0 or 1: what both databases can bind. */
type Flag = 0 | 1;
type WorkState = 'waiting' | 'done' | 'buried';

export interface Schema {
  repositories: {
    id: number;
    owner: string;
    name: string;
    default_branch: string;
    installation_id: number;
    active: Flag;
  };
  inbox: {
    seq: Generated<number>;
    id: string;
    event: string;
    /** UTF-8, compressed by gzip. */
    payload: Buffer;
    received_at: number;
    state: WorkState;
    due_at: number;
    leased_until: number;
    attempts: number;
    error: string | null;
    done_at: number | null;
  };
  outbox: {
    seq: Generated<number>;
    key: string;
    lane: string;
    kind: string;
    payload: string;
    priority: number;
    state: WorkState;
    due_at: number;
    leased_until: number;
    attempts: number;
    generation: number;
    /** An attempt began, and nothing tells how it ended. */
    begun: Flag;
    /** `begun` as it was when the present attempt took it. */
    uncertain: Flag;
    error: string | null;
    done_at: number | null;
  };
  wakes: {
    key: string;
    /** While it is held: when the lease runs out. */
    due_at: number;
    held: Flag;
    /** The earliest instant asked for while it was held. */
    asked_again_at: number | null;
    attempts: number;
    /** Grows with each claim: who holds an older one is late. */
    generation: number;
    error: string | null;
  };
  promotions: {
    id: string;
    repository_id: number;
    environment: string;
    kind: string;
    release_id: string;
    sha: string;
    tree: string;
    pull_number: number | null;
    state: string;
    open: Flag;
    version: number;
    requested_at: number;
    updated_at: number;
    body: string;
  };
  votes: {
    id: string;
    repository_id: number;
    promotion_id: string;
    release_id: string;
    environment: string;
    person_id: number;
    cast_at: number;
    body: string;
    withdrawn_at: number | null;
    withdrawn_by: string | null;
  };
  exceptions: {
    id: string;
    promotion_id: string;
    freeze_name: string;
    window_from: number;
    person_id: number;
    said_at: number;
    body: string;
  };
  inquiries: { id: string; promotion_id: string; asked_at: number; body: string };
  ledger: {
    seq: Generated<number>;
    id: string;
    repository_id: number;
    environment: string;
    release_id: string;
    sha: string;
    tree: string;
    artifacts: string;
    promotion_id: string | null;
    deployment_id: string | null;
    since: number;
    origin: 'own' | 'foreign';
    deployed_by: string | null;
    trusted: Generated<Flag>;
  };
  waiting_jobs: {
    repository_id: number;
    run_id: string;
    environment: string;
    sha: string;
    deployment_id: string | null;
    promotion_id: string | null;
    open: Flag;
    body: string;
  };
  leases: {
    repository_id: number;
    environment: string;
    promotion_id: string | null;
    fence: number;
    taken_at: number;
  };
  heads: {
    seq: Generated<number>;
    repository_id: number;
    pull_number: number;
    sha: string;
    at: number;
  };
  pushes: {
    seq: Generated<number>;
    repository_id: number;
    ref: string;
    before_sha: string;
    after_sha: string;
    forced: Flag;
    person: string;
    at: number;
    kind: 'push' | 'merge';
  };
  holds: {
    repository_id: number;
    environment: string;
    promotion_id: string;
    person: string;
    reason: string | null;
    since: number;
  };
  faulty_promotions: { promotion_id: string; rollback_id: string; marked_at: number };
  faulty_deployments: { ledger_id: string; rollback_id: string; marked_at: number };
  locks: { repository_id: number; environment: string; id: string; body: string };
  lock_waiters: {
    repository_id: number;
    environment: string;
    person_id: number;
    place: number;
    body: string;
  };
  halts: {
    id: string;
    scope: 'repository' | 'organization';
    scope_id: number;
    person_id: number;
    since: number;
    body: string;
  };
  quarantines: {
    id: string;
    repository_id: number;
    sha: string;
    tree: string;
    since: number;
    body: string;
  };
  identities: {
    id: string;
    slack_team: string;
    slack_user: string;
    person_id: number;
    body: string;
  };
  proved_accounts: { slack_team: string; slack_user: string; person_id: number; login: string };
  link_tickets: { token_hash: string; expires_at: number; used: Flag; body: string };
  link_sessions: { cookie_hash: string; token_hash: string; next: LinkStep; body: string };
  target_deliveries: {
    id: string;
    repository_id: number;
    environment: string | null;
    event: string;
    kind: 'slack' | 'webhook' | 'email';
    target: string;
    address: string;
    state: 'waiting' | 'delivered' | 'not_said' | 'failed';
    attempts: number;
    error: string | null;
    created_at: number;
    updated_at: number;
    body: string | null;
  };
  gone_endpoints: { repository_id: number; url: string; since: number };
  surfaces: { key: string; external_id: string | null; digest: string | null; state: string };
  policies: { repository_id: number; sha: string; path: string | null; text: string | null };
  floors: { owner: string; repository_id: number | null; looked_at: number };
  current_policies: { repository_id: number; sha: string };
  valid_policies: { repository_id: number; sha: string };
  policy_forms: {
    repository_id: number;
    environment: string;
    digest: string;
    since: number;
    held: string | null;
  };
  audit: {
    chain: string;
    seq: number;
    at: number;
    kind: string;
    promotion_id: string | null;
    environment: string | null;
    person_id: number | null;
    body: string;
    previous: string;
    hash: string;
  };
  chain_heads: { chain: string; seq: number; hash: string; key_id: string; signature: string };
  evidence: { digest: string; body: string };
  signing_keys: { id: string; public_key: string; created_at: number; signed_by: string | null };
}
