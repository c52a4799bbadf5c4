/**
 * What services need from GitHub: reading what a decision looks at, and writing what people see.
 * Every method throws `HostFault` when GitHub does not answer; an answer that says "there is none"
 * is a value.
 */
import type { Check, Commit, PullRequestFacts, RequiredCheck, Review } from '../core/facts.ts';
import type { Instant } from '../core/instant.ts';
import type { Person, Role } from '../core/person.ts';
import type { Sha } from '../core/release.ts';
import type { CommitSignature } from '../core/release-facts.ts';
import type { CheckRunContent } from './check-run.ts';
import type { HookDeliveries } from './hook-deliveries.ts';
import type { PolicyFiles } from './policy-files.ts';
import type { ProtectionRules } from './protection-rules.ts';
import { ServiceFault } from './service-fault.ts';
import type { Push, Repository } from './store.ts';
import type { WorkflowRuns } from './workflow-runs.ts';

export interface CodeHost
  extends CodeHostReader,
    CodeHostWriter,
    WorkflowRuns,
    ProtectionRules,
    HookDeliveries {}

export interface CodeHostReader extends PolicyFiles {
  /** The person's role in the repository; `none` for a stranger. One REST call. */
  roleOf(repository: Repository, login: string): Promise<Role>;
  /** The number of the organisation that has the repository, for its owners; else null. One REST call. */
  ownedOrganization(repository: Repository, login: string): Promise<number | null>;
  /** Who has that number now, under whichever login; null where nobody has. One REST call. */
  personById(repository: Repository, id: number): Promise<Person | null>;
  /** One GraphQL query (a further one for each 100 commits, reviews, checks or members beyond). */
  snapshot(repository: Repository, ask: SnapshotAsk): Promise<Snapshot>;
  /** The checks that a branch wants, by its rules and its protection. Two REST calls. */
  requiredChecks(repository: Repository, branch: string): Promise<readonly RequiredCheck[]>;
  /** A full or short SHA: the commit it names; `ambiguous`, or null where there is none. */
  commit(
    repository: Repository,
    sha: string,
  ): Promise<{ readonly sha: Sha; readonly tree: Sha } | 'ambiguous' | null>;
  /** How `head` stands to `base`, and the commits of `head` that `base` lacks, oldest first. */
  compare(repository: Repository, base: string, head: string): Promise<Comparison>;
  /** What GitHub says of the signatures of these commits, now. One GraphQL query for each 100. */
  signatures(repository: Repository, shas: readonly Sha[]): Promise<readonly CommitSignature[]>;
  /** Names of all branches, without `refs/heads/`. One GraphQL query for each 100. */
  branches(repository: Repository): Promise<readonly string[]>;
  /** Those of the named branches, which need not exist, whose head has the commit. One GraphQL query. */
  branchesHaving(
    repository: Repository,
    names: readonly string[],
    sha: Sha,
  ): Promise<readonly string[]>;
  /**
   * The files that `head` changed since it left `base`, under their former names as well. A fault that
   * says `unreadable` where GitHub does not tell all of them: it lists 300.
   */
  changedPaths(repository: Repository, base: string, head: string): Promise<readonly string[]>;
  /** The merged pull request by which each commit came, by GitHub's own record. */
  originsOf(repository: Repository, commits: readonly Sha[]): Promise<CommitOrigins>;
  /** GitHub's record of pushes to a branch of a repository (of a fork, by its own name), newest 300. */
  activity(
    repository: Repository,
    of: { readonly repositoryId: number; readonly fullName: string; readonly ref: string },
  ): Promise<readonly Push[]>;
}

export interface SnapshotAsk {
  readonly pullNumber: number | null;
  /** The commit whose checks are wanted; null takes the head (or merge commit) of the pull request. */
  readonly sha: Sha | null;
  /** Team slugs whose members are wanted. */
  readonly teams: readonly string[];
}

/** A pull request as GitHub tells it; who pushed is added from the recorded pushes. */
export interface HostPullRequest extends Omit<PullRequestFacts, 'pushers' | 'mergedByGitHub'> {
  readonly title: string;
  readonly headRepository: { readonly id: number; readonly fullName: string } | null;
  /** The branch still exists and points at `headSha`. */
  readonly headRefCurrent: boolean;
  readonly reviews: readonly Review[];
  /** Of each of its commits, in their order. */
  readonly signatures: readonly CommitSignature[];
}

export interface Snapshot {
  readonly at: Instant;
  readonly defaultBranch: { readonly name: string; readonly sha: Sha };
  readonly pullRequest: HostPullRequest | null;
  /** The commit asked for; null where the repository has none such. */
  readonly commit: Commit | null;
  /** Of that commit. */
  readonly signature: CommitSignature | null;
  readonly checks: readonly Check[];
  readonly teams: Readonly<Record<string, readonly Pick<Person, 'id' | 'login'>[]>>;
  readonly unknownTeams: readonly string[];
}

export interface Comparison {
  readonly relation: 'identical' | 'ahead' | 'behind' | 'diverged';
  readonly commits: readonly Sha[];
}

export interface CommitOrigins {
  readonly pullRequests: readonly HostPullRequest[];
  /** Number of the merged pull request by commit; absent for a commit that came without one. */
  readonly origin: Readonly<Record<Sha, number>>;
  /** Number of the open pull request, of a branch of this repository, whose head a commit is. */
  readonly heads: Readonly<Record<Sha, number>>;
  /** Number of the open pull request that a commit is in, anywhere in it. */
  readonly open: Readonly<Record<Sha, number>>;
  /** Those commits that came without one. */
  readonly commits: readonly Commit[];
}

export type Reaction = 'eyes' | 'rocket' | '+1' | '-1' | 'confused';

export interface CodeHostWriter {
  createCheckRun(
    repository: Repository,
    content: CheckRunContent,
  ): Promise<{ readonly id: string }>;
  updateCheckRun(repository: Repository, id: string, content: CheckRunContent): Promise<void>;
  /** Our own runs of this name on the commit, newest first: asked only when a write is uncertain. */
  findCheckRuns(
    repository: Repository,
    sha: Sha,
    name: string,
  ): Promise<
    readonly { readonly id: string; readonly externalId: string; readonly completed: boolean }[]
  >;
  createComment(
    repository: Repository,
    number: number,
    body: string,
  ): Promise<{ readonly id: string; readonly nodeId: string }>;
  /** `gone` where somebody deleted it. */
  updateComment(repository: Repository, id: string, body: string): Promise<'updated' | 'gone'>;
  /** Our own comment that carries this hidden marker. */
  findComment(
    repository: Repository,
    number: number,
    marker: string,
  ): Promise<{ readonly id: string; readonly nodeId: string } | null>;
  /** Folds outdated answers away, many in one call; what somebody deleted needs no folding. */
  minimizeComments(repository: Repository, nodeIds: readonly string[]): Promise<void>;
  /** Its id; null where somebody deleted the comment. */
  react(repository: Repository, commentId: string, reaction: Reaction): Promise<string | null>;
  /** Takes a reaction of our own back. */
  unreact(repository: Repository, commentId: string, reactionId: string): Promise<void>;
  createDeployment(
    repository: Repository,
    ask: DeploymentAsk,
  ): Promise<HostDeployment | DeploymentRefusal>;
  /** The deployment that carries this promotion and fence in its payload. */
  findDeployment(repository: Repository, ask: DeploymentAsk): Promise<HostDeployment | null>;
  /** All statuses GitHub has of it, oldest first, with who posted them. */
  deploymentStatuses(
    repository: Repository,
    deploymentId: string,
  ): Promise<readonly DeploymentReport[]>;
  /** The newest hundred of the repository, newest first, whoever made them. */
  newestDeployments(repository: Repository): Promise<readonly OtherDeployment[]>;
  reportDeployment(
    repository: Repository,
    deploymentId: string,
    status: {
      readonly state: 'error' | 'inactive' | 'success' | 'in_progress' | 'failure';
      readonly description: string;
      readonly environmentUrl: string | null;
    },
  ): Promise<void>;
}

export interface DeploymentAsk {
  readonly sha: Sha;
  /** A branch that points at the SHA, where one does. */
  readonly ref: string | null;
  readonly environment: string;
  readonly production: boolean;
  readonly description: string;
  /** Witness of the decision: promotion, decision hash, fence. */
  readonly payload: {
    readonly promotion: string;
    readonly decision: string;
    readonly fence: number;
    readonly chain: { readonly seq: number; readonly hash: string };
  };
}
export interface OtherDeployment {
  readonly id: string;
  readonly sha: Sha;
  readonly environment: string;
  readonly createdAt: Instant;
  readonly by: Person;
  /** Login of the program's bot, where one made it in the person's name. */
  readonly through: string | null;
}
export interface HostDeployment {
  readonly id: string;
  readonly sha: Sha;
  readonly url: string;
  readonly createdAt: Instant;
}
/** GitHub understood and said no; asking again changes nothing. */
export interface DeploymentRefusal {
  readonly refused: string;
}
export interface DeploymentReport {
  readonly state:
    | 'error'
    | 'failure'
    | 'inactive'
    | 'in_progress'
    | 'queued'
    | 'pending'
    | 'success';
  readonly by: Person;
  readonly description: string;
  readonly environmentUrl: string | null;
  readonly logUrl: string | null;
  readonly at: Instant;
}

/** GitHub did not answer, or not with something readable. `retryAfterMs` is what it asked for. */
export class HostFault extends ServiceFault {
  override readonly name = 'HostFault';
}
