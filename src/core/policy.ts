/**
 * The policy as the core knows it: every default filled in, every name resolved. How it is written
 * in YAML, and what is wrong with a file, is `config/policy-file.ts`.
 */
import { type Digest, digestOf } from './digest.ts';
import type { Freeze } from './freezes/freeze.ts';
import type { Instant } from './instant.ts';
import type { NotifyPolicy } from './notify.ts';
import type { Channel, Role } from './person.ts';
import type { Sha } from './release.ts';

export interface Policy {
  readonly version: 1;
  /** Commit addresses that GitHub maps to no account: the login they belong to, or `machine`. */
  readonly people: Readonly<Record<string, string>>;
  /** Logins of bots and slugs of apps whose comments may carry commands. */
  readonly programs: readonly string[];
  readonly environments: readonly EnvironmentPolicy[];
  /** For the repositories of an organisation, where this is the file of its own; absent where there are none. */
  readonly floors?: readonly Floor[];
}

/** What an organisation asks at least of environments of its repositories. */
export interface Floor {
  /** An environment's name, a pattern of names, or `production: true` for all that are production. */
  readonly selector: string;
  /** Asks for what the floor asks for, and for nothing else; its name is that of the floor. */
  readonly environment: EnvironmentPolicy;
  /** By the key of the policy file where it says so; empty where its file is an older one. */
  readonly places: Readonly<Record<string, FloorPlace>>;
}

/** Where a floor is written, as people are told. */
export interface FloorPlace {
  readonly line: number;
  readonly column: number;
}

export interface EnvironmentPolicy {
  readonly name: string;
  readonly aliases: readonly string[];
  /** Environments this release must have completed in; none for a first one. */
  readonly after: readonly string[];
  readonly fanIn: 'all' | 'any';
  readonly production: boolean;
  readonly url: string | null;
  /** Active gates in the order they are evaluated. */
  readonly gates: readonly GateSetting[];
  /** When it is closed; absent where it never is. */
  readonly freezes?: readonly Freeze[];
  readonly approvals: ApprovalPolicy;
  readonly separationOfDuties: SeparationPolicy;
  readonly unknownAuthors: 'block' | 'ignore';
  readonly allowForks: boolean;
  readonly allow: Readonly<Record<Verb, Grant>>;
  readonly onBlock: 'wait' | 'reject';
  readonly execute: 'auto' | 'manual';
  readonly queue: 'fifo' | 'latest';
  /** After so long of waiting for people they are reminded once; null for never. */
  readonly remindAfterMs: number | null;
  readonly expireAfterMs: number;
  readonly deploy: DeployPolicy;
  readonly rollback: RollbackPolicy;
  /** Absent where nothing is looked at after deploying. */
  readonly verify?: VerifyPolicy;
  /** Whose deployments past Lockkeeper prove that a release was there; records from before have none. */
  readonly trustDeploymentsBy?: readonly string[];
  /** When a release is promoted there by itself; null for never. Records from before have none. */
  readonly autoPromote?: AutoPromote | null;
  /** Who is told of what happens there; absent where nobody is. */
  readonly notify?: NotifyPolicy;
}

export interface AutoPromote {
  /** `push`: to the default branch; `completed`: in the environments before. */
  readonly on: 'push' | 'completed';
}

/** What a person may be allowed to do in an environment, beside voting where rules ask for it. */
export const VERBS = [
  'promote',
  'approve',
  'lock',
  'rollback',
  'halt',
  'quarantine',
  'except',
] as const;
export type Verb = (typeof VERBS)[number];

export interface GateSetting {
  /** A gate's name; a policy out of the record may name one that this version does not have. */
  readonly gate: string;
  /** Already checked against the gate's own schema. */
  readonly options: unknown;
  readonly onFailure: 'block' | 'warn';
}

export interface ApprovalPolicy {
  readonly rules: readonly ApprovalRule[];
  /** At least so many different people over all rules; null leaves one vote free to fill several. */
  readonly distinctPeople: number | null;
  /** The ways of voting that count; null counts all. */
  readonly via: readonly Channel[] | null;
  readonly afterRequest: boolean;
}

export interface ApprovalRule extends Grant {
  readonly name: string;
  readonly count: number;
}

/** People by login or team; `permission` is a floor for them, and alone means everyone with it. */
export interface Grant {
  readonly users: readonly string[];
  readonly teams: readonly string[];
  readonly permission: Role | null;
}

export const PARTS = ['requester', 'author', 'committers', 'pushers', 'mergers'] as const;
export type Part = (typeof PARTS)[number];

export interface SeparationPolicy {
  readonly level: 'off' | 'requester' | 'change' | 'strict' | readonly Part[];
  /** `exempt`: a change that other eyes approved excludes nobody. `exclude` drops that. */
  readonly reviewedChanges: 'exempt' | 'exclude';
  readonly promoteByOthers: boolean;
}

export type DeployPolicy =
  | {
      readonly deployer: 'github';
      readonly timeoutMs: number;
      /** Bots whose word about a deployment counts, besides the app itself. */
      readonly reporters: readonly string[];
    }
  | (WorkflowCall & { readonly deployer: 'workflow' });

/** A workflow to run, and how long it may take. */
export interface WorkflowCall {
  /** Its file's name below `.github/workflows`. */
  readonly file: string;
  /** Always the same, beside those that say what it is about. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** What a rollback asks for here beside what holds always: see `core/rollback/policy.ts`. */
export interface RollbackPolicy {
  readonly gates: readonly GateSetting[];
  /** Who has to say yes to a rollback; nobody where there are no rules. */
  readonly approvals: ApprovalPolicy;
  readonly migrations: readonly MigrationPattern[];
}

/** Files that change a database: going back across them is told, and may need a second thought. */
export interface MigrationPattern {
  /** With `*` for a part of a name, and `**` for any folders. */
  readonly path: string;
  readonly irreversible: boolean;
}

/** What must be well after deploying. */
export interface VerifyPolicy {
  readonly http: readonly HttpCheck[];
  readonly workflow: WorkflowCall | null;
}

export interface HttpCheck {
  readonly url: string;
  readonly status: number;
  /** Text that the answer must have. */
  readonly contains: string | null;
  readonly tries: number;
  readonly everyMs: number;
  readonly timeoutMs: number;
}

/** Where a policy was read. `sha` is the commit of the default branch; null is the built-in one. */
export interface PolicySource {
  readonly repository: string;
  readonly path: string;
  readonly sha: Sha | null;
}

/** What holds for one environment, but for who is told; votes and decisions are bound to its digest. */
export interface EffectivePolicy {
  readonly environment: EnvironmentPolicy;
  readonly people: Readonly<Record<string, string>>;
  readonly sources: readonly PolicySource[];
  readonly digest: Digest;
  /** Since when it has this digest: reviews from before are void. Records from before have none. */
  readonly since?: Instant;
}

/**
 * Reduces a policy to one environment. Names, links and who is told decide nothing and stay out of the
 * digest, so that editing them voids no vote.
 */
export const effectivePolicy = (
  policy: Policy,
  environment: EnvironmentPolicy,
  sources: readonly PolicySource[],
  since: Instant,
): EffectivePolicy => {
  // Its addresses may hold secrets, and records are given to people who read no policy file.
  const { notify: _notify, ...recorded } = environment;
  const { aliases: _aliases, url: _url, remindAfterMs: _remind, ...deciding } = recorded;
  return {
    environment: recorded,
    people: policy.people,
    sources,
    digest: digestOf({ environment: deciding, people: policy.people }),
    since,
  };
};
