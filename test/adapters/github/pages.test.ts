// Lists longer than a page are read to their end, and what GitHub leaves out is never taken for nothing.
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../src/config/policy-file.ts';
import { type CodeHost, HostFault, type SnapshotAsk } from '../../../src/ports/code-host.ts';
import { hostOn, SHOP, testClock } from './host.ts';

const sha = (n: number): string => n.toString(16).padStart(40, '0');
const ASK: SnapshotAsk = { pullNumber: 4, sha: null, teams: ['platform'] };
let host: CodeHost;
let asked: string[];

beforeEach(() => {
  nock.disableNetConnect();
  host = hostOn(testClock());
  asked = [];
});
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  nock.enableNetConnect();
});

interface Sent {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}
const answers = (body: object): void => {
  nock('https://api.github.com')
    .post('/graphql', (sent: Sent) => {
      const [, name = ''] = /^query (\w+)/.exec(sent.query) ?? [];
      asked.push(`${name} ${String(sent.variables.after ?? '')}`.trim());
      return true;
    })
    .reply(200, body);
};
const faultOf = async (run: Promise<unknown>): Promise<HostFault> => {
  const fault: unknown = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(fault instanceof HostFault)) throw new Error(`no HostFault but ${String(fault)}`);
  return fault;
};

const page = (
  nodes: readonly unknown[],
  totalCount = nodes.length,
  endCursor: string | null = null,
) => ({
  totalCount,
  pageInfo: { hasNextPage: endCursor !== null, endCursor },
  nodes,
});
const ada = { name: 'Ada', email: 'ada@acme.example', user: { databaseId: 1, login: 'ada' } };
const commit = (n: number) => ({
  oid: sha(n),
  tree: { oid: sha(n + 10_000) },
  parents: page([{ oid: sha(n - 1) }]),
  authors: page([ada]),
  committer: ada,
  signature: null,
});
const check = (n: number) => ({
  __typename: 'CheckRun',
  databaseId: n,
  name: `check ${n}`,
  status: 'COMPLETED',
  conclusion: 'SUCCESS',
  startedAt: null,
  detailsUrl: null,
  isRequired: false,
  checkSuite: {
    app: { databaseId: 2, slug: 'ci' },
    workflowRun: { databaseId: 9, event: 'deployment' },
  },
});
const review = (n: number, over: object = {}) => ({
  fullDatabaseId: String(3_000_000_000 + n),
  state: 'APPROVED',
  submittedAt: '2026-01-01T00:00:00Z',
  authorCanPushToRepository: true,
  author: { __typename: 'User', login: 'grace', databaseId: 2 },
  commit: { oid: sha(5) },
  ...over,
});
const head = (checks: object | null) => ({
  nodes: [
    { commit: { ...commit(5), statusCheckRollup: checks === null ? null : { contexts: checks } } },
  ],
});
const pull = (over: object = {}) => ({
  number: 4,
  title: 'T',
  state: 'OPEN',
  isCrossRepository: false,
  headRefName: 'cart',
  headRefOid: sha(5),
  headRef: { target: { oid: sha(5) } },
  headRepository: { databaseId: 600, nameWithOwner: 'acme/shop' },
  baseRefName: 'main',
  author: { __typename: 'Bot', login: 'renovate', databaseId: 3 },
  mergedBy: null,
  mergeCommit: null,
  commits: page([{ commit: commit(5) }]),
  reviews: page([]),
  headCommit: head(null),
  mergeCommitChecks: null,
  ...over,
});
const member = (n: number) => ({ databaseId: n, login: `m${n}` });
const data = (pullRequest: object | null, members: object | null = page([])) => ({
  repository: { defaultBranchRef: { name: 'main', target: { oid: sha(1) } }, pullRequest },
  organization: members === null ? null : { t0: { members } },
});

describe('further pages', () => {
  test('of checks, members, commits and reviews', async () => {
    const commits = page([{ commit: commit(4) }], 2, 'c1');
    const reviews = page([review(1)], 2, 'r1');
    const headCommit = head(page([check(1)], 2, 'k1'));
    answers({ data: data(pull({ commits, reviews, headCommit }), page([member(1)], 2, 'm1')) });
    answers({ data: { organization: { team: { members: page([member(2)], 2) } } } });
    answers({ data: { repository: { pullRequest: { page: page([{ commit: commit(5) }], 2) } } } });
    answers({ data: { repository: { pullRequest: { page: page([review(2)], 2) } } } });
    answers({
      data: { repository: { object: { statusCheckRollup: { contexts: page([check(2)], 2) } } } },
    });
    const snapshot = await host.snapshot(SHOP, ASK);
    expect(asked).toEqual([
      'Snapshot',
      'MembersPage m1',
      'PullPage c1',
      'PullPage r1',
      'ChecksPage k1',
    ]);
    expect(snapshot.pullRequest?.commits.map((each) => each.sha)).toEqual([sha(4), sha(5)]);
    expect(snapshot.pullRequest?.reviews.map((each) => each.id)).toEqual([
      3_000_000_001, 3_000_000_002,
    ]);
    expect(snapshot.checks.map((each) => [each.name, each.workflowEvent])).toEqual([
      ['check 1', 'deployment'],
      ['check 2', 'deployment'],
    ]);
    expect(snapshot.teams.platform?.map((each) => each.id)).toEqual([1, 2]);
    expect(snapshot.pullRequest?.author).toEqual({ id: 3, login: 'renovate[bot]', machine: true });
  });

  test.each([
    ['too many', page([{ commit: commit(5) }], 1_001, 'c1')],
    ['fewer than GitHub counts', page([{ commit: commit(5) }], 2)],
    [
      'a page without a way on',
      { ...page([{ commit: commit(5) }], 2), pageInfo: { hasNextPage: true, endCursor: null } },
    ],
  ])('%s commits are a fault', async (_, commits) => {
    answers({ data: data(pull({ commits })) });
    expect(await faultOf(host.snapshot(SHOP, ASK))).toMatchObject({ kind: 'unreadable' });
  });

  test('a cursor that stands still is a fault', async () => {
    answers({ data: data(pull({ commits: page([{ commit: commit(5) }], 9, 'c1') })) });
    answers({
      data: { repository: { pullRequest: { page: page([{ commit: commit(4) }], 9, 'c1') } } },
    });
    expect(await faultOf(host.snapshot(SHOP, ASK))).toMatchObject({ kind: 'unreadable' });
  });

  test('an author or parent too many in a commit is a fault', async () => {
    for (const over of [{ authors: page([ada], 51) }, { parents: page([], 21) }]) {
      answers({ data: data(pull({ commits: page([{ commit: { ...commit(5), ...over } }]) })) });
      expect(await faultOf(host.snapshot(SHOP, ASK))).toMatchObject({ kind: 'unreadable' });
    }
  });
});

describe('what the answer leaves open', () => {
  test('a head that is none of the commits any more is looked up by itself', async () => {
    const commits = page([]);
    const withChecks = {
      __typename: 'Commit',
      ...commit(5),
      statusCheckRollup: { contexts: page([check(1)]) },
    };
    answers({ data: data(pull({ commits, headCommit: { nodes: [] } })) });
    answers({
      data: { repository: { ...data(pull({ commits })).repository, object: withChecks } },
    });
    answers({ data: { repository: { object: { tree: { oid: sha(77) } } } } });
    const snapshot = await host.snapshot(SHOP, ASK);
    expect(asked).toEqual(['Snapshot', 'Snapshot', 'Tree']);
    expect(snapshot.pullRequest?.headTree).toBe(sha(77));
    expect(snapshot.commit?.sha).toBe(sha(5));
    expect(snapshot.checks).toHaveLength(1);
  });

  test('reviews of a deleted account or a lost commit are left out', async () => {
    const reviews = page([
      review(1, { author: null }),
      review(2, { commit: null }),
      review(3, { submittedAt: null, state: 'PENDING' }),
      review(4, { author: { __typename: 'Mannequin', login: 'old' } }),
      review(5, { state: 'DISMISSED' }),
    ]);
    answers({ data: data(pull({ reviews, headRef: null, author: null })) });
    const { pullRequest } = await host.snapshot(SHOP, ASK);
    expect(pullRequest?.reviews.map((each) => [each.id, each.state])).toEqual([
      [3_000_000_005, 'dismissed'],
    ]);
    expect(pullRequest?.headRefCurrent).toBe(false);
    expect(pullRequest?.author).toBeNull();
  });

  test('a bot is known by the address that GitHub made for it, and by no other', async () => {
    const by = (email: string) => ({ name: 'x', email, user: null });
    const authors = page([
      by('49699333+dependabot[bot]@users.noreply.github.com'),
      by('dependabot[bot]@users.noreply.github.com'),
      by('1+ada@users.noreply.github.com'),
      by('49699333+dependabot[bot]@users.noreply.github.com.example'),
    ]);
    answers({ data: data(pull({ commits: page([{ commit: { ...commit(5), authors } }]) })) });
    const { pullRequest } = await host.snapshot(SHOP, ASK);
    expect(pullRequest?.commits[0]?.authors.map((author) => author.person)).toEqual([
      { id: 49_699_333, login: 'dependabot[bot]', machine: true },
      null,
      null,
      null,
    ]);
  });

  test('an owner that is no organisation has no teams', async () => {
    const error = {
      type: 'NOT_FOUND',
      path: ['organization'],
      message: 'Could not resolve to an Organization',
    };
    answers({ data: data(pull(), null), errors: [error] });
    expect(await host.snapshot(SHOP, ASK)).toMatchObject({ teams: {}, unknownTeams: ['platform'] });
  });

  test('teams that may not be read are a fault, not unknown', async () => {
    const error = {
      type: 'FORBIDDEN',
      path: ['organization', 't0'],
      message: 'Resource not accessible by integration',
    };
    answers({ data: data(pull(), null), errors: [error] });
    expect(await faultOf(host.snapshot(SHOP, ASK))).toMatchObject({ kind: 'forbidden' });
  });

  test.each([
    [
      'an error of its own',
      [{ message: 'Something went wrong while executing your query.' }],
      'unreachable',
    ],
    ['a limit', [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }], 'limited'],
    [
      'a secondary limit, which has no type',
      [{ message: 'You have exceeded a secondary rate limit.' }],
      'limited',
    ],
    [
      'no such repository',
      [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve' }],
      'gone',
    ],
    ['anything else', [{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: 'Too much' }], 'unreadable'],
  ] as const)('%s', async (_, errors, kind) => {
    answers({ data: { repository: null }, errors });
    expect(await faultOf(host.snapshot(SHOP, ASK))).toMatchObject({ kind });
  });

  test('an answer of another shape is unreadable, and says only where', async () => {
    answers({ data: data(pull({ title: 7 })) });
    const fault = await faultOf(host.snapshot(SHOP, ASK));
    expect(fault).toMatchObject({ kind: 'unreadable' });
    expect(fault.message).toBe(
      "GitHub's answer about the facts cannot be read at repository.pullRequest.title.",
    );
  });

  test('a conclusion that is not documented never passes for one that is', async () => {
    const headCommit = head(page([{ ...check(1), conclusion: 'GREAT' }]));
    answers({ data: data(pull({ headCommit })) });
    expect(await faultOf(host.snapshot(SHOP, ASK))).toMatchObject({ kind: 'unreadable' });
  });
});

describe('where commits came from', () => {
  const origin = (n: number, pulls: readonly object[], totalCount = pulls.length) => ({
    ...commit(n),
    associatedPullRequests: { totalCount, nodes: pulls },
  });
  const merged = (number: number, by: number) => ({
    number,
    state: 'MERGED',
    isCrossRepository: false,
    headRefOid: sha(by),
    mergeCommit: { oid: sha(by) },
  });

  test('a pull request merged elsewhere counts only for the commits it lists itself', async () => {
    answers({
      data: { repository: { c0: origin(5, [merged(4, 99)]), c1: origin(6, [merged(4, 99)]) } },
    });
    answers({ data: { repository: { p0: pull({ state: 'MERGED' }) } } });
    const origins = await host.originsOf(SHOP, [sha(5), sha(6)]);
    expect(origins.origin).toEqual({ [sha(5)]: 4 });
    expect(origins.commits.map((each) => each.sha)).toEqual([sha(6)]);
    expect(origins.pullRequests.map((each) => each.number)).toEqual([4]);
  });

  test('the one merged by these commits comes before one merged elsewhere', async () => {
    answers({
      data: {
        repository: {
          c0: origin(5, [merged(9, 5), merged(4, 99), { ...merged(2, 5), state: 'OPEN' }]),
        },
      },
    });
    answers({ data: { repository: { p0: pull({ number: 9, state: 'MERGED' }) } } });
    expect((await host.originsOf(SHOP, [sha(5)])).origin).toEqual({ [sha(5)]: 9 });
  });

  test('51 commits take two questions; more pull requests than can be read are a fault', async () => {
    const all = Array.from({ length: 51 }, (_, n) => n + 1);
    const part = (numbers: readonly number[]) =>
      Object.fromEntries(numbers.map((n, index) => [`c${index}`, origin(n, [])]));
    answers({ data: { repository: part(all.slice(0, 50)) } });
    answers({ data: { repository: part(all.slice(50)) } });
    const origins = await host.originsOf(SHOP, all.map(sha));
    expect(origins.commits.map((each) => each.sha)).toEqual(all.map(sha));
    answers({ data: { repository: { c0: origin(1, [], 51) } } });
    expect(await faultOf(host.originsOf(SHOP, [sha(1)]))).toMatchObject({ kind: 'unreadable' });
    expect(await faultOf(host.originsOf(SHOP, ['main']))).toMatchObject({ kind: 'unreadable' });
  });
});

describe('the policy file', () => {
  const found = (object: object) =>
    answers({ data: { repository: { object: { oid: sha(1), first: { object }, second: null } } } });

  test.each([
    ['binary', { __typename: 'Blob', text: null, byteSize: 4, isTruncated: false }],
    ['a folder', { __typename: 'Tree' }],
    [
      'cut off by GitHub',
      { __typename: 'Blob', text: 'version: 1', byteSize: 900_000, isTruncated: true },
    ],
  ])('%s is a broken policy, not none', async (_, object) => {
    found(object);
    const { path, text } = await host.policyFile(SHOP, 'main');
    expect(path).toBe('.github/lockkeeper.yml');
    expect(parsePolicy(text ?? '', path ?? '')).toMatchObject({ ok: false });
  });

  test('a name that is no commit has no policy to read', async () => {
    for (const object of [null, {}]) {
      answers({ data: { repository: { object } } });
      expect(await faultOf(host.policyFile(SHOP, 'v1'))).toMatchObject({ kind: 'unreadable' });
    }
  });
});
