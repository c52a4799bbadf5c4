/** Everything the sandbox knows, in memory: one organisation with one repository. */
import type { Clock } from '../time.ts';
import {
  ACCOUNTS,
  type Account,
  atLeast,
  emailOf,
  firstRoles,
  firstTeams,
  type Role,
  type Team,
} from './accounts.ts';
import { type Commit, createGit, type Files, type Git } from './git.ts';
import { notFound, Refusal } from './refusal.ts';

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
}

export interface Pull {
  readonly number: number;
  readonly id: number;
  title: string;
  body: string;
  readonly author: Account;
  readonly branch: string;
  readonly base: string;
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

/** Sends one event to the app; `body` is what is special to it. */
export type Emit = (
  event: string,
  body: Readonly<Record<string, unknown>>,
  sender: Account,
  scope?: 'organization',
) => void;

export interface State {
  readonly clock: Clock;
  readonly git: Git;
  readonly branches: Map<string, string>;
  readonly roles: Map<string, Role>;
  readonly teams: Team[];
  readonly pulls: Map<number, Pull>;
  readonly comments: Comment[];
  readonly reviews: Review[];
  readonly checkRuns: CheckRun[];
  readonly statuses: CommitStatus[];
  readonly deployments: Deployment[];
  readonly activity: Activity[];
  readonly requiredChecks: readonly string[];
  /** Where the sandbox listens; known once it does. */
  url: string;
  emit: Emit;
  nextId(): number;
}

export const ORG = { id: 500, login: 'acme' } as const;
export const REPOSITORY = { id: 600, name: 'shop', fullName: 'acme/shop' } as const;
export const DEFAULT_BRANCH = 'main';
export const APP: App = { id: 7001, slug: 'lockkeeper', name: 'Lockkeeper' };
export const CI_APP: App = { id: 7002, slug: 'ci', name: 'CI' };
export const INSTALLATION_ID = 8001;

export const createState = (options: {
  readonly clock: Clock;
  readonly files: Files;
  readonly requiredChecks: readonly string[];
}): State => {
  let lastId = 90_000;
  const state: State = {
    clock: options.clock,
    git: createGit(),
    branches: new Map(),
    roles: firstRoles(),
    teams: firstTeams(),
    pulls: new Map(),
    comments: [],
    reviews: [],
    checkRuns: [],
    statuses: [],
    deployments: [],
    activity: [],
    requiredChecks: options.requiredChecks,
    url: '',
    emit: () => undefined,
    nextId: () => {
      lastId += 1;
      return lastId;
    },
  };
  const omar = account('omar');
  const author = { name: omar.name, email: emailOf(omar), at: options.clock.now() };
  const first = { author, committer: author, parents: [], message: 'Begin the shop' };
  state.branches.set(DEFAULT_BRANCH, state.git.commit({ ...first, files: options.files }).sha);
  return state;
};

export const account = (login: string): Account => {
  const found = ACCOUNTS.find((each) => each.login.toLowerCase() === login.toLowerCase());
  if (found === undefined) throw new Refusal(404, `${login} is not a user`);
  return found;
};

export const roleOf = (state: State, who: Pick<Account, 'login'>): Role =>
  state.roles.get(who.login) ?? 'none';

/** What a person may not even see is not found; what they may see and not do is forbidden. */
export const needs = (state: State, who: Account, role: Role): void => {
  const own = roleOf(state, who);
  if (!atLeast(own, 'read')) throw notFound();
  if (!atLeast(own, role)) throw new Refusal(403, `${who.login} needs ${role} access for this`);
};

export const pullOf = (state: State, number: number): Pull => {
  const found = state.pulls.get(number);
  if (found === undefined) throw notFound();
  return found;
};

export const commitOf = (state: State, sha: string): Commit => {
  const found = state.git.get(sha);
  if (found === null) throw new Refusal(422, `No commit found for SHA: ${sha}`);
  return found;
};

export const branchHead = (state: State, branch: string): string => {
  const sha = state.branches.get(branch);
  if (sha === undefined) throw notFound();
  return sha;
};

/** A full SHA first, then a branch, then a short SHA of at least four digits. */
export const resolveRef = (state: State, ref: string): Commit | null => {
  if (/^[0-9a-f]{40}$/i.test(ref)) return state.git.get(ref.toLowerCase());
  const branch = state.branches.get(ref.replace(/^(?:refs\/)?heads\//, ''));
  if (branch !== undefined) return state.git.get(branch);
  return /^[0-9a-f]{4,39}$/i.test(ref) ? state.git.byPrefix(ref) : null;
};

/** The commits a pull request would add or has added, oldest first. */
export const commitsOf = (state: State, pull: Pull): readonly Commit[] =>
  pull.commits === null
    ? state.git.between(branchHead(state, pull.base), pull.headSha)
    : pull.commits.map((sha) => commitOf(state, sha));
