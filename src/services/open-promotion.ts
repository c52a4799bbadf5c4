/**
 * What every request for a promotion does when it is let in: it remembers who asked, and by which
 * comment, stores the promotion, and has it looked at.
 */
import { askedAgain, type Requester } from '../core/promotion/request.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Tables } from '../ports/store.ts';
import { show } from './apply.ts';
import type { Caller } from './caller.ts';
import { auditPromotion } from './record.ts';
import type { World } from './world.ts';

/** Stores a new promotion with its audit event, and has it looked at. */
export const openPromotion = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  asker: Pick<Requester, 'person' | 'via'>,
): Promise<void> => {
  const now = world.clock.now();
  await tx.promotions.insert(promotion);
  await auditPromotion(world, tx, promotion, {
    kind: 'promotion.requested',
    person: asker.person,
    body: {
      sha: promotion.release.sha,
      release: promotion.release.id,
      via: asker.via,
      askedAs: promotion.askedAs,
      pullNumber: promotion.pullNumber,
      reason: promotion.reason,
      retryOf: promotion.retryOf,
    },
  });
  await tx.wakes.at(promotion.id, now);
  await show(tx, promotion, now);
};

/** The asker as the promotion remembers them. */
export const requesterOf = (caller: Caller): Requester => ({
  person: caller.person,
  through: caller.through,
  via: caller.via,
  at: caller.at,
  ...(caller.comment === null ? {} : { comments: [caller.comment] }),
  ...(caller.page === null ? {} : { pages: [caller.page.number] }),
});

/** Who asked before still counts as asking: a retry is no way around separation of duties. */
export const requestersOf = (caller: Caller, failed: Promotion | null): Promotion['requesters'] => {
  const asker = requesterOf(caller);
  const before = failed?.requesters ?? [];
  const own = before.find(({ person }) => person.id === caller.person.id);
  if (own === undefined) return [asker, ...before];
  return [askedAgain(own, asker), ...before.filter((each) => each !== own)];
};
