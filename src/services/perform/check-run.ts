/**
 * Makes the check run of a promotion current. GitHub keeps a completed run completed, so leaving
 * that state makes a new run of the same name; an equal text is not written again.
 */
import { digestOf } from '../../core/digest.ts';
import { isTerminal } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { CheckRunContent } from '../../ports/check-run.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { checkRunContent } from '../views/check-run-view.ts';
import type { World } from '../world.ts';

interface Written {
  readonly completed: boolean;
}

export const performCheckRun = async (
  world: World,
  effect: LeasedEffect,
  payload: EffectPayloads['check-run'],
): Promise<void> => {
  const asked = await world.store.promotions.byId(payload.promotionId);
  if (asked === null) return;
  const repository = await activeRepository(world, asked.repositoryId);
  if (repository === null) return;
  const promotion = await newestLike(world, asked);
  const held = promotion.id === asked.id ? payload.held : null;
  await writeCheckRun(
    world,
    repository,
    effect,
    await checkRunContent(world, repository, promotion, held),
  );
};

/**
 * What is still heard of one that was tried again is no news of the attempt that people follow: the one
 * that is open, of which there is never a second, or else the newest.
 */
const newestLike = async (world: World, asked: Promotion): Promise<Promotion> => {
  if (!isTerminal(asked.state.kind)) return asked;
  const { repositoryId, environment, release } = asked;
  const where = { environment, sha: release.sha };
  const [newest = asked] = await world.store.promotions.recent(repositoryId, where, 1);
  return newest;
};

/** Creates or updates the one current run that `effect.key` names. */
export const writeCheckRun = async (
  world: World,
  repository: Repository,
  effect: LeasedEffect,
  content: CheckRunContent,
): Promise<void> => {
  const digest = digestOf(content);
  const known = await knownRun(world, repository, effect, content);
  if (known !== null && known.digest === digest) return;
  const reuse =
    known !== null && (!known.completed || content.status === 'completed') ? known.id : null;
  const isUpdated = reuse !== null && (await isUpdatedRun(world, repository, reuse, content));
  const id = isUpdated ? reuse : (await world.host.createCheckRun(repository, content)).id;
  const state: Written = { completed: content.status === 'completed' };
  await world.store.surfaces.put({ key: effect.key, externalId: id, digest, state });
};

/** False where GitHub has it no more. */
const isUpdatedRun = async (
  world: World,
  repository: Repository,
  id: string,
  content: CheckRunContent,
): Promise<boolean> => {
  try {
    await world.host.updateCheckRun(repository, id, content);
    return true;
  } catch (fault) {
    if (fault instanceof HostFault && fault.kind === 'gone') return false;
    throw fault;
  }
};

const knownRun = async (
  world: World,
  repository: Repository,
  effect: LeasedEffect,
  content: CheckRunContent,
): Promise<{
  readonly id: string;
  readonly completed: boolean;
  readonly digest: string | null;
} | null> => {
  const surface = await world.store.surfaces.get(effect.key);
  if (effect.uncertain) {
    const found = await world.host.findCheckRuns(repository, content.headSha, content.name);
    const newest = found.find((run) => run.externalId === content.externalId);
    if (newest !== undefined && newest.id !== surface?.externalId) {
      return { id: newest.id, completed: newest.completed, digest: null };
    }
  }
  if (surface === null || surface.externalId === null) return null;
  const completed = (surface.state as Written).completed;
  return { id: surface.externalId, completed, digest: surface.digest };
};
