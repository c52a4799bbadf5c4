/**
 * The promotions that a person on a page speaks of: those of its pull request, and those that were
 * asked for there by the SHA of something else.
 */
import { wasAskedOn } from '../../core/promotion/request.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import type { World } from '../world.ts';

/** Open ones, oldest first; of every environment where none is named. */
export const openOnPage = async (
  world: World,
  caller: Caller,
  environment: string | null,
): Promise<readonly Promotion[]> => {
  const where = environment === null ? {} : { environment };
  const open = await world.store.promotions.open(caller.repository.id, where);
  return open.filter((each) => isOnPage(each, caller));
};

/** Of the pull request so many are looked through, and of the whole repository for what was asked here. */
const LOOKED_THROUGH = 100;

/** Open or not, newest first. */
export const recentOnPage = async (
  world: World,
  caller: Caller,
  environment: string | null,
): Promise<readonly Promotion[]> => {
  const where = environment === null ? {} : { environment };
  const pullNumber = pullNumberOf(caller);
  const { promotions } = world.store;
  const { id } = caller.repository;
  const own =
    pullNumber === null
      ? []
      : await promotions.recent(id, { ...where, pullNumber }, LOOKED_THROUGH);
  const others = (await promotions.recent(id, where, LOOKED_THROUGH)).filter(
    (each) => each.pullNumber !== pullNumber && isOnPage(each, caller),
  );
  return [...own, ...others].sort((a, b) => b.requestedAt - a.requestedAt);
};

/** Whoever is on no page speaks of the whole repository. */
const isOnPage = (promotion: Promotion, caller: Caller): boolean =>
  caller.page === null || isOfPage(promotion, caller) || wasAskedOn(promotion, caller.page.number);

/** The page's own pull request is promoted. An issue has none, and so none that is of no pull request. */
export const isOfPage = (promotion: Promotion, caller: Caller): boolean =>
  promotion.pullNumber !== null && promotion.pullNumber === pullNumberOf(caller);
