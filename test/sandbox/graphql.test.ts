// GraphQL answers under GitHub's names: errors beside the data, people by the addresses of commits.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

let at: Opened;
beforeEach(async () => {
  at = await open({ files: { '.github/lockkeeper.yml': 'version: 1' }, requiredChecks: ['build'] });
});
afterEach(() => at.close());

const pull = (login = 'ada') =>
  at.sandbox.as(login).openPull({ title: 'A change', branch: 'change', files: { a: '1' } });
const ofRepository = async <Found>(fields: string): Promise<Found> => {
  const { body } = await at.graphql<{ readonly repository: Found }>(
    `{ repository(owner: "acme", name: "shop") { ${fields} } }`,
  );
  return body.data.repository;
};
const ofPull = async <Found>(fields: string): Promise<Found> => {
  const found = await ofRepository<{ readonly pullRequest: Found }>(
    `pullRequest(number: 1) { ${fields} }`,
  );
  return found.pullRequest;
};
/** Of the newest commit of the pull request. */
const ofHead = async <Found>(fields: string): Promise<Found | undefined> => {
  const { commits } = await ofPull<{
    readonly commits: { readonly nodes: readonly { readonly commit: Found }[] };
  }>(`commits(last: 1) { nodes { commit { ${fields} } } }`);
  return commits.nodes[0]?.commit;
};

test('what is missing is null, with an error of its path beside it', async () => {
  const { body } = await at.graphql(`query Facts {
    repository(owner: "acme", name: "shop") { pullRequest(number: 7) { title } }
    organization(login: "acme") { a: team(slug: "nope") { name } b: team(slug: "security") { name } }
  }`);
  expect(body.data).toEqual({
    repository: { pullRequest: null },
    organization: { a: null, b: { name: 'security' } },
  });
  expect(body.errors).toMatchObject([
    { type: 'NOT_FOUND', path: ['repository', 'pullRequest'] },
    { type: 'NOT_FOUND', path: ['organization', 'a'] },
  ]);
  expect(at.sandbox.calls.at(-1)).toMatchObject({ route: '/graphql', graphql: 'Facts' });
});

test('an unknown field and a list without a limit are refused', async () => {
  const unknown = await at.graphql('{ viewer { login } }');
  expect(unknown.body.errors?.[0]?.message).toContain('viewer');
  pull();
  const { body } = await at.graphql(
    '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { commits { totalCount } } } }',
  );
  expect(body.errors?.[0]?.type).toBe('MISSING_PAGINATION_BOUNDARIES');
});

test('authors are the one of the commit and those it names, by address', async () => {
  pull();
  at.sandbox.as('ada').push({
    branch: 'change',
    files: { b: '1' },
    authorEmail: 'someone@elsewhere.example',
    coAuthors: ['Grace <grace@acme.example>', 'Nobody <nobody@else.example>'],
  });
  expect(
    await ofHead('authors(first: 9) { totalCount nodes { email user { databaseId login } } }'),
  ).toEqual({
    authors: {
      totalCount: 3,
      nodes: [
        { email: 'someone@elsewhere.example', user: null },
        { email: 'grace@acme.example', user: { databaseId: 1002, login: 'grace' } },
        { email: 'nobody@else.example', user: null },
      ],
    },
  });
});

test.each([
  ['merge', 2, 'web-flow'],
  ['squash', 1, 'web-flow'],
  ['rebase', 1, 'grace'],
] as const)(
  'a commit of %s has %d parents and is committed by %s',
  async (method, parents, login) => {
    pull();
    at.sandbox.as('bob').push({ branch: 'main', files: { other: '1' } });
    const { sha } = at.sandbox.as('grace').merge(1, method);
    const found = await ofRepository(`object(oid: "${sha}") { ... on Commit {
      parents(first: 5) { totalCount } committer { user { login } }
      associatedPullRequests(first: 5) { nodes { number state mergeCommit { oid } } } } }`);
    expect(found).toEqual({
      object: {
        parents: { totalCount: parents },
        committer: { user: { login } },
        associatedPullRequests: {
          nodes: [{ number: 1, state: 'MERGED', mergeCommit: { oid: sha } }],
        },
      },
    });
  },
);

test('a bot is a Bot and called without its suffix', async () => {
  pull('github-actions[bot]');
  expect(await ofPull('author { __typename login ... on Bot { databaseId } }')).toEqual({
    author: { __typename: 'Bot', login: 'github-actions', databaseId: 41_898_282 },
  });
});

test('members of nested teams count for ALL and not for IMMEDIATE', async () => {
  const logins = (...of: string[]) => ({ nodes: of.map((login) => ({ login })) });
  const { body } = await at.graphql(`{ organization(login: "acme") { team(slug: "platform") {
    all: members(first: 9, membership: ALL) { nodes { login } }
    own: members(first: 9, membership: IMMEDIATE) { nodes { login } } } } }`);
  expect(body.data).toEqual({
    organization: {
      team: { all: logins('grace', 'bob', 'omar'), own: logins('grace', 'omar') },
    },
  });
});

interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly nodes: readonly { readonly commit: { readonly oid: string } }[];
}

test('lists go on where the last page ended', async () => {
  pull();
  for (const file of ['b', 'c'])
    at.sandbox.as('ada').push({ branch: 'change', files: { [file]: '1' } });
  const page = async (after: string) => {
    const { commits } = await ofPull<{ readonly commits: Page }>(
      `commits(first: 2${after}) { totalCount pageInfo { hasNextPage endCursor } nodes { commit { oid } } }`,
    );
    return commits;
  };
  const first = await page('');
  expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
  const second = await page(`, after: "${first.pageInfo.endCursor}"`);
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(second.nodes[0]?.commit.oid).toBe(at.sandbox.read.pull(1).headSha);
});

test('checks are the newest of each name, and say whether they are required', async () => {
  const { headSha } = pull();
  at.sandbox.as('ada').setCheck(headSha, 'build', 'failure');
  at.sandbox.as('ada').setCheck(headSha, 'build', 'success');
  at.sandbox.as('ada').setStatus(headSha, 'lint', 'pending');
  const found = await ofHead<{ readonly statusCheckRollup: unknown }>(
    `statusCheckRollup { state contexts(first: 9) { nodes {
      ... on CheckRun { name status conclusion isRequired(pullRequestNumber: 1) checkSuite { app { slug } workflowRun { event } } }
      ... on StatusContext { context state isRequired(pullRequestNumber: 1) } } } }`,
  );
  expect(found?.statusCheckRollup).toEqual({
    state: 'PENDING',
    contexts: {
      nodes: [
        {
          name: 'build',
          status: 'COMPLETED',
          conclusion: 'SUCCESS',
          isRequired: true,
          checkSuite: { app: { slug: 'ci' }, workflowRun: null },
        },
        { context: 'lint', state: 'PENDING', isRequired: false },
      ],
    },
  });
});

test('files are read at a commit or branch, and a missing one is null without an error', async () => {
  const { body } = await at.graphql(`{ repository(owner: "acme", name: "shop") {
    a: object(expression: "main:.github/lockkeeper.yml") { ... on Blob { text byteSize } }
    b: object(expression: "main:nothing") { oid }
    c: object(expression: "main") { ... on Commit { file(path: ".github/lockkeeper.yml") { object { ... on Blob { text } } } none: file(path: "x") { name } } }
  } }`);
  expect(body).toEqual({
    data: {
      repository: {
        a: { text: 'version: 1', byteSize: 10 },
        b: null,
        c: { file: { object: { text: 'version: 1' } }, none: null },
      },
    },
  });
});

test('the history of a file names what changed it, and follows a merge to where that was', async () => {
  const change = (path: string) => ({ branch: 'change', files: { [path]: 'new' } });
  const first = at.sandbox.as('ada').openPull({ title: 'A change', ...change('a') }).headSha;
  at.sandbox.as('omar').push({ branch: 'main', files: { b: 'new' } });
  const second = at.sandbox.as('ada').push(change('c')).sha;
  at.sandbox.as('omar').merge(1, 'merge');
  const of = async (path: string) => {
    const { object } = await ofRepository<{
      readonly object: { readonly history: { readonly nodes: readonly { oid: string }[] } };
    }>(
      `object(expression: "main") { ... on Commit { history(first: 9, path: "${path}") { nodes { oid } } } }`,
    );
    return object.history.nodes.map(({ oid }) => oid);
  };
  expect(await of('a')).toEqual([first]);
  expect(await of('c')).toEqual([second]);
  expect(await of('none')).toEqual([]);
  expect(await of('.github/lockkeeper.yml')).toHaveLength(1);
});

test('reviews keep the commit they were of, and can be dismissed', async () => {
  const { headSha } = pull();
  const { id } = at.sandbox.as('grace').review(1, 'APPROVE');
  at.sandbox.as('ada').push({ branch: 'change', files: { b: '1' } });
  at.sandbox.as('omar').dismissReview(1, id);
  const review = {
    fullDatabaseId: String(id),
    state: 'DISMISSED',
    submittedAt: '2026-11-21T09:12:00Z',
    commit: { oid: headSha },
  };
  expect(
    await ofPull('reviews(first: 5) { nodes { fullDatabaseId state submittedAt commit { oid } } }'),
  ).toEqual({ reviews: { nodes: [review] } });
});

test('a comment is folded by its node id', async () => {
  pull();
  const { body } = await at.call<{ readonly node_id: string }>(
    'POST',
    '/repos/acme/shop/issues/1/comments',
    { body: 'old' },
  );
  const answer = await at.graphql(
    'mutation Fold($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized minimizedReason } } }',
    { id: body.node_id },
  );
  expect(answer.body.data).toEqual({
    minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: 'outdated' } },
  });
  expect(at.sandbox.read.comments(1)[0]?.minimized).toBe(true);
});
