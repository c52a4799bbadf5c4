/**
 * Writes answers on pull requests: one status comment that is edited, and at most one reply for each
 * comment that commanded. A hidden marker finds them again when the outcome of a write is unknown.
 */
import { digestOf } from '../../core/digest.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { reactionTo } from '../reactions.ts';
import { statusCommentBody } from '../views/status-view.ts';
import type { World } from '../world.ts';
import { noteAnswer } from './fold.ts';

export const performStatusComment = async (
  world: World,
  effect: LeasedEffect,
  payload: EffectPayloads['status-comment'],
): Promise<void> => {
  const repository = await activeRepository(world, payload.repositoryId);
  if (repository === null) return;
  const { pullNumber } = payload;
  const body = await statusCommentBody(world, repository, pullNumber, statusMarker(pullNumber));
  const digest = digestOf(body);
  const surface = await world.store.surfaces.get(effect.key);
  if (surface?.digest === digest) return;
  const known = surface?.externalId ?? (await lostComment(world, repository, effect, payload));
  const isUpdated =
    known !== null && (await world.host.updateComment(repository, known, body)) === 'updated';
  const externalId = isUpdated
    ? known
    : (await world.host.createComment(repository, pullNumber, body)).id;
  await world.store.surfaces.put({ key: effect.key, externalId, digest, state: null });
};

/** What an attempt with an unknown outcome may have left, found by its marker. */
const lostComment = async (
  world: World,
  repository: Repository,
  { uncertain }: LeasedEffect,
  { pullNumber }: EffectPayloads['status-comment'],
): Promise<string | null> => {
  if (!uncertain) return null;
  const found = await world.host.findComment(repository, pullNumber, statusMarker(pullNumber));
  return found?.id ?? null;
};

export const performReply = async (
  world: World,
  effect: LeasedEffect,
  payload: EffectPayloads['reply'],
): Promise<void> => {
  const repository = await activeRepository(world, payload.repositoryId);
  if (repository === null) return;
  const { number, commentId, body } = payload;
  const surface = await world.store.surfaces.get(effect.key);
  if (surface !== null && surface.externalId !== null) return;
  const marker = `<!-- lockkeeper:reply:${commentId} -->`;
  const { id, nodeId } = await commentOnce(world, repository, effect, { number, body, marker });
  await world.store.transaction(async (tx) => {
    await tx.surfaces.put({ key: effect.key, externalId: id, digest: null, state: null });
    await noteAnswer(tx, { repositoryId: repository.id, number }, nodeId, world.clock.now());
  });
};

/** One at a time: what no longer holds is taken away. */
export const performReaction = async (
  world: World,
  effect: LeasedEffect,
  { repositoryId, commentId }: EffectPayloads['reaction'],
): Promise<void> => {
  const repository = await activeRepository(world, repositoryId);
  const reaction = await reactionTo(world.store, commentId);
  if (repository === null || reaction === null) return;
  const shown = await world.store.surfaces.get(effect.key);
  if (shown?.state === reaction) return;
  const before = shown?.externalId ?? null;
  if (before !== null) await world.host.unreact(repository, commentId, before);
  const externalId = await world.host.react(repository, commentId, reaction);
  await world.store.surfaces.put({ key: effect.key, externalId, digest: null, state: reaction });
};

const statusMarker = (pullNumber: number): string => `<!-- lockkeeper:status:${pullNumber} -->`;

/** Writes a comment that is never edited; after an attempt with an unknown outcome, looks for it first. */
export const commentOnce = async (
  world: World,
  repository: Repository,
  { uncertain }: LeasedEffect,
  {
    number,
    body,
    marker,
  }: { readonly number: number; readonly body: string; readonly marker: string },
): ReturnType<World['host']['createComment']> => {
  const found = uncertain ? await world.host.findComment(repository, number, marker) : null;
  return found ?? world.host.createComment(repository, number, `${body}\n\n${marker}`);
};
