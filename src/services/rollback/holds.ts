/**
 * Holds: after a rollback nothing is promoted to an environment by itself, until what a person asks for
 * there completes. Asking alone lifts nothing, as what was asked for may never get there; and neither
 * does what was asked for before the rollback, by somebody who could not know of it.
 */
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import { isByRule } from '../../core/promotion/request.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { isSameContent, type Release } from '../../core/release.ts';
import type { Tables } from '../../ports/store.ts';
import { applyOrConflict } from '../promotion/apply.ts';
import { auditPromotion } from '../record.ts';
import type { World } from '../world.ts';

/** Whether nothing may be promoted there by itself. */
export const isHeld = async (
  tx: Pick<Tables, 'holds'>,
  repositoryId: number,
  environment: string,
): Promise<boolean> => (await tx.holds.of(repositoryId, environment)) !== null;

/** Whether the release was rolled back there, or past, and has not completed there since. */
export const isFaulty = async (
  tx: Pick<Tables, 'ledger'>,
  repositoryId: number,
  environment: string,
  release: Release,
): Promise<boolean> => {
  const completions = await tx.ledger.completions(repositoryId, release);
  const here = completions.filter(
    (each) => each.environment === environment && isSameContent(each, release),
  );
  const [newest] = here.toSorted((a, b) => b.at - a.at);
  return newest !== undefined && (newest.rolledBack || newest.faulty);
};

/** What a rule asked for and still waits does not go there either. */
export const setHold = async (world: World, tx: Tables, rollback: Promotion): Promise<void> => {
  const { id, repositoryId, environment, requesters, reason } = rollback;
  const [{ person }] = requesters;
  const since = world.clock.now();
  await tx.holds.put({ repositoryId, environment, promotionId: id, by: person, reason, since });
  await auditPromotion(world, tx, rollback, { kind: 'hold.set', person, body: { reason } });
  for (const each of await tx.promotions.open(repositoryId, { environment })) {
    if (!isWaiting(each.state) || !isByRule(each)) continue;
    await applyOrConflict(world, tx, each, { kind: 'cancelled', by: person, why: 'held' }, person);
  }
};

/** Where a promotion by hand has completed. */
export const liftHold = async (world: World, tx: Tables, promotion: Promotion): Promise<void> => {
  const { repositoryId, environment } = promotion;
  const hold = await tx.holds.of(repositoryId, environment);
  if (hold === null || promotion.requestedAt < hold.since) return;
  const byHand = promotion.requesters.find(
    ({ person, through }) => !person.machine && through === null,
  );
  if (byHand === undefined) return;
  await tx.holds.lift(repositoryId, environment);
  await auditPromotion(world, tx, promotion, {
    kind: 'hold.lifted',
    person: byHand.person,
    body: { rollback: hold.promotionId },
  });
};
