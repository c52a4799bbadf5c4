/**
 * Deployments: the only place that writes them. Always for exactly the commit asked for, never with
 * GitHub's own merging or its own checks, which would decide beside us.
 */
import { RequestError } from '@octokit/request-error';
import {
  type CodeHostWriter,
  type DeploymentAsk,
  type DeploymentRefusal,
  type HostDeployment,
  HostFault,
} from '../../ports/code-host.ts';
import { at, client, type GitHub, isOurs, type Place, placeOf } from './caller.ts';
import { carries, hostDeployment, otherDeployment, reportOf } from './deployment-decode.ts';
import { faultOf, reach, reachOr, wordsOf } from './fault.ts';

const MAX_DESCRIPTION = 140;
/** A commit is deployed to one environment so often, and one deployment reported on so often. */
const MAX_DEPLOYMENTS = 1_000;
const MAX_STATUSES = 1_000;

/** Somebody deleted it: nothing is said of it, and nobody has to be told. */
const GONE = { statuses: [404] } as const;

type Deployments = Pick<
  CodeHostWriter,
  | 'createDeployment'
  | 'findDeployment'
  | 'deploymentStatuses'
  | 'newestDeployments'
  | 'reportDeployment'
>;
type Status = Parameters<CodeHostWriter['reportDeployment']>[2];

export const deployments = (github: GitHub): Deployments => ({
  createDeployment: async (repository, ask) => create(await placeOf(github, repository), ask),
  findDeployment: async (repository, ask) => {
    const octokit = await client(github, repository);
    const { sha, environment } = ask;
    const path = { ...at(repository), sha, environment, per_page: 100 };
    return reach('look for a deployment', async () => {
      let seen = 0;
      for await (const { data } of octokit.paginate.iterator(
        octokit.rest.repos.listDeployments,
        path,
      )) {
        const found = data.find(
          (each) => carries(each.payload, ask) && isOurs(github, { ...each, author: each.creator }),
        );
        if (found !== undefined) return hostDeployment(found);
        seen += data.length;
        if (seen >= MAX_DEPLOYMENTS) break;
      }
      return null;
    });
  },
  deploymentStatuses: async (repository, deploymentId) => {
    const octokit = await client(github, repository);
    const path = { ...at(repository), deployment_id: Number(deploymentId), per_page: 100 };
    const pages = octokit.paginate.iterator(octokit.rest.repos.listDeploymentStatuses, path);
    return reachOr('read the statuses of a deployment', { ...GONE, value: [] }, async () => {
      // GitHub lists the newest first; ids order those of the same second.
      const found: Parameters<typeof reportOf>[0][] = [];
      for await (const { data } of pages) {
        found.push(...data);
        if (found.length > MAX_STATUSES) {
          throw new HostFault(
            'unreadable',
            `Too many to read: more than ${MAX_STATUSES} statuses.`,
          );
        }
      }
      return found.sort((a, b) => a.id - b.id).flatMap(reportOf);
    });
  },
  newestDeployments: async (repository) => {
    const octokit = await client(github, repository);
    return reach('list the deployments', async () => {
      const path = { ...at(repository), per_page: 100 };
      const { data } = await octokit.rest.repos.listDeployments(path);
      return data.flatMap(otherDeployment);
    });
  },
  reportDeployment: async (repository, deploymentId, status) =>
    report(await placeOf(github, repository), deploymentId, status),
});

const report = async (
  { octokit, repository }: Place,
  deploymentId: string,
  { state, description, environmentUrl }: Status,
): Promise<void> => {
  await reachOr('report on a deployment', { ...GONE, value: null }, () =>
    octokit.rest.repos.createDeploymentStatus({
      ...at(repository),
      deployment_id: Number(deploymentId),
      state,
      description: short(description),
      ...(environmentUrl === null ? {} : { environment_url: environmentUrl }),
    }),
  );
};

const create = async (
  place: Place,
  ask: DeploymentAsk,
): Promise<HostDeployment | DeploymentRefusal> => {
  const bySha = (): ReturnType<typeof post> => post(place, ask, ask.sha);
  if (ask.ref === null) return bySha();
  const made = await post(place, ask, ask.ref);
  // The branch may have gone in between; the commit has not.
  if ('refused' in made) return /no ref found/i.test(made.refused) ? bySha() : made;
  if (made.sha === ask.sha) return made;
  // The branch moved in between: that deployment is of another commit and must not stand.
  await report(place, made.id, {
    state: 'error',
    description: 'The branch moved while this was made: a new deployment names the commit',
    environmentUrl: null,
  });
  return bySha();
};

const post = async (
  { octokit, repository }: Place,
  ask: DeploymentAsk,
  ref: string,
): Promise<HostDeployment | DeploymentRefusal> => {
  try {
    const { data } = await octokit.rest.repos.createDeployment({
      ...at(repository),
      ref,
      environment: ask.environment,
      description: short(ask.description),
      auto_merge: false,
      required_contexts: [],
      production_environment: ask.production,
      transient_environment: false,
      payload: { lockkeeper: ask.payload },
    });
    // 202: GitHub merged something instead, which it was told not to do.
    return 'sha' in data
      ? hostDeployment(data)
      : { refused: data.message ?? 'GitHub made no deployment.' };
  } catch (fault) {
    if (!(fault instanceof RequestError) || ![409, 422].includes(fault.status)) {
      throw faultOf('create a deployment', fault);
    }
    return { refused: wordsOf(fault) || 'GitHub refused the deployment.' };
  }
};

/** Cut between characters, not within one. */
const short = (text: string): string => {
  if (text.length <= MAX_DESCRIPTION) return text;
  const characters = [...text];
  while (characters.join('').length >= MAX_DESCRIPTION) characters.pop();
  return `${characters.join('')}…`;
};
