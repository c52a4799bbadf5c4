/** What there is to know of each thing on the pretended GitHub: pull requests, comments, check runs, … */
import type { Account } from './accounts.ts';

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
}

/** Of the app, in the organisation. */
export interface Installation {
  status: 'active' | 'suspended' | 'deleted';
  /** Whether the one repository is among those it may see. */
  hasRepository: boolean;
}

/** A copy of the repository that a person owns, within the same network of commits. */
export interface Fork {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly fullName: string;
  readonly branches: Map<string, string>;
  readonly activity: Activity[];
}

export interface Pull {
  readonly number: number;
  readonly id: number;
  title: string;
  body: string;
  readonly author: Account;
  /** Where its branch is; null for the repository itself. */
  readonly fork: Fork | null;
  readonly branch: string;
  base: string;
  state: 'open' | 'closed';
  headSha: string;
  baseSha: string;
  /** Frozen when it is closed; null while it is open and can be computed. */
  commits: readonly string[] | null;
  /** What the merge added to the base branch. */
  landed: readonly string[];
  merged: { readonly sha: string; readonly by: Account; readonly at: number } | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** One that is no pull request. */
export interface Issue {
  readonly number: number;
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly author: Account;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Comment {
  readonly id: number;
  readonly number: number;
  readonly author: Account;
  readonly app: App | null;
  body: string;
  readonly reactions: { readonly id: number; readonly content: string; readonly user: Account }[];
  minimized: string | null;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Review {
  readonly id: number;
  readonly number: number;
  readonly author: Account;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly commit: string;
  readonly body: string;
  readonly at: number;
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

export interface CheckRun {
  readonly id: number;
  readonly app: App;
  /** The run of a workflow that it is a job of; only GitHub Actions has them. */
  readonly workflow: { readonly id: number; readonly event: string } | null;
  readonly sha: string;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  startedAt: number | null;
  completedAt: number | null;
  externalId: string;
  detailsUrl: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: readonly unknown[];
  actions: readonly CheckAction[];
}

/** Of a workflow that was dispatched. */
export interface WorkflowRun {
  readonly id: number;
  readonly number: number;
  readonly path: string;
  readonly name: string;
  /** As its file's `run-name` says. */
  readonly title: string;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly actor: Account;
  /** Who started it this time. */
  triggeredBy: Account;
  /** That its head is in; null for the repository itself. */
  readonly fork: Fork | null;
  readonly checkRunId: number;
  status: 'queued' | 'waiting' | 'in_progress' | 'completed';
  conclusion: string | null;
  attempt: number;
  readonly createdAt: number;
  updatedAt: number;
}

/** A job that goes to an environment with protection rules. */
export interface ProtectedJob {
  readonly runId: number;
  readonly environment: string;
  deploymentId: number;
  /** What the app said before it answered, and its answer. */
  readonly reports: string[];
  answer: { readonly state: string; readonly comment: string } | null;
  /** It waits for the app: nobody ended its run, and no admin let it go. */
  waits: boolean;
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string;
  readonly targetUrl: string | null;
  readonly creator: Account;
  readonly at: number;
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly creator: Account;
  readonly at: number;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string;
  readonly payload: unknown;
  readonly production: boolean;
  readonly transient: boolean;
  readonly creator: Account;
  /** The program that made it in its creator's name; null for what an app makes as its own bot. */
  readonly through: App | null;
  readonly at: number;
  readonly statuses: DeploymentStatus[];
}

export interface Activity {
  readonly id: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge';
  readonly actor: Account;
  readonly at: number;
}
