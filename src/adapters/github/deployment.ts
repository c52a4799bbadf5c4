/**
 * Deployments: the only place that writes them. Always for exactly the commit asked for, never with
 * GitHub's own merging or its own checks, which would decide beside us.
 */
import { RequestError } from '@octokit/request-error';
import { fromIso } from '../../core/instant.ts';
import {
  type CodeHostWriter,
  type DeploymentAsk,
  type DeploymentRefusal,
  type DeploymentReport,
  type HostDeployment,
  HostFault,
} from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { at, client, type GitHub } from './caller.ts';
import { reach } from './fault.ts';

type Deployments = Pick<
  CodeHostWriter,
  | 'createDeployment'
  | 'findDeployment'
  | 'deploymentStatuses'
  | 'reportDeployment'
>;

export const deployments = (github: GitHub): Deployments => ({
  createDeployment: (repository, ask) => create(github, repository, ask),
  findDeployment: async (repository, ask) => {
    const octokit = await client(github, repository);
    const { data } = await reach('look for a deployment', () =>
      octokit.rest.repos.listDeployments({
        ...at(repository),
        sha: ask.sha,
        environment: ask.environment,
        per_page: 100,
      }),
    );
    const found = data.find((each) => carries(each.payload, ask));
    return found === undefined ? null : hostDeployment(found);
  },
  deploymentStatuses: async (repository, deploymentId) => {
    const octokit = await client(github, repository);
    const data = await reach('read the statuses of a deployment', () =>
      octokit.paginate(octokit.rest.repos.listDeploymentStatuses, {
        ...at(repository),
        deployment_id: Number(deploymentId),
        per_page: 100,
      }),
    );
    return data.flatMap(reportOf).sort((a, b) => a.at - b.at);
  },
  reportDeployment: async (repository, deploymentId, { state, description, environmentUrl }) => {
    const octokit = await client(github, repository);
    await reach('report on a deployment', () =>
      octokit.rest.repos.createDeploymentStatus({
        ...at(repository),
        deployment_id: Number(deploymentId),
        state,
        description: description.slice(0, 140),
        ...(environmentUrl === null ? {} : { environment_url: environmentUrl }),
      }),
    );
  },
});

const create = async (
  github: GitHub,
  repository: Repository,
  ask: DeploymentAsk,
): Promise<HostDeployment | DeploymentRefusal> => {
  const octokit = await client(github, repository);
  const post = async (ref: string): Promise<HostDeployment | DeploymentRefusal> => {
    try {
      const { data, status } = await octokit.rest.repos.createDeployment({
        ...at(repository),
        ref,
        environment: ask.environment,
        description: ask.description,
        auto_merge: false,
        required_contexts: [],
        production_environment: ask.production,
        transient_environment: false,
        payload: { lockkeeper: ask.payload },
      });
      if (status !== 201 || !('sha' in data)) return { refused: 'GitHub made no deployment.' };
      return hostDeployment(data);
    } catch (fault) {
      if (fault instanceof RequestError && [409, 422].includes(fault.status)) {
        return { refused: fault.message.split('\n')[0] ?? 'GitHub refused the deployment.' };
      }
      return reach('create a deployment', () => Promise.reject(fault));
    }
  };
  const made = await post(ask.ref ?? ask.sha);
  if ('refused' in made || made.sha === ask.sha) return made;
  // The branch moved in between: that deployment is of another commit and must not stand.
  await deployments(github).reportDeployment(repository, made.id, {
    state: 'error',
    description: 'The branch moved while this was made; a new one names the commit',
    environmentUrl: null,
  });
  return post(ask.sha);
};

const hostDeployment = (data: {
  readonly id: number;
  readonly sha: string;
  readonly url: string;
  readonly created_at: string;
}): HostDeployment => {
  const createdAt = fromIso(data.created_at);
  if (createdAt === null) throw new HostFault('unreadable', 'A deployment has no readable time.');
  return { id: String(data.id), sha: data.sha, url: data.url, createdAt };
};

const lockkeeperIn = (payload: unknown): { readonly promotion?: unknown; readonly fence?: unknown } | null => {
  // GitHub gives the payload back as an object or, where it was sent as text, as text.
  const value: unknown = typeof payload === 'string' ? parse(payload) : payload;
  if (typeof value !== 'object' || value === null || !('lockkeeper' in value)) return null;
  return typeof value.lockkeeper === 'object' ? value.lockkeeper : null;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const carries = (payload: unknown, ask: DeploymentAsk): boolean => {
  const ours = lockkeeperIn(payload);
  return ours?.promotion === ask.payload.promotion && ours.fence === ask.payload.fence;
};

const reportOf = (status: {
  readonly state: string;
  readonly description: string;
  readonly environment_url?: string | undefined;
  readonly log_url?: string | undefined;
  readonly created_at: string;
  readonly creator: { readonly id: number; readonly login: string; readonly type: string } | null;
}): readonly DeploymentReport[] => {
  const { creator } = status;
  const time = fromIso(status.created_at);
  if (creator === null || time === null) return [];
  return [
    {
      state: status.state as DeploymentReport['state'],
      by: { id: creator.id, login: creator.login, machine: creator.type === 'Bot' },
      description: status.description,
      environmentUrl: status.environment_url || null,
      logUrl: status.log_url || null,
      at: time,
    },
  ];
};
