/**
 * Makes the check run of a promotion current. GitHub keeps a completed run completed, so leaving
 * that state makes a new run of the same name; an equal text is not written again.
 */
import { digestOf } from '../../core/digest.ts';
import type { CheckRunContent } from '../../ports/code-host.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effects.ts';
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
  const promotion = await world.store.promotions.byId(payload.promotionId);
  if (promotion === null) return;
  const repository = await activeRepository(world, promotion.repositoryId);
  if (repository === null) return;
  const content = await checkRunContent(world, repository, promotion, payload.held);
  await writeCheckRun(world, repository, effect, content);
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
  if (reuse !== null) await world.host.updateCheckRun(repository, reuse, content);
  const id = reuse ?? (await world.host.createCheckRun(repository, content)).id;
  const state: Written = { completed: content.status === 'completed' };
  await world.store.surfaces.put({ key: effect.key, externalId: id, digest, state });
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
