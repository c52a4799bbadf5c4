/**
 * A job that names an environment makes a deployment of its own. Where the run is one that our own
 * deployment started, it is that deployment's other half, and is followed like it.
 */
import { SECOND, wholeSecond } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { OtherDeployment } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { RetryLater } from '../perform/retry-later.ts';
import type { World } from '../world.ts';

/** The bot of GitHub Actions, which makes the deployments of jobs in the name of whoever started the run. */
export const ACTIONS = 'github-actions[bot]';

/** More attempts of one release than this are not looked back on. */
const ATTEMPTS = 10;

/**
 * The promotion whose deployment started it; null for nobody's. A run acts in the name of whoever
 * started it, which nobody can choose: only what we do starts one in our bot's.
 */
export const adopterOf = async (
  world: World,
  repository: Repository,
  deployment: OtherDeployment,
): Promise<Promotion | null> => {
  if (deployment.through !== ACTIONS || !isOwnBot(world, deployment.by)) return null;
  const { sha, environment, createdAt } = deployment;
  const where = { environment, sha };
  const attempts = await world.store.promotions.recent(repository.id, where, ATTEMPTS);
  const isFrom = ({ state }: Promotion): boolean => {
    const own = 'deployment' in state ? state.deployment : null;
    return own !== null && wholeSecond(own.createdAt) <= createdAt;
  };
  const found = attempts.find(isFrom);
  if (found !== undefined) return found;
  if (attempts.some(({ state }) => state.kind === 'deploying' && state.deployment === null)) {
    throw new RetryLater(SECOND, new Error('what started it is being made and has no id here yet'));
  }
  return null;
};

/** Made by the app itself, whether or not GitHub names the app beside its bot. */
export const isOwnDeployment = (
  world: World,
  { by, through }: Pick<OtherDeployment, 'by' | 'through'>,
): boolean => through !== ACTIONS && isOwnBot(world, by);

const isOwnBot = (world: World, { login }: Person): boolean => login === `${world.app.slug}[bot]`;
