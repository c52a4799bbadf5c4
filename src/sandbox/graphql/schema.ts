/** The part of GitHub's GraphQL schema that the sandbox speaks, under GitHub's own names. */
export const SCHEMA = `
scalar DateTime
scalar GitObjectID
scalar URI
scalar BigInt

type Query {
  repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
  organization(login: String!): Organization
  rateLimit(dryRun: Boolean = false): RateLimit
}
type Mutation { minimizeComment(input: MinimizeCommentInput!): MinimizeCommentPayload }
input MinimizeCommentInput { subjectId: ID! classifier: ReportedContentClassifiers! clientMutationId: String }
enum ReportedContentClassifiers { SPAM ABUSE OFF_TOPIC OUTDATED DUPLICATE RESOLVED }
type MinimizeCommentPayload { clientMutationId: String minimizedComment: Minimizable }
interface Minimizable { isMinimized: Boolean! minimizedReason: String }
type IssueComment implements Minimizable {
  id: ID! databaseId: Int body: String! isMinimized: Boolean! minimizedReason: String
}
type RateLimit { cost: Int! limit: Int! remaining: Int! used: Int! resetAt: DateTime! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }

type Organization {
  id: ID! databaseId: Int login: String!
  team(slug: String!): Team
}
type Team {
  id: ID! databaseId: Int name: String! slug: String! parentTeam: Team
  members(first: Int, after: String, last: Int, before: String, membership: TeamMembershipType = ALL): TeamMemberConnection!
}
enum TeamMembershipType { IMMEDIATE CHILD_TEAM ALL }
type TeamMemberConnection { totalCount: Int! pageInfo: PageInfo! nodes: [User] }

interface Actor { login: String! }
type User implements Actor { id: ID! databaseId: Int login: String! name: String }
type Bot implements Actor { id: ID! databaseId: Int login: String! }

type Repository {
  id: ID! databaseId: Int name: String! nameWithOwner: String! isPrivate: Boolean!
  defaultBranchRef: Ref
  ref(qualifiedName: String!): Ref
  refs(refPrefix: String!, first: Int, after: String, last: Int, before: String): RefConnection
  pullRequest(number: Int!): PullRequest
  object(oid: GitObjectID, expression: String): GitObject
}
type Ref { id: ID! name: String! prefix: String! target: GitObject compare(headRef: String!): Comparison }
type RefConnection { totalCount: Int! pageInfo: PageInfo! nodes: [Ref] }
type Comparison { aheadBy: Int! behindBy: Int! status: ComparisonStatus! }
enum ComparisonStatus { AHEAD BEHIND DIVERGED IDENTICAL }

interface GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! }
type Blob implements GitObject {
  id: ID! oid: GitObjectID! abbreviatedOid: String!
  byteSize: Int! isBinary: Boolean isTruncated: Boolean! text: String
}
type Tree implements GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! }
type TreeEntry { name: String! path: String type: String! mode: Int! oid: GitObjectID! object: GitObject }
type Commit implements GitObject {
  id: ID! oid: GitObjectID! abbreviatedOid: String!
  message: String! messageHeadline: String! authoredDate: DateTime! committedDate: DateTime!
  tree: Tree!
  file(path: String!): TreeEntry
  parents(first: Int, after: String, last: Int, before: String): CommitConnection!
  history(first: Int, after: String, last: Int, before: String, path: String): CommitHistoryConnection!
  author: GitActor
  authors(first: Int, after: String, last: Int, before: String): GitActorConnection!
  committer: GitActor
  signature: GitSignature
  statusCheckRollup: StatusCheckRollup
  associatedPullRequests(first: Int, after: String, last: Int, before: String): PullRequestConnection
}
interface GitSignature { email: String! isValid: Boolean! state: GitSignatureState! wasSignedByGitHub: Boolean! }
type GpgSignature implements GitSignature {
  email: String! isValid: Boolean! state: GitSignatureState! wasSignedByGitHub: Boolean! keyId: String
}
enum GitSignatureState {
  BAD_CERT BAD_EMAIL EXPIRED_KEY GPGVERIFY_ERROR GPGVERIFY_UNAVAILABLE INVALID MALFORMED_SIG NOT_SIGNING_KEY NO_USER
  OCSP_ERROR OCSP_PENDING OCSP_REVOKED UNKNOWN_KEY UNKNOWN_SIG_TYPE UNSIGNED UNVERIFIED_EMAIL VALID
}
type CommitConnection { totalCount: Int! pageInfo: PageInfo! nodes: [Commit] }
type CommitHistoryConnection { totalCount: Int! pageInfo: PageInfo! nodes: [Commit] }
type GitActor { name: String email: String user: User }
type GitActorConnection { totalCount: Int! pageInfo: PageInfo! nodes: [GitActor] }

type PullRequest {
  id: ID! databaseId: Int fullDatabaseId: BigInt number: Int! title: String! body: String! state: PullRequestState!
  isDraft: Boolean! merged: Boolean! isCrossRepository: Boolean!
  headRefName: String! headRefOid: GitObjectID! headRef: Ref headRepository: Repository
  baseRefName: String! baseRefOid: GitObjectID!
  author: Actor mergedBy: Actor mergeCommit: Commit
  createdAt: DateTime! updatedAt: DateTime! mergedAt: DateTime
  commits(first: Int, after: String, last: Int, before: String): PullRequestCommitConnection!
  reviews(first: Int, after: String, last: Int, before: String): PullRequestReviewConnection
}
enum PullRequestState { OPEN CLOSED MERGED }
type PullRequestConnection { totalCount: Int! pageInfo: PageInfo! nodes: [PullRequest] }
type PullRequestCommit { id: ID! commit: Commit! }
type PullRequestCommitConnection { totalCount: Int! pageInfo: PageInfo! nodes: [PullRequestCommit] }
type PullRequestReview {
  id: ID! databaseId: Int fullDatabaseId: BigInt state: PullRequestReviewState! body: String!
  authorCanPushToRepository: Boolean!
  submittedAt: DateTime author: Actor commit: Commit
}
enum PullRequestReviewState { PENDING COMMENTED APPROVED CHANGES_REQUESTED DISMISSED }
type PullRequestReviewConnection { totalCount: Int! pageInfo: PageInfo! nodes: [PullRequestReview] }

type StatusCheckRollup {
  state: StatusState!
  contexts(first: Int, after: String, last: Int, before: String): StatusCheckRollupContextConnection!
}
enum StatusState { EXPECTED ERROR FAILURE PENDING SUCCESS }
type StatusCheckRollupContextConnection { totalCount: Int! pageInfo: PageInfo! nodes: [StatusCheckRollupContext] }
union StatusCheckRollupContext = CheckRun | StatusContext
type StatusContext {
  id: ID! context: String! state: StatusState! description: String createdAt: DateTime! targetUrl: URI
  isRequired(pullRequestId: ID, pullRequestNumber: Int): Boolean!
}
type CheckRun {
  id: ID! databaseId: Int name: String! status: CheckStatusState! conclusion: CheckConclusionState
  startedAt: DateTime completedAt: DateTime detailsUrl: URI externalId: String title: String summary: String text: String
  isRequired(pullRequestId: ID, pullRequestNumber: Int): Boolean!
  checkSuite: CheckSuite!
}
enum CheckStatusState { REQUESTED QUEUED IN_PROGRESS COMPLETED WAITING PENDING }
enum CheckConclusionState {
  ACTION_REQUIRED TIMED_OUT CANCELLED FAILURE SUCCESS NEUTRAL SKIPPED STARTUP_FAILURE STALE
}
type CheckSuite { id: ID! app: App workflowRun: WorkflowRun }
type App { id: ID! databaseId: Int slug: String! name: String! }
type WorkflowRun { id: ID! databaseId: Int event: String! }
`;
