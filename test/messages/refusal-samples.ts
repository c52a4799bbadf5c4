/** One of each refusal, with data as it really comes; a code without a sample does not compile. */
import type { RollbackImpact } from '../../src/core/promotion/rollback-impact.ts';
import type { Refusal } from '../../src/core/reasons.ts';

const ada = { id: 1001, login: 'ada', machine: false };
const need = { users: [], teams: ['platform'], permission: null };
const environment = 'production';
const sha = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0';
const reason = 'the load test runs.';
const lock = {
  environment,
  owner: ada,
  pullNumber: 12,
  reason,
  since: 1_000,
  expiresAt: 7_200_000,
};
const halt = { scope: 'repository', by: ada, reason, since: 1_000, all: true } as const;
const mark = { sha, tree: sha, by: ada, reason, since: 1_000 };

const impact: RollbackImpact = {
  undone: { sha: 'c'.repeat(40), pullNumber: null },
  target: { sha, pullNumber: 7, since: 1_000, until: 60_000, mark: 'faulty' },
  commits: { total: 1, shown: ['c'.repeat(40)] },
  pullRequests: { total: 0, shown: [] },
  migrations: { total: 0, shown: [] },
  expectedMs: null,
  risk: 'risky',
  because: [{ code: 'marked', mark: 'faulty' }],
};

const samples: { readonly [C in Refusal['code']]: Extract<Refusal, { code: C }> } = {
  unknown_command: {
    code: 'unknown_command',
    asked: 'promot',
    didYouMean: '/promote <environment>',
    known: ['promote', 'help'],
  },
  usage: {
    code: 'usage',
    command: 'promote',
    usage: '/promote <environment>',
    problem: 'it needs an environment',
  },
  unknown_environment: {
    code: 'unknown_environment',
    asked: 'prdo',
    didYouMean: 'prod',
    known: ['staging', environment],
  },
  policy_invalid: { code: 'policy_invalid', path: '.github/lockkeeper.yml', sha, problems: 2 },
  not_approved: { code: 'not_approved', environment, state: 'pending' },
  not_authorized: { code: 'not_authorized', verb: 'promote', environment, need },
  no_write_access: { code: 'no_write_access' },
  not_a_pull_request: { code: 'not_a_pull_request' },
  pull_request_closed: { code: 'pull_request_closed', number: 7 },
  sha_not_reachable: { code: 'sha_not_reachable', sha, onPullRequest: false },
  sha_ambiguous: { code: 'sha_ambiguous', sha: 'a1b2c3d' },
  moved_head: { code: 'moved_head', environment, from: sha, to: sha },
  head_unsure: { code: 'head_unsure', environment, head: sha },
  too_old: { code: 'too_old', command: '/promote staging' },
  broken: { code: 'broken', reference: '67dc0958' },
  fork_refused: { code: 'fork_refused', environment, fork: 'mallory/shop' },
  already_promoted: { code: 'already_promoted', environment, sha, since: 1_000 },
  rollback_open_too: {
    code: 'rollback_open_too',
    environment,
    rollbackTo: sha,
    promoted: sha,
  },
  nothing_open: {
    code: 'nothing_open',
    environment,
    onPullRequest: true,
    last: { state: 'rejected', at: 1_000 },
  },
  several_open: { code: 'several_open', environments: ['staging', environment] },
  no_longer_open: { code: 'no_longer_open', environment, state: 'completed' },
  vote_not_counted: { code: 'vote_not_counted', environment, why: { code: 'machine' } },
  vote_before_request: { code: 'vote_before_request', environment },
  not_eligible_to_vote: {
    code: 'not_eligible_to_vote',
    environment,
    rules: [{ name: 'platform', count: 1, ...need }],
  },
  not_frozen: { code: 'not_frozen', environment },
  exception_not_confirmed: {
    code: 'exception_not_confirmed',
    environment,
    why: { code: 'asked_for_it' },
  },
  no_vote: { code: 'no_vote', environment },
  several_rejected: { code: 'several_rejected', environments: ['staging', environment] },
  not_rejecter: { code: 'not_rejecter', environment, person: ada },
  not_requester: { code: 'not_requester', environment, requesters: [ada] },
  nothing_to_retry: { code: 'nothing_to_retry', environment },
  never_promoted: {
    code: 'never_promoted',
    environment,
    asked: 'd4e5f6a',
    candidates: [
      { sha, pullNumber: 7, since: 1_000, until: 60_000, mark: null },
      { sha: 'b'.repeat(40), pullNumber: null, since: 500, until: 1_000, mark: 'faulty' },
    ],
    more: 3,
  },
  nothing_to_go_back_to: {
    code: 'nothing_to_go_back_to',
    environment,
    candidates: [{ sha, pullNumber: 7, since: 1_000, until: 60_000, mark: 'rolled_back' }],
    more: 0,
  },
  rollback_of_rollback: {
    code: 'rollback_of_rollback',
    environment,
    sha,
    candidates: [{ sha, pullNumber: 7, since: 1_000, until: 60_000, mark: null }],
    more: 0,
  },
  rollback_open: {
    code: 'rollback_open',
    environment,
    sha,
    requesters: [ada],
    state: 'deploying',
  },
  rollback_unconfirmed: {
    code: 'rollback_unconfirmed',
    environment,
    impact,
    confirm: '7K3Q',
    stale: true,
    reason: 'it says "no"',
  },
  rollback_blocked: {
    code: 'rollback_blocked',
    environment,
    impact: { ...impact, risk: 'blocked', because: [{ code: 'quarantined' }] },
  },
  reason_missing: { code: 'reason_missing', verb: 'reject' },
  environment_locked: { code: 'environment_locked', environment, lock },
  not_locked: { code: 'not_locked', environment },
  not_lock_owner: { code: 'not_lock_owner', environment, owner: ada },
  not_halted: { code: 'not_halted', scope: 'repository' },
  not_halter: { code: 'not_halter', halts: [halt] },
  not_organization_owner: { code: 'not_organization_owner' },
  commit_unknown: { code: 'commit_unknown', sha: 'a1b2c3d' },
  quarantined_already: { code: 'quarantined_already', mark },
  not_quarantined: { code: 'not_quarantined', sha },
  own_quarantine: { code: 'own_quarantine', mark },
  stale_button: { code: 'stale_button' },
  changed_since: { code: 'changed_since', environment },
  not_linked: { code: 'not_linked', why: 'stale' },
  unknown_repository: { code: 'unknown_repository', asked: 'acme/shop' },
  several_pulls: { code: 'several_pulls', environment, pulls: [7, 12] },
  invalid_transition: { code: 'invalid_transition', from: 'completed', to: 'cancelled' },
};

export const refusalSamples: readonly Refusal[] = Object.values(samples);
