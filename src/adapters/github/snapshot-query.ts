/** The GraphQL that the app sends, in one place; teams and commits are added as aliases. */

const COMMIT = `fragment Commit on Commit {
  oid
  tree { oid }
  parents(first: 10) { nodes { oid } }
  authors(first: 50) { totalCount nodes { name email user { databaseId login } } }
  committer { name email user { databaseId login } }
}`;

const ACTOR = `fragment Actor on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
}`;

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
  commits(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { commit { ...Commit } } }
  reviews(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { databaseId state submittedAt author { ...Actor } commit { oid } } }
}`;

const CHECKS = `fragment Checks on Commit {
  statusCheckRollup {
    contexts(first: 100) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        __typename
        ... on CheckRun {
          databaseId name status conclusion startedAt detailsUrl
          isRequired(pullRequestNumber: $number) @include(if: $hasPull)
          checkSuite { app { databaseId slug } workflowRun { event } }
        }
        ... on StatusContext {
          context state createdAt targetUrl
          isRequired(pullRequestNumber: $number) @include(if: $hasPull)
        }
      }
    }
  }
}`;

/** `teams` are slugs that were checked to be nothing but letters, digits, `-` and `_`. */
export const snapshotQuery = (teams: readonly string[], wantsCommit: boolean): string => `
query Snapshot($owner: String!, $name: String!, $number: Int!, $hasPull: Boolean!${wantsCommit ? ', $sha: String!' : ''}) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name target { oid } }
    pullRequest(number: $number) @include(if: $hasPull) {
      ...Pull
      ${wantsCommit ? '' : 'headCommit: commits(last: 1) { nodes { commit { ...Commit ...Checks } } } mergeCommitChecks: mergeCommit { ...Commit ...Checks }'}
    }
    ${wantsCommit ? 'object(expression: $sha) { __typename ... on Commit { ...Commit ...Checks } }' : ''}
  }
  ${
    teams.length === 0
      ? ''
      : `organization(login: $owner) { ${teams
          .map(
            (slug, index) =>
              `t${index}: team(slug: "${slug}") { members(first: 100, membership: ALL) { totalCount pageInfo { hasNextPage endCursor } nodes { databaseId login } } }`,
          )
          .join(' ')} }`
  }
}
${COMMIT}
${ACTOR}
${PULL}
${CHECKS}`;

export const pullPageQuery = (list: 'commits' | 'reviews'): string => `
query Page($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      ${
        list === 'commits'
          ? 'page: commits(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { commit { ...Commit } } }'
          : 'page: reviews(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { databaseId state submittedAt author { ...Actor } commit { oid } } }'
      }
    }
  }
}
${list === 'commits' ? COMMIT : ACTOR}`;

export const originsQuery = (shas: readonly string[]): string => `
query Origins($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    ${shas
      .map(
        (sha, index) =>
          `c${index}: object(oid: "${sha}") { ... on Commit { ...Commit associatedPullRequests(first: 10) { nodes { number state baseRefName mergeCommit { oid } } } } }`,
      )
      .join('\n    ')}
  }
}
${COMMIT}`;

export const pullsQuery = (numbers: readonly number[]): string => `
query Pulls($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    ${numbers.map((number, index) => `p${index}: pullRequest(number: ${number}) { ...Pull }`).join('\n    ')}
  }
}
${COMMIT}
${ACTOR}
${PULL}`;
