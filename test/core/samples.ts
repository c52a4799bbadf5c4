/** Small whole values to build cases from: each is ordinary until a test makes it special. */
import type {
  Change,
  Check,
  Commit,
  Completion,
  Facts,
  Identity,
  LiveFacts,
  Loaded,
  PullRequestFacts,
  Review,
  Roster,
  ShippedFacts,
  StoredException,
  StoredVote,
} from '../../src/core/facts.ts';
import type { Freeze } from '../../src/core/freezes/freeze.ts';
import { MINUTE } from '../../src/core/instant.ts';
import type { Person } from '../../src/core/person.ts';
import {
  type EffectivePolicy,
  type EnvironmentPolicy,
  effectivePolicy,
  type GateSetting,
  type Policy,
} from '../../src/core/policy.ts';
import type { PromotionRequest, Requester } from '../../src/core/promotion/request.ts';
import type { Promotion, PromotionState } from '../../src/core/promotion/state.ts';
import { type Release, releaseOf } from '../../src/core/release.ts';

/** 2026-11-21 12:00:00 UTC. */
export const NOON = 1_795_262_400_000;

export const sha = (seed: string): string => seed.repeat(40).slice(0, 40);
export const person = (id: number, login = `person-${id}`, machine = false): Person => ({
  id,
  login,
  machine,
});
export const ada = person(1, 'ada');
export const grace = person(2, 'grace');
export const linus = person(3, 'linus');
export const mary = person(4, 'mary');
export const robot = person(90, 'robot[bot]', true);
export const webFlow = person(19_864_447, 'web-flow');

export const identity = (who: Person | null, email = `${who?.login ?? 'nobody'}@x`): Identity => ({
  name: who?.login ?? 'Nobody',
  email,
  person: who,
});

export const commit = (
  seed: string,
  authors: readonly Identity[],
  committer?: Identity,
): Commit => ({
  sha: sha(seed),
  tree: sha(`${seed}e`),
  parents: [sha('0')],
  authors,
  committer: committer ?? authors[0] ?? identity(null),
});

export const HEAD = sha('a');
export const HEAD_TREE = sha('ae');

export const release: Release = releaseOf(7, HEAD, HEAD_TREE);

export const pull = (over: Partial<PullRequestFacts> = {}): PullRequestFacts => ({
  number: 12,
  author: ada,
  state: 'open',
  headRef: 'feature',
  headSha: HEAD,
  headTree: HEAD_TREE,
  baseRef: 'main',
  fork: false,
  mergeSha: null,
  mergeTree: null,
  mergedBy: null,
  mergedByGitHub: false,
  commits: [commit('a', [identity(ada)])],
  pushers: [ada],
  reviews: [],
  ...over,
});

/** Another pull request that ships along, merged with an unchanged tree. */
export const shippedPull = (number: number, author: Person, over: Partial<PullRequestFacts> = {}) =>
  ({
    kind: 'pull-request',
    pullRequest: pull({
      number,
      author,
      state: 'merged',
      headSha: sha(`b${number}`),
      headTree: sha(`be${number}`),
      mergeSha: sha(`c${number}`),
      mergeTree: sha(`be${number}`),
      mergedBy: mary,
      commits: [commit(`b${number}`, [identity(author)])],
      pushers: [author],
      ...over,
    }),
  }) satisfies Change;

export const review = (who: Person, over: Partial<Review> = {}): Review => ({
  id: 1000 + who.id,
  person: who,
  state: 'approved',
  sha: HEAD,
  at: NOON + MINUTE,
  canWrite: true,
  ...over,
});

export const request = (over: Partial<PromotionRequest> = {}): PromotionRequest => ({
  id: 'P1',
  kind: 'promote',
  environment: 'production',
  release,
  pullNumber: 12,
  askedAs: 'head',
  requesters: [requester(ada)],
  requestedAt: NOON,
  reason: null,
  retryOf: [],
  ...over,
});

export const requester = (who: Person, through: Person | null = null): Requester => ({
  person: who,
  through,
  via: 'comment',
  at: NOON,
});

export const promotion = (state: PromotionState, over: Partial<Promotion> = {}): Promotion => ({
  ...request(),
  repositoryId: 7,
  state,
  version: 1,
  expiresAt: NOON + 7 * 24 * 60 * MINUTE,
  updatedAt: NOON,
  ...over,
});

export const gateSetting = (gate: string, options: unknown = {}): GateSetting => ({
  gate,
  options,
  onFailure: 'block',
});

const WRITE = { users: [], teams: [], permission: 'write' } as const;
const MAINTAIN = { users: [], teams: [], permission: 'maintain' } as const;

const NO_APPROVALS = { rules: [], distinctPeople: null, via: null, afterRequest: false } as const;

export const environment = (over: Partial<EnvironmentPolicy> = {}): EnvironmentPolicy => ({
  name: 'production',
  aliases: ['prod'],
  after: ['staging'],
  fanIn: 'all',
  production: true,
  url: null,
  gates: [],
  approvals: NO_APPROVALS,
  separationOfDuties: { level: 'strict', reviewedChanges: 'exempt', promoteByOthers: false },
  unknownAuthors: 'block',
  allowForks: false,
  allow: {
    promote: WRITE,
    approve: WRITE,
    lock: WRITE,
    rollback: WRITE,
    halt: MAINTAIN,
    quarantine: MAINTAIN,
    except: MAINTAIN,
  },
  onBlock: 'wait',
  execute: 'auto',
  queue: 'fifo',
  remindAfterMs: 24 * 60 * MINUTE,
  expireAfterMs: 7 * 24 * 60 * MINUTE,
  deploy: { deployer: 'github', timeoutMs: 30 * MINUTE, reporters: ['github-actions[bot]'] },
  rollback: { gates: [], approvals: NO_APPROVALS, migrations: [] },
  ...over,
});

export const policy = (
  over: Partial<EnvironmentPolicy> = {},
  people: Readonly<Record<string, string>> = {},
): EffectivePolicy => {
  const whole: Policy = { version: 1, people, programs: [], environments: [] };
  return effectivePolicy(whole, environment(over), [], 0);
};

export const rule = (
  name: string,
  over: Partial<EnvironmentPolicy['approvals']['rules'][number]> = {},
) => ({
  name,
  count: 1,
  users: [],
  teams: [],
  permission: null,
  ...over,
});

export const vote = (who: Person, over: Partial<StoredVote> = {}): StoredVote => ({
  id: `V${who.id}`,
  promotionId: 'P1',
  person: who,
  choice: 'approve',
  via: 'comment',
  at: NOON + MINUTE,
  reason: null,
  releaseId: release.id,
  environment: 'production',
  policyDigest: policy().digest,
  ...over,
});

/** Closed from Saturday 00:00 to Monday 00:00 in Berlin: at `NOON`, since thirteen hours. */
export const weekend = (over: Partial<Freeze> = {}): Freeze => ({
  name: 'weekend',
  reason: null,
  timeZone: 'Europe/Berlin',
  verbs: ['promote'],
  when: {
    kind: 'recurring',
    rule: 'FREQ=WEEKLY;BYDAY=SA',
    starts: '2026-01-03T00:00',
    durationMs: 2 * 24 * 60 * MINUTE,
  },
  ...over,
});

/** When the window of `weekend` began that is open at `NOON`. */
export const WEEKEND_FROM = NOON - 13 * 60 * MINUTE;

export const exception = (who: Person, over: Partial<StoredException> = {}): StoredException => ({
  id: `X${who.id}`,
  promotionId: 'P1',
  freeze: 'weekend',
  from: WEEKEND_FROM,
  person: who,
  via: 'comment',
  at: NOON - MINUTE,
  reason: 'the shop sells nothing',
  policyDigest: policy().digest,
  ...over,
});

export const roster = (over: Partial<Roster> = {}): Roster => ({
  teams: { platform: [ada, grace, linus] },
  unknownTeams: [],
  roles: { '1': 'write', '2': 'write', '3': 'read', '4': 'admin' },
  ...over,
});

export const check = (name: string, over: Partial<Check> = {}): Check => ({
  name,
  app: 'github-actions',
  appId: 15_368,
  status: 'completed',
  conclusion: 'success',
  workflowEvent: 'pull_request',
  startedAt: NOON,
  id: 1,
  url: null,
  required: false,
  own: false,
  ...over,
});

export const completion = (over: Partial<Completion> = {}): Completion => ({
  promotionId: 'P0',
  environment: 'staging',
  releaseId: release.id,
  sha: HEAD,
  tree: HEAD_TREE,
  artifacts: [],
  requesters: [grace],
  at: NOON - 60 * MINUTE,
  rolledBack: false,
  faulty: false,
  ...over,
});

export const live = (over: Partial<LiveFacts> = {}): LiveFacts => ({
  releaseId: releaseOf(7, sha('1'), sha('1e')).id,
  sha: sha('1'),
  tree: sha('1e'),
  promotionId: 'P-1',
  since: NOON - 60 * MINUTE,
  ...over,
});

export const loaded = <T>(value: T): Loaded<T> => ({ ok: true, value });

export const shipped = (
  changes: readonly Change[] = [],
  relation: ShippedFacts['relation'] = 'ahead',
) => ({
  relation,
  changes,
});

/** Everything there, and nothing that says no. */
export const facts = (over: Partial<Facts> = {}): Facts => ({
  pullRequest: loaded(pull()),
  checks: loaded([check('build')]),
  requiredChecks: loaded(null),
  live: loaded(live()),
  shipped: loaded(shipped()),
  history: loaded([completion()]),
  votes: loaded([]),
  exceptions: loaded([]),
  roster: loaded(roster()),
  lock: loaded(null),
  halts: loaded([]),
  quarantines: loaded([]),
  ...over,
});
