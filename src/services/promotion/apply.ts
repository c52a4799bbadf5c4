/**
 * Applies one input of the state machine inside a transaction: the new state, its audit event, what
 * people will see, and who else must look again. No state changes except through here.
 */
import type { Instant } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import { stateEvent } from '../../core/promotion/events.ts';
import {
  isTerminal,
  isWaiting,
  type LifecycleInput,
  transition,
} from '../../core/promotion/lifecycle.ts';
import { byApproval, byRequest, holdsTurn } from '../../core/promotion/queue.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import { ok, type Result } from '../../core/result.ts';
import { Conflict, type Tables } from '../../ports/store.ts';
import { chatMessageEffect } from '../chat/chat-effects.ts';
import { jobAnswerEffect } from '../deployment/job-effects.ts';
import { checkRunEffect, followRulesEffect, statusCommentEffect } from '../effects.ts';
import { dropRuns } from '../inquiry/drop-runs.ts';
import { react } from '../reactions.ts';
import { auditPromotion } from '../record.ts';
import type { World } from '../world.ts';

export const apply = async (
  world: World,
  tx: Tables,
  before: Promotion,
  input: LifecycleInput,
  by: Person | null,
): Promise<Result<Promotion, Refusal>> => {
  const now = world.clock.now();
  const moved = transition(before, input, now);
  if (!moved.ok) return moved;
  const after = moved.value;
  if (after.version === before.version) return ok(after);
  await tx.promotions.update(after);
  const event = stateEvent(before, after);
  if (event !== null) {
    await auditPromotion(world, tx, after, { ...event, person: by });
  }
  await show(world, tx, after, now);
  if (isTerminal(after.state.kind) && !isTerminal(before.state.kind)) await end(tx, after, now);
  if (holdsTurn(before) && isWaiting(after.state) && !holdsTurn(after)) {
    await wakeNext(tx, after, now);
  }
  return ok(after);
};

/** The same for what was possible when it was planned: a refusal means that somebody else was first. */
export const applyOrConflict = async (...change: Parameters<typeof apply>): Promise<Promotion> => {
  const moved = await apply(...change);
  if (moved.ok) return moved.value;
  throw new Conflict(`the promotion moved on: ${moved.problem.code}`);
};

/** Everything that tells people of this promotion is to be made current. */
export const show = async (
  world: Pick<World, 'chat'>,
  tx: Tables,
  promotion: Promotion,
  now: Instant,
): Promise<void> => {
  if (world.chat !== null) await tx.outbox.add(chatMessageEffect(promotion, now));
  await tx.outbox.add(checkRunEffect(promotion, now));
  if (promotion.runs !== undefined) await tx.outbox.add(jobAnswerEffect(promotion, now));
  if (promotion.pullNumber === null) return;
  await tx.outbox.add(statusCommentEffect(promotion.repositoryId, promotion.pullNumber, now));
};

/** Frees the environment, answers those who asked, and wakes whoever may have waited for this. */
const end = async (tx: Tables, promotion: Promotion, now: Instant): Promise<void> => {
  const { repositoryId, environment, release } = promotion;
  await tx.leases.release(repositoryId, environment, promotion.id);
  await dropRuns(tx, await tx.inquiries.of(promotion.id), now);
  const word = endWord(promotion);
  for (const commentId of promotion.requesters.flatMap((each) => each.comments ?? [])) {
    if (word !== null) {
      await react(tx, { repositoryId, commentId }, { about: environment, word }, now);
    }
  }
  if (promotion.state.kind === 'completed' && promotion.kind === 'promote') {
    const { pullNumber, fork } = promotion;
    const done = { repositoryId, environment, release, pullNumber, fork: fork !== undefined };
    await tx.outbox.add(followRulesEffect(done, now));
  }
  await wakeNext(tx, promotion, now);
  const isLive = promotion.state.kind === 'completed';
  await wakeOthers(
    tx,
    promotion,
    now,
    (other) =>
      other.release.sha === release.sha ||
      other.release.tree === release.tree ||
      // What ships with it is counted from what is live; one in line is looked at when it is its turn.
      (isLive && other.environment === environment && !holdsTurn(other)),
  );
};

/**
 * The environment is free for one of those in line: the first that was approved, or the newest where
 * only that one is kept. The others need no look at GitHub before it is their turn.
 */
const wakeNext = async (
  tx: Tables,
  { id, repositoryId, environment }: Promotion,
  now: Instant,
): Promise<void> => {
  const open = await tx.promotions.open(repositoryId, { environment });
  const line = open.filter((other) => other.id !== id && holdsTurn(other));
  const first = line.toSorted(byApproval)[0];
  const newest = line.toSorted(byRequest).at(-1);
  for (const next of new Set([first, newest])) {
    if (next !== undefined) await tx.wakes.at(next.id, now);
  }
};

const wakeOthers = async (
  tx: Tables,
  { id, repositoryId }: Promotion,
  now: Instant,
  concerns: (other: Promotion) => boolean,
): Promise<void> => {
  for (const other of await tx.promotions.open(repositoryId)) {
    if (other.id !== id && concerns(other)) await tx.wakes.at(other.id, now);
  }
};

const endWord = (promotion: Promotion): 'rocket' | '-1' | null => {
  switch (promotion.state.kind) {
    case 'completed':
      return 'rocket';
    case 'failed':
    case 'rejected':
      return '-1';
    default:
      return null;
  }
};
