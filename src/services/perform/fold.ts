/**
 * Folds the outdated answers of a page away: all but the newest, in one call. What stands open and what
 * was folded are two rows, each with one writer, as answers are written while others are folded.
 */
import type { Instant } from '../../core/instant.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Tables } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { foldEffect } from '../effects.ts';
import type { World } from '../world.ts';

type Page = EffectPayloads['fold'];

/** Keeps an answer just written as the newest of its page, and has the older ones folded. */
export const noteAnswer = async (
  tx: Tables,
  page: Page,
  nodeId: string,
  now: Instant,
): Promise<void> => {
  const folded = await idsIn(tx, foldedKey(page));
  const before = (await idsIn(tx, answersKey(page))).filter(
    (id) => id !== nodeId && !folded.includes(id),
  );
  await keep(tx, answersKey(page), [...before, nodeId]);
  if (before.length > 0) await tx.outbox.add(foldEffect(page, now));
};

export const performFold = async (
  world: World,
  _effect: LeasedEffect,
  page: EffectPayloads['fold'],
): Promise<void> => {
  const repository = await activeRepository(world, page.repositoryId);
  if (repository === null) return;
  const older = (await idsIn(world.store, answersKey(page))).slice(0, -1);
  const folded = await idsIn(world.store, foldedKey(page));
  const open = older.filter((id) => !folded.includes(id));
  if (open.length === 0) return;
  await world.host.minimizeComments(repository, open);
  await keep(world.store, foldedKey(page), older);
};

const answersKey = ({ repositoryId, number }: Page): string => `answers:${repositoryId}:${number}`;
const foldedKey = ({ repositoryId, number }: Page): string => `folded:${repositoryId}:${number}`;

const idsIn = async (tx: Tables, key: string): Promise<readonly string[]> =>
  ((await tx.surfaces.get(key))?.state as readonly string[] | undefined) ?? [];

const keep = (tx: Tables, key: string, ids: readonly string[]): Promise<void> =>
  tx.surfaces.put({ key, externalId: null, digest: null, state: ids });
