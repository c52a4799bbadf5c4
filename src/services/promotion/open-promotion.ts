/**
 * What every request for a promotion does when it is let in: it remembers who asked, and by which
 * comment, stores the promotion, and has it looked at.
 */
import { excludesAskers } from '../../core/approvals/separation-of-duties.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import { askedAgain, hasAsked, type Requester, withAsker } from '../../core/promotion/request.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Tables } from '../../ports/store.ts';
import type { Caller } from '../caller.ts';
import { auditPromotion } from '../record.ts';
import type { World } from '../world.ts';
import { show } from './apply.ts';
import type { Plan } from './plan.ts';

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
      ...(promotion.rollback === undefined
        ? {}
        : { kind: promotion.kind, impact: promotion.rollback }),
    },
  });
  await tx.wakes.at(promotion.id, now);
  await show(world, tx, promotion, now);
};

/** The asker as the promotion remembers them. */
const requesterOf = (caller: Caller): Requester => ({
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
  const others = before
    .filter((each) => each !== own)
    .map((each) => ({ ...each, earlier: true }) as const);
  return [own === undefined ? asker : askedAgain(own, asker), ...others];
};

/** Whoever asks for what is open already counts as asking for it too. */
export const joinPromotion = (
  world: World,
  caller: Caller,
  policy: EffectivePolicy,
  {
    same,
    askedAs,
    fork,
  }: {
    readonly same: Promotion;
    readonly askedAs: Promotion['askedAs'];
    /** Whose code it is, where it comes from a fork. */
    readonly fork: string | null;
  },
): Plan => {
  const joined: Promotion = {
    ...same,
    // Whoever named the commit wants this one, whatever is pushed.
    askedAs: askedAs === 'sha' ? 'sha' : same.askedAs,
    requesters: withAsker(same.requesters, requesterOf(caller)),
    version: same.version + 1,
    updatedAt: world.clock.now(),
  };
  return {
    answer: {
      kind: 'requested',
      promotion: same,
      asked: hasAsked(same, caller.person) ? 'again' : 'joined',
      elsewhere: false,
      excludesAskers: excludesAskers(policy.environment),
      forkOf: fork,
    },
    apply: async (tx) => {
      await tx.promotions.update(joined);
      await auditPromotion(world, tx, same, {
        kind: 'promotion.requested_again',
        person: caller.person,
        body: { via: caller.via, askedAs },
      });
      // Whoever joins may not approve either: people see that at once.
      await show(world, tx, joined, world.clock.now());
      await tx.wakes.at(same.id, world.clock.now());
    },
  };
};
