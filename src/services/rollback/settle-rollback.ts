/**
 * What a rollback leaves when it has gone live: what it replaced is rolled back, what was live in
 * between is faulty, and nothing more comes by itself, though its own verification may still fail. One
 * that was not deployed leaves everything as it was.
 */
import type { Promotion } from '../../core/promotion/state.ts';
import { leftBehind, type Standing } from '../../core/rollback/tenure.ts';
import type { Tables } from '../../ports/store.ts';
import { applyOrConflict } from '../promotion/apply.ts';
import { auditPromotion } from '../record.ts';
import type { World } from '../world.ts';
import { setHold } from './holds.ts';
import { standingOf } from './standing.ts';

/** To be read before it goes live. */
export const standingFor = (tx: Tables, rollback: Promotion): Promise<Standing> =>
  standingOf(tx, rollback.repositoryId, rollback.environment);

/** `before` is what stood there before it went live. */
export const settleRollback = async (
  world: World,
  tx: Tables,
  rollback: Promotion,
  before: Standing,
): Promise<void> => {
  const left = leftBehind(before, rollback);
  const promoted = left.flatMap(({ promotion }) => promotion ?? []);
  const replaced = [before.attempt, promoted[0] ?? null].filter(isReplaceable);
  for (const each of replaced) {
    await applyOrConflict(world, tx, each, { kind: 'rolled_back', by: rollback.id }, null);
  }
  const faulty = promoted.filter(({ id }) => !replaced.some((each) => each.id === id));
  for (const { id } of faulty) await tx.rollbacks.mark(id, rollback.id, world.clock.now());
  const foreign = left.filter(({ promotion }) => promotion === null);
  for (const { entry } of foreign) {
    await tx.rollbacks.markForeign(entry, rollback.id, world.clock.now());
  }
  await auditPromotion(world, tx, rollback, {
    kind: 'rollback.replaced',
    person: null,
    body: {
      replaced: replaced.map(({ id }) => id),
      faulty: faulty.map(({ id }) => id),
      foreign: foreign.map(({ sha }) => sha),
    },
  });
  await setHold(world, tx, rollback);
};

/** One that it took the environment from has ended by that, and says so. */
const isReplaceable = (promotion: Promotion | null): promotion is Promotion => {
  if (promotion === null) return false;
  const { state } = promotion;
  return (
    state.kind === 'completed' || (state.kind === 'failed' && state.failure.code !== 'preempted')
  );
};
