/**
 * Writes answers on pull requests: one status comment that is edited, and at most one reply for each
 * comment that commanded. A hidden marker finds them again when the outcome of a write is unknown.
 */
import { digestOf } from '../../core/digest.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { EffectPayloads } from '../effects.ts';
import { statusCommentBody } from '../views/status-view.ts';
import type { World } from '../world.ts';

export const performStatusComment = async (
  world: World,
  effect: LeasedEffect,
  payload: EffectPayloads['status-comment'],
): Promise<void> => {
  const repository = await world.store.repositories.byId(payload.repositoryId);
  if (repository === null || !repository.active) return;
  const marker = statusMarker(payload.pullNumber);
  const body = await statusCommentBody(world, repository, payload.pullNumber, marker);
  const digest = digestOf(body);
  const surface = await world.store.surfaces.get(effect.key);
  if (surface?.digest === digest) return;
  const known =
    surface?.externalId ??
    (effect.uncertain
      ? (await world.host.findComment(repository, payload.pullNumber, marker))?.id
      : undefined);
  if (
    known !== undefined &&
    (await world.host.updateComment(repository, known, body)) === 'updated'
  ) {
    await world.store.surfaces.put({ key: effect.key, externalId: known, digest, state: null });
    return;
  }
  const made = await world.host.createComment(repository, payload.pullNumber, body);
  await world.store.surfaces.put({ key: effect.key, externalId: made.id, digest, state: null });
};

export const performReply = async (
  world: World,
  effect: LeasedEffect,
  payload: EffectPayloads['reply'],
): Promise<void> => {
  const repository = await world.store.repositories.byId(payload.repositoryId);
  if (repository === null || !repository.active) return;
  const surface = await world.store.surfaces.get(effect.key);
  if (surface !== null && surface.externalId !== null) return;
  const marker = `<!-- lockkeeper:reply:${payload.commentId} -->`;
  const found = effect.uncertain
    ? await world.host.findComment(repository, payload.number, marker)
    : null;
  const made =
    found ??
    (await world.host.createComment(repository, payload.number, `${payload.body}\n\n${marker}`));
  await world.store.surfaces.put({
    key: effect.key,
    externalId: made.id,
    digest: null,
    state: { nodeId: made.nodeId },
  });
  await foldOlder(world, payload, made.nodeId);
};

export const performReaction = async (
  world: World,
  _effect: LeasedEffect,
  payload: EffectPayloads['reaction'],
): Promise<void> => {
  if (payload.reaction === null) return;
  const repository = await world.store.repositories.byId(payload.repositoryId);
  if (repository === null || !repository.active) return;
  await world.host.react(repository, payload.commentId, payload.reaction);
};

const statusMarker = (pullNumber: number): string => `<!-- lockkeeper:status:${pullNumber} -->`;

/** The answer before this one on the same page is outdated: it is folded away, not removed. */
const foldOlder = async (
  world: World,
  payload: EffectPayloads['reply'],
  nodeId: string,
): Promise<void> => {
  const repository = await world.store.repositories.byId(payload.repositoryId);
  if (repository === null) return;
  const key = `last-reply:${payload.repositoryId}:${payload.number}`;
  const before = await world.store.surfaces.get(key);
  await world.store.surfaces.put({ key, externalId: nodeId, digest: null, state: null });
  if (before === null || before.externalId === null || before.externalId === nodeId) return;
  await world.host.minimizeComment(repository, before.externalId);
};
