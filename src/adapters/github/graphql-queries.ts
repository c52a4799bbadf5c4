/** The GraphQL that the app sends, in one place; teams, commits and pull requests are added as aliases. */

/** A list longer than its first page says so, and how to go on. */
const PAGE = 'totalCount pageInfo { hasNextPage endCursor }';

const COMMIT = `fragment Commit on Commit {
  oid
  tree { oid }
  parents(first: 20) { totalCount nodes { oid } }
  authors(first: 50) { totalCount nodes { name email user { databaseId login } } }
  committer { name email user { databaseId login } }
  signature { isValid state }
}`;

const ACTOR = `fragment Actor on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
}`;

const COMMITS = `${PAGE} nodes { commit { ...Commit } }`;
// `databaseId` of a review is on its way out: it cannot hold the newer, longer ids.
const REVIEWS = `${PAGE} nodes { fullDatabaseId state submittedAt authorCanPushToRepository author { ...Actor } commit { oid } }`;
const MEMBERS = `${PAGE} nodes { databaseId login }`;

const PULL = `fragment Pull on PullRequest {
  number
  title
  state
  isCrossRepository
  headRefName
  headRefOid
  headRef { target { oid } }
  headRepository { databaseId nameWithOwner }
  baseRefName
  author { ...Actor }
  mergedBy { ...Actor }
  mergeCommit { oid tree { oid } }
  commits(first: 100) { ${COMMITS} }
  reviews(first: 100) { ${REVIEWS} }
}`;

const CONTEXT = `fragment Context on StatusCheckRollupContext {
  __typename
  ... on CheckRun {
    databaseId name status conclusion startedAt detailsUrl
    isRequired(pullRequestNumber: $number) @include(if: $hasPull)
    checkSuite { app { databaseId slug } workflowRun { databaseId event } }
  }
  ... on StatusContext {
    context state createdAt targetUrl
    isRequired(pullRequestNumber: $number) @include(if: $hasPull)
  }
}`;

const CHECKS = `fragment Checks on Commit {
  statusCheckRollup { contexts(first: 100) { ${PAGE} nodes { ...Context } } }
}`;

const query = (head: string, body: string, fragments: readonly string[]): string =>
  [`query ${head} {\n${body}\n}`, ...fragments].join('\n');

/** Where the commit is not named, its checks come with the pull request: of its head and its merge commit. */
const HEAD_AND_MERGE = `
      headCommit: commits(last: 1) { nodes { commit { ...Commit ...Checks } } }
      mergeCommitChecks: mergeCommit { ...Commit ...Checks }`;

/** `teams` are slugs that were checked to be nothing but letters, digits, `-`, `_` and `.`. */
export const snapshotQuery = (teams: readonly string[], namesCommit: boolean): string => {
  const members = teams.map(
    (slug, index) =>
      `t${index}: team(slug: "${slug}") { members(first: 100, membership: ALL) { ${MEMBERS} } }`,
  );
  return query(
    `Snapshot($owner: String!, $name: String!, $number: Int!, $hasPull: Boolean!${namesCommit ? ', $sha: GitObjectID!' : ''})`,
    `  repository(owner: $owner, name: $name) {
    defaultBranchRef { name target { oid } }
    pullRequest(number: $number) @include(if: $hasPull) { ...Pull ${namesCommit ? '' : HEAD_AND_MERGE} }
    ${namesCommit ? 'object(oid: $sha) { __typename ... on Commit { ...Commit ...Checks } }' : ''}
  }
  ${teams.length === 0 ? '' : `organization(login: $owner) {\n    ${members.join('\n    ')}\n  }`}`,
    [COMMIT, ACTOR, PULL, CHECKS, CONTEXT],
  );
};

const PULL_PAGES = {
  commits: `page: commits(first: 100, after: $after) { ${COMMITS} }`,
  reviews: `page: reviews(first: 100, after: $after) { ${REVIEWS} }`,
} as const;

export const pullPageQuery = (list: keyof typeof PULL_PAGES): string =>
  query(
    'PullPage($owner: String!, $name: String!, $number: Int!, $after: String!)',
    `  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${PULL_PAGES[list]} } }`,
    [list === 'commits' ? COMMIT : ACTOR],
  );

export const checksPageQuery = query(
  'ChecksPage($owner: String!, $name: String!, $sha: GitObjectID!, $number: Int!, $hasPull: Boolean!, $after: String!)',
  `  repository(owner: $owner, name: $name) {
    object(oid: $sha) {
      ... on Commit { statusCheckRollup { contexts(first: 100, after: $after) { ${PAGE} nodes { ...Context } } } }
    }
  }`,
  [CONTEXT],
);

export const membersPageQuery = query(
  'MembersPage($owner: String!, $slug: String!, $after: String!)',
  `  organization(login: $owner) { team(slug: $slug) { members(first: 100, after: $after, membership: ALL) { ${MEMBERS} } } }`,
  [],
);

export const treeQuery = query(
  'Tree($owner: String!, $name: String!, $sha: GitObjectID!)',
  '  repository(owner: $owner, name: $name) { object(oid: $sha) { ... on Commit { tree { oid } } } }',
  [],
);

/** `shas` are full ones: letters and digits alone. */
export const signaturesQuery = (shas: readonly string[]): string =>
  query(
    'Signatures($owner: String!, $name: String!)',
    `  repository(owner: $owner, name: $name) {
    ${shas
      .map(
        (sha, index) =>
          `c${index}: object(oid: "${sha}") { ... on Commit { oid signature { isValid state } } }`,
      )
      .join('\n    ')}
  }`,
    [],
  );

/** `shas` are full ones: letters and digits alone. */
export const originsQuery = (shas: readonly string[]): string =>
  query(
    'Origins($owner: String!, $name: String!)',
    `  repository(owner: $owner, name: $name) {
    ${shas
      .map(
        (sha, index) =>
          `c${index}: object(oid: "${sha}") { ... on Commit { ...Commit associatedPullRequests(first: 50) { totalCount nodes { number state isCrossRepository headRefOid mergeCommit { oid } } } } }`,
      )
      .join('\n    ')}
  }`,
    [COMMIT],
  );

export const pullsQuery = (numbers: readonly number[]): string =>
  query(
    'Pulls($owner: String!, $name: String!)',
    `  repository(owner: $owner, name: $name) {
    ${numbers.map((number, index) => `p${index}: pullRequest(number: ${number}) { ...Pull }`).join('\n    ')}
  }`,
    [COMMIT, ACTOR, PULL],
  );

export const branchesQuery = query(
  'Branches($owner: String!, $name: String!, $after: String)',
  `  repository(owner: $owner, name: $name) {
    refs(refPrefix: "refs/heads/", first: 100, after: $after) { ${PAGE} nodes { name prefix } }
  }`,
  [],
);

/** How the commit stands to each of so many branches, which come as `$ref0` and so on. */
export const havingQuery = (count: number): string => {
  const indexes = [...Array(count).keys()];
  const refs = indexes.map((index) => `, $ref${index}: String!`).join('');
  return query(
    `BranchesHaving($owner: String!, $name: String!, $sha: String!${refs})`,
    `  repository(owner: $owner, name: $name) {
    ${indexes
      .map(
        (index) =>
          `b${index}: ref(qualifiedName: $ref${index}) { compare(headRef: $sha) { status } }`,
      )
      .join('\n    ')}
  }`,
    [],
  );
};

/** The file's names, the first that exists counts. */
export const POLICY_PATHS = ['.github/lockkeeper.yml', '.github/lockkeeper.yaml'] as const;

const CHANGES = `... on Commit {
        firstFile: file(path: "${POLICY_PATHS[0]}") { object { __typename } }
        secondFile: file(path: "${POLICY_PATHS[1]}") { object { __typename } }
        first: history(first: 100, path: "${POLICY_PATHS[0]}") { ${PAGE} nodes { oid } }
        second: history(first: 100, path: "${POLICY_PATHS[1]}") { ${PAGE} nodes { oid } }
      }`;
export const policyHistoryQuery = query(
  'PolicyHistory($owner: String!, $name: String!, $from: GitObjectID!, $to: GitObjectID!)',
  `  repository(owner: $owner, name: $name) {
    from: object(oid: $from) { ${CHANGES} }
    to: object(oid: $to) { ${CHANGES} }
  }`,
  [],
);

export const repositoryQuery = query(
  'Repository($owner: String!, $name: String!)',
  `  repository(owner: $owner, name: $name, followRenames: false) {
    databaseId
    name
    defaultBranchRef { name }
  }`,
  [],
);

const FILE = 'object { __typename ... on Blob { text byteSize isTruncated } }';
export const policyQuery = query(
  'Policy($owner: String!, $name: String!, $ref: String!)',
  `  repository(owner: $owner, name: $name) {
    object(expression: $ref) {
      ... on Commit {
        oid
        first: file(path: "${POLICY_PATHS[0]}") { ${FILE} }
        second: file(path: "${POLICY_PATHS[1]}") { ${FILE} }
      }
    }
  }`,
  [],
);
