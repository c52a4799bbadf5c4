/** Deployments and their statuses as GitHub's REST interface tells them. */
import { fromIso } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import {
  type DeploymentAsk,
  type DeploymentReport,
  type HostDeployment,
  HostFault,
  type OtherDeployment,
} from '../../ports/code-host.ts';

interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly url: string;
  readonly created_at: string;
}

export const hostDeployment = (from: Deployment): HostDeployment => {
  const createdAt = fromIso(from.created_at);
  if (createdAt === null) throw new HostFault('unreadable', 'A deployment has no readable time.');
  return { id: String(from.id), sha: from.sha, url: from.url, createdAt };
};

/** Whether this payload names the promotion and fence: not yet who put it there. */
export const carries = (payload: unknown, ask: DeploymentAsk): boolean => {
  const ours = lockkeeperIn(payload);
  return ours?.promotion === ask.payload.promotion && ours.fence === ask.payload.fence;
};

/** What we put into the payload of a deployment; null for one of others. */
export const lockkeeperIn = (
  payload: unknown,
): { readonly promotion?: unknown; readonly fence?: unknown } | null => {
  // Documented as an object or as text: JSON, where it was an object when it was sent.
  const value: unknown = typeof payload === 'string' ? parse(payload) : payload;
  if (typeof value !== 'object' || value === null || !('lockkeeper' in value)) return null;
  return typeof value.lockkeeper === 'object' ? value.lockkeeper : null;
};

/** Nothing for one of an account that is gone, or without a readable time. */
export const otherDeployment = (
  deployment: Deployment & Made & { readonly environment: string },
): readonly OtherDeployment[] => {
  const createdAt = fromIso(deployment.created_at);
  const made = madeBy(deployment);
  if (createdAt === null || made === null) return [];
  const { id, sha, environment } = deployment;
  return [{ id: String(id), sha, environment, createdAt, ...made }];
};

interface Made {
  readonly creator?: {
    readonly id: number;
    readonly login: string;
    readonly type?: string | undefined;
  } | null;
  readonly performed_via_github_app?: { readonly slug?: string | undefined } | null;
}

/** Who made it, and the bot of the program that did it in their name; null for an account that is gone. */
const madeBy = (
  deployment: Made,
): { readonly by: Person; readonly through: string | null } | null => {
  const { creator, performed_via_github_app: app } = deployment;
  if (creator === null || creator === undefined) return null;
  const { id, login, type } = creator;
  const through = app?.slug === undefined ? null : `${app.slug}[bot]`;
  return { by: { id, login, machine: type === 'Bot' || login.endsWith('[bot]') }, through };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const STATES = [
  'error',
  'failure',
  'inactive',
  'in_progress',
  'queued',
  'pending',
  'success',
] as const satisfies readonly DeploymentReport['state'][];

/** Nothing for a status of nobody (a deleted account) or of a state that is not known. */
export const reportOf = (status: {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly environment_url?: string;
  readonly log_url?: string;
  readonly created_at: string;
  readonly creator: {
    readonly id: number | bigint;
    readonly login: string;
    readonly type: string;
  } | null;
}): readonly DeploymentReport[] => {
  const { creator } = status;
  const at = fromIso(status.created_at);
  const state = STATES.find((known) => known === status.state);
  if (creator === null || at === null || state === undefined) return [];
  return [
    {
      state,
      by: { id: Number(creator.id), login: creator.login, machine: creator.type === 'Bot' },
      description: status.description,
      environmentUrl: status.environment_url || null,
      logUrl: status.log_url || null,
      at,
    },
  ];
};
