/**
 * Deploys by a GitHub deployment, which workflows listen to and report on. Reports of other people's
 * tokens prove nothing: only our own app and the reporters the policy trusts are believed.
 */
import type { Person } from '../../../core/person.ts';
import type { DeployPolicy } from '../../../core/policy.ts';
import type { DeploymentRef, Failure, Promotion } from '../../../core/promotion/state.ts';
import type { DeploymentAsk, HostDeployment } from '../../../ports/code-host.ts';
import type { Tables } from '../../../ports/store.ts';
import { ACTIONS } from '../../deployment/adopted-deployment.ts';
import { decidedPolicy } from '../../promotion/last-decision.ts';
import type { World } from '../../world.ts';
import { branchAt } from '../branch-at.ts';
import type { Deployer, DeployOrder } from './deployer.ts';

type Github = Extract<DeployPolicy, { readonly deployer: 'github' }>;

export const github: Deployer<Github> = {
  find: (world, order) => find(world, order),
  start: async (world, order): Promise<DeploymentRef | Failure> => {
    const { repository, promotion, policy, effect } = order;
    const found = effect.uncertain ? await find(world, order) : null;
    if (found !== null) return found;
    const ref = await branchAt(world, repository, promotion);
    const made = await world.host.createDeployment(repository, askOf(order, ref));
    return 'refused' in made
      ? { code: 'deployment_refused', message: `GitHub refused the deployment: ${made.refused}` }
      : refOf(made, policy.environment.url);
  },
  reports: async (world, repository, promotion, { id }) => {
    const reports = await world.host.deploymentStatuses(repository, id);
    // GitHub lists all of them each time: what strangers said was audited when it came.
    const isTrusted = await trustFor(world, world.store, promotion);
    return reports.filter(({ by }) => isTrusted(by));
  },
  letGo: (world, repository, { deploymentId, state, description }) =>
    world.host.reportDeployment(repository, deploymentId, {
      state,
      description,
      environmentUrl: null,
    }),
};

const find = async (world: World, order: DeployOrder): Promise<DeploymentRef | null> => {
  const found = await world.host.findDeployment(order.repository, askOf(order, null));
  return found === null ? null : refOf(found, order.policy.environment.url);
};

/** Whose word counts: the app's own, and that of the bots the policy named when it was decided. */
export const trustFor = async (
  world: World,
  tx: Tables,
  { id, job }: Pick<Promotion, 'id' | 'job'>,
): Promise<(by: Person) => boolean> => {
  const deploy = (await decidedPolicy(tx, id))?.environment.deploy;
  const reporters = deploy?.deployer === 'github' ? deploy.reporters : [];
  // GitHub itself reports on the deployment of a job.
  if (job !== undefined) return ({ login }) => login === ACTIONS;
  return ({ login, machine }) =>
    machine && (login === `${world.app.slug}[bot]` || reporters.some((name) => isBot(login, name)));
};

const isBot = (login: string, name: string): boolean => {
  const [asked, told] = [name.toLowerCase(), login.toLowerCase()];
  return told === asked || told === `${asked}[bot]`;
};

/** Until it is told where this deployment can be seen, it is where the environment can be. */
const refOf = (made: HostDeployment, site: string | null): DeploymentRef => ({
  id: made.id,
  url: made.url,
  environmentUrl: site,
  logUrl: null,
  createdAt: made.createdAt,
  started: false,
});

const DID = { promote: 'Promoted', rollback: 'Rolled back' } as const;

const askOf = (
  { promotion, fence, policy, decision: { entry } }: DeployOrder,
  ref: string | null,
): DeploymentAsk => ({
  sha: promotion.release.sha,
  ref,
  environment: promotion.environment,
  production: policy.environment.production,
  description: `${DID[promotion.kind]} by ${promotion.requesters[0].person.login}`.slice(0, 140),
  payload: {
    promotion: promotion.id,
    decision: entry.hash,
    fence,
    chain: { seq: entry.seq, hash: entry.hash },
  },
});
