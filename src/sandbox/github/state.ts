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
import type {
  Activity,
  CheckRun,
  Comment,
  CommitStatus,
  Deployment,
  Fork,
  Installation,
  Issue,
  ProtectedJob,
  Pull,
  Review,
  WorkflowRun,
} from './records.ts';
import { notFound, Refusal } from './refusal.ts';

/** Sends one event to the app; `body` is what is special to it. */
export type Emit = (
  event: string,
  body: Readonly<Record<string, unknown>>,
  sender: Account,
  scope?: 'organization' | 'installation' | 'account',
) => void;

export interface State {
  readonly clock: Clock;
  readonly repository: RepositoryName;
  /** When there came to be an organisation with a repository. */
  readonly begunAt: number;
  /** The organisation's own repository; null where there is none. */
  home: State | null;
  readonly git: Git;
  readonly branches: Map<string, string>;
  /** By the login of the owner. */
  readonly forks: Map<string, Fork>;
  readonly tags: Map<string, string>;
  isPublic: boolean;
  readonly installation: Installation;
  readonly roles: Map<string, Role>;
  readonly changes: AccountChanges;
  readonly teams: Team[];
  readonly pulls: Map<number, Pull>;
  readonly issues: Map<number, Issue>;
  readonly comments: Comment[];
  readonly reviews: Review[];
  readonly checkRuns: CheckRun[];
  readonly statuses: CommitStatus[];
  readonly deployments: Deployment[];
  readonly workflowRuns: WorkflowRun[];
  readonly activity: Activity[];
  readonly protectedJobs: ProtectedJob[];
  /** Environments that ask the app before a job may go there. */
  readonly guarded: Set<string>;
  readonly requiredChecks: readonly string[];
  /** Where the sandbox listens; known once it does. */
  url: string;
  emit: Emit;
  nextId(): number;
}

/** Here people are known by the login that they began with, whatever GitHub calls them by now. */
export interface AccountChanges {
  /** By id. */
  readonly logins: Map<number, string>;
  readonly deleted: Set<number>;
  /** Who let the app know who they are. */
  readonly authorized: Set<number>;
  /** What the app may ask as a person, by its token. */
  readonly tokens: Map<string, Account>;
}

export const ORG = { id: 500, login: 'acme' } as const;
export interface RepositoryName {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
}

const SHOP: RepositoryName = { id: 600, name: 'shop', fullName: 'acme/shop' };
const HOME: RepositoryName = { id: 601, name: '.github', fullName: 'acme/.github' };
export const DEFAULT_BRANCH = 'main';
export const INSTALLATION_ID = 8001;

export const createState = (options: {
  readonly clock: Clock;
  readonly files: Files;
  readonly requiredChecks: readonly string[];
}): State => {
  let lastId = 90_000;
  const state: State = {
    clock: options.clock,
    repository: SHOP,
    begunAt: options.clock.now(),
    home: null,
    git: createGit(),
    branches: new Map(),
    forks: new Map(),
    tags: new Map(),
    isPublic: false,
    installation: { status: 'active', hasRepository: true },
    roles: firstRoles(),
    changes: { logins: new Map(), deleted: new Set(), authorized: new Set(), tokens: new Map() },
    teams: firstTeams(),
    pulls: new Map(),
    issues: new Map(),
    comments: [],
    reviews: [],
    checkRuns: [],
    statuses: [],
    deployments: [],
    workflowRuns: [],
    activity: [],
    protectedJobs: [],
    guarded: new Set(),
    requiredChecks: options.requiredChecks,
    url: '',
    emit: () => undefined,
    nextId: () => {
      lastId += 1;
      return lastId;
    },
  };
  return begun(state, options.files, 'Begin the shop');
};

const begun = (state: State, files: Files, message: string): State => {
  const omar = account('omar');
  const author = { name: omar.name, email: emailOf(omar), at: state.clock.now() };
  const first = { author, committer: author, parents: [], message };
  state.branches.set(DEFAULT_BRANCH, state.git.commit({ ...first, files }).sha);
  return state;
};

/** The organisation's own repository, with the same people and the same app. */
export const openHome = (shop: State, files: Files): State => {
  const { clock } = shop;
  const own = createState({ clock, files: {}, requiredChecks: [] });
  const { nextId, roles, teams, changes, url } = shop;
  const id = shop.home === null ? HOME.id : shop.home.repository.id + 1;
  const installation: Installation = {
    get status() {
      return shop.installation.status;
    },
    hasRepository: true,
  };
  const shared = { installation, nextId, roles, teams, changes, url };
  shop.home = { ...own, repository: { ...HOME, id }, ...shared };
  return begun(shop.home, files, 'Begin the organisation');
};

/** The state of a repository that the app may look into; null for a name that is none. */
export const stateNamed = (shop: State, fullName: string): State | null => {
  const all = shop.home === null ? [shop] : [shop, shop.home];
  const found = all.find(({ repository }) => repository.fullName === fullName.toLowerCase());
  return found?.installation.hasRepository === true ? found : null;
};

export const account = (login: string): Account => {
  const found = ACCOUNTS.find((each) => each.login.toLowerCase() === login.toLowerCase());
  if (found === undefined) throw new Refusal(404, `${login} is not a user`);
  return found;
};

/** What GitHub calls them now. */
export const loginOf = ({ changes }: State, { id, login }: Pick<Account, 'id' | 'login'>): string =>
  changes.logins.get(id) ?? login;

/** The account that has the login now: it may have been another's. */
export const accountNow = (state: State, login: string): Account => {
  const found = ACCOUNTS.find(
    (each) =>
      !state.changes.deleted.has(each.id) &&
      loginOf(state, each).toLowerCase() === login.toLowerCase(),
  );
  if (found === undefined) throw notFound();
  return found;
};

export const accountById = ({ changes }: State, id: number): Account => {
  const found = ACCOUNTS.find((each) => each.id === id && !changes.deleted.has(id));
  if (found === undefined) throw notFound();
  return found;
};

export const roleOf = (state: State, who: Pick<Account, 'login'>): Role => {
  const own = state.roles.get(who.login) ?? 'none';
  return own === 'none' && state.isPublic ? 'read' : own;
};

/** What a person may not even see is not found; what they may see and not do is forbidden. */
export const needs = (state: State, who: Account, role: Role): void => {
  const own = roleOf(state, who);
  if (!atLeast(own, 'read')) throw notFound();
  if (!atLeast(own, role)) throw new Refusal(403, `${who.login} needs ${role} access for this`);
};

/** Pull requests and issues are counted together. */
export const nextNumber = (state: State): number => state.pulls.size + state.issues.size + 1;

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

/** Of the repository, or of a fork of it. */
export const branchIn = (state: State, fork: Fork | null, branch: string): string | null =>
  (fork ?? state).branches.get(branch) ?? null;

export const branchHead = (state: State, branch: string): string => {
  const sha = state.branches.get(branch);
  if (sha === undefined) throw notFound();
  return sha;
};

/** As Git reads a name: a full SHA, a tag, a branch, then a short SHA of at least four digits. */
export const resolveRef = (state: State, ref: string): Commit | null => {
  if (/^[0-9a-f]{40}$/i.test(ref)) return state.git.get(ref.toLowerCase());
  const tag = state.tags.get(ref.replace(/^(?:refs\/)?tags\//, ''));
  if (tag !== undefined) return state.git.get(tag);
  const branch = state.branches.get(ref.replace(/^(?:refs\/)?heads\//, ''));
  if (branch !== undefined) return state.git.get(branch);
  return /^[0-9a-f]{4,39}$/i.test(ref) ? state.git.byPrefix(ref) : null;
};

/** The commits a pull request would add or has added, oldest first. */
export const commitsOf = (state: State, pull: Pull): readonly Commit[] =>
  pull.commits === null
    ? state.git.between(branchHead(state, pull.base), pull.headSha)
    : pull.commits.map((sha) => commitOf(state, sha));
