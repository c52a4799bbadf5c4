/**
 * Everything a decision may look at. Facts are loaded before any gate runs and are plain JSON, so
 * that they can be stored, hashed and decided on again years later. A fact that could not be loaded
 * says why: it is never silently empty.
 */
import type { Digest } from './digest.ts';
import type { Halt } from './halt.ts';
import type { Inquiry } from './inquiry.ts';
import type { Instant } from './instant.ts';
import type { Lock } from './lock.ts';
import type { Channel, Person, Role, Speaker } from './person.ts';
import type { Quarantine } from './quarantine.ts';
import type { Sha } from './release.ts';
import type { BranchFacts, CommitSignature, Stay } from './release-facts.ts';

export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: FactProblem };

export interface FactProblem {
  /** `unreachable`: nobody answered; `unreadable`: the answer made no sense, or was over a limit. */
  readonly code: 'unreachable' | 'unreadable' | 'forbidden';
  readonly message: string;
}

/** A fact is absent when no active gate asked for it. */
export interface Facts {
  readonly pullRequest?: Loaded<PullRequestFacts | null>;
  readonly checks?: Loaded<readonly Check[]>;
  readonly requiredChecks?: Loaded<RequiredChecks | null>;
  readonly live?: Loaded<LiveFacts | null>;
  readonly shipped?: Loaded<ShippedFacts>;
  readonly history?: Loaded<readonly Completion[]>;
  readonly votes?: Loaded<readonly StoredVote[]>;
  readonly exceptions?: Loaded<readonly StoredException[]>;
  readonly roster?: Loaded<Roster>;
  readonly branches?: Loaded<BranchFacts>;
  readonly signatures?: Loaded<readonly CommitSignature[]>;
  readonly stays?: Loaded<readonly Stay[]>;
  /** Commits that have the release among those before them, as far as `stays` names them. */
  readonly containing?: Loaded<readonly Sha[]>;
  /** Of the environment. */
  readonly lock?: Loaded<Lock | null>;
  /** Of the repository and of its organisation. */
  readonly halts?: Loaded<readonly Halt[]>;
  /** Those of the release's content. */
  readonly quarantines?: Loaded<readonly Quarantine[]>;
  readonly inquiries?: Loaded<readonly Inquiry[]>;
}
export type FactName = keyof Facts;

export interface Identity {
  readonly name: string;
  readonly email: string;
  /** The account GitHub maps the address to. */
  readonly person: Person | null;
}

export interface Commit {
  readonly sha: Sha;
  readonly tree: Sha;
  readonly parents: readonly Sha[];
  /** The author first, then every co-author. */
  readonly authors: readonly Identity[];
  readonly committer: Identity;
}

export interface Review extends Speaker {
  readonly id: number;
  readonly state: 'approved' | 'changes_requested' | 'dismissed' | 'commented' | 'pending';
  /** The commit that was read. */
  readonly sha: Sha;
  readonly at: Instant;
  /** Whether the person can write to the repository, now. */
  readonly canWrite: boolean;
}

export interface PullRequestFacts {
  readonly number: number;
  readonly author: Person | null;
  readonly state: 'open' | 'merged' | 'closed';
  readonly headRef: string;
  /** The last head; of a merged pull request, its last head before merging. */
  readonly headSha: Sha;
  readonly headTree: Sha;
  readonly baseRef: string;
  readonly fork: boolean;
  readonly mergeSha: Sha | null;
  readonly mergeTree: Sha | null;
  readonly mergedBy: Person | null;
  /** GitHub itself made the merge commit, as its own record of the branch says. */
  readonly mergedByGitHub: boolean;
  readonly commits: readonly Commit[];
  /** Everyone who pushed to its branch; null where some push is known to nobody. */
  readonly pushers: readonly Person[] | null;
  readonly reviews: readonly Review[];
}

export interface Check {
  readonly name: string;
  /** Slug of the app that made it; `status` for commit statuses. */
  readonly app: string;
  /** Its number; null for commit statuses, of which GitHub does not say it. */
  readonly appId: number | null;
  readonly status: 'pending' | 'completed';
  readonly conclusion:
    | 'success'
    | 'neutral'
    | 'skipped'
    | 'failure'
    | 'cancelled'
    | 'timed_out'
    | 'action_required'
    | 'stale'
    | 'startup_failure'
    | null;
  /** The event that started its workflow, where it has one. */
  readonly workflowEvent: string | null;
  /** The run of GitHub Actions that it is a job of, by number; facts from before do not say. */
  readonly run?: string | null;
  readonly startedAt: Instant | null;
  /** Grows with every new run. */
  readonly id: number;
  readonly url: string | null;
  /** The branch protection of the pull request's base asks for it. */
  readonly required: boolean;
  /** Lockkeeper's own run. */
  readonly own: boolean;
}

/** What a branch wants before a merge; null as a fact where no gate of the environment asks. */
export interface RequiredChecks {
  readonly branch: string;
  readonly checks: readonly RequiredCheck[];
}
export interface RequiredCheck {
  readonly name: string;
  /** Number of the app that must have made it; null takes any app's, and a commit status. */
  readonly appId: number | null;
}

/** What the ledger says is live in the environment. */
export interface LiveFacts {
  readonly releaseId: Digest;
  readonly sha: Sha;
  readonly tree: Sha;
  readonly promotionId: string | null;
  readonly since: Instant;
  /** Where it was deployed past us. */
  readonly foreign?: Foreigner;
}

/** Whose deployment past us it was. */
export interface Foreigner {
  readonly by: Person;
  /** Login of the program's bot, where one made it in the person's name. */
  readonly through: string | null;
  /** The policy trusted them when it was seen. */
  readonly trusted: boolean;
}

/** What ships with this release, compared with the one that is live. */
export interface ShippedFacts {
  /** `first`: nothing is live there yet. `not_compared`: no gate of the environment looks at it. */
  readonly relation: 'first' | 'not_compared' | 'identical' | 'ahead' | 'behind' | 'diverged';
  /** Every change between the two, the promoted pull request left out. */
  readonly changes: readonly Change[];
  /** Looked up where the release lacks the live commit itself; null where that is of none. */
  readonly livePull?: LivePull | null;
}

/** The pull request that has the live commit: a squash or a rebase merges it as another one. */
export interface LivePull {
  readonly number: number;
  /** The commit it was merged as; null while it is open. */
  readonly mergeSha: Sha | null;
  /** The release has that commit. */
  readonly contained: boolean;
}

export type Change =
  | {
      readonly kind: 'pull-request';
      readonly pullRequest: PullRequestFacts;
      /** Only an earlier commit of it ships, not its merge or its last head: nobody approved just that. */
      readonly partial?: true;
    }
  | {
      readonly kind: 'commits';
      readonly commits: readonly Commit[];
      readonly pushers: readonly Person[] | null;
    };

/** A promotion that completed in some environment. */
export interface Completion {
  readonly promotionId: string;
  readonly environment: string;
  readonly releaseId: Digest;
  readonly sha: Sha;
  readonly tree: Sha;
  readonly artifacts: readonly Digest[];
  readonly requesters: readonly Person[];
  /** Other accounts that they proved, in Slack, to be theirs; looked up where the policy asks for others. */
  readonly alsoAs?: readonly Person[];
  readonly at: Instant;
  readonly rolledBack: boolean;
  readonly faulty: boolean;
  /** Deployed past Lockkeeper, by somebody whom the policy there trusted; `promotionId` is then a row of the ledger. */
  readonly by?: Person;
}

/** A vote that did not come as a review: by command, button, Slack or API. */
export interface StoredVote extends Speaker {
  readonly id: string;
  readonly promotionId: string;
  readonly choice: 'approve' | 'reject';
  readonly via: Channel;
  readonly at: Instant;
  readonly reason: string | null;
  readonly releaseId: Digest;
  readonly environment: string;
  readonly policyDigest: Digest;
}

/**
 * What a person said about going through a window of a freeze: the first who speaks of it asks, whoever
 * follows confirms. It is bound to one promotion and one window, and to the policy it was said under.
 */
export interface StoredException extends Speaker {
  readonly id: string;
  readonly promotionId: string;
  readonly freeze: string;
  /** When the window began. */
  readonly from: Instant;
  readonly via: Channel;
  readonly at: Instant;
  readonly reason: string | null;
  readonly policyDigest: Digest;
}

/** Who people are right now, for everyone who voted or let something through. */
export interface Roster {
  /** Active members by team slug, members of nested teams included. */
  readonly teams: Readonly<Record<string, readonly Pick<Person, 'id' | 'login'>[]>>;
  /** Teams that the policy names and GitHub does not know. */
  readonly unknownTeams: readonly string[];
  /** Role in the repository by numeric id, as decimal text; no higher than the policy asks for. */
  readonly roles: Readonly<Record<string, Role>>;
}
