/**
 * The one reaction that a commanding comment bears. Each of its commands, and what became of each
 * promotion it asked for, has a word here; people see the worst of those that stand.
 */
import type { Instant } from '../core/instant.ts';
import type { Reaction } from '../ports/code-host.ts';
import type { Tables } from '../ports/store.ts';
import { reactionEffect } from './effects.ts';

type Word = Exclude<Reaction, 'eyes'>;

/** By what was answered: a command's place in its comment, or an environment it asked for. */
type Words = Readonly<Record<string, Word | null>>;

const WORST_FIRST: readonly Word[] = ['-1', 'confused', 'rocket', '+1'];

/** A later word about the same takes the place of the earlier one. */
export const react = async (
  tx: Tables,
  comment: { readonly repositoryId: number; readonly commentId: string },
  { about, word }: { readonly about: string; readonly word: Word | null },
  now: Instant,
): Promise<void> => {
  const key = keyOf(comment.commentId);
  const words = { ...(await wordsOf(tx, comment.commentId)), [about]: word };
  await tx.surfaces.put({ key, externalId: null, digest: null, state: words });
  await tx.outbox.add(reactionEffect(comment, now));
};

/** 👀 until there is an answer; null where the answer needs none. */
export const reactionTo = async (tx: Tables, commentId: string): Promise<Reaction | null> => {
  const words = await wordsOf(tx, commentId);
  if (words === null) return 'eyes';
  return WORST_FIRST.find((word) => Object.values(words).includes(word)) ?? null;
};

const wordsOf = async (tx: Tables, commentId: string): Promise<Words | null> =>
  ((await tx.surfaces.get(keyOf(commentId)))?.state as Words | undefined) ?? null;

const keyOf = (commentId: string): string => `answered:${commentId}`;
