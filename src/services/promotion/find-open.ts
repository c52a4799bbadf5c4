/** The open promotion that a vote, a withdrawal or a question is about. */
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import { namedEnvironment } from '../policy/environment.ts';
import type { World } from '../world.ts';
import { isOfPage, openOnPage, recentOnPage } from './on-page.ts';
import { type Plan, refuse } from './plan.ts';

/**
 * Plans with the open promotion that is meant; refuses where there is none, or several could be. Of
 * several commits to one environment it is the newest that is preferred; then the newest of the page's
 * own pull request, so that nobody votes here on what a person only asked for here; then the newest.
 */
export const withOpen = async (
  world: World,
  caller: Caller,
  asked: string | null,
  plan: (promotion: Promotion) => Promise<Plan>,
  prefer: (promotion: Promotion) => boolean = () => false,
): Promise<Plan> => {
  const found = await findOpen(world, caller, asked, prefer);
  return found.ok ? plan(found.value) : refuse(found.problem);
};

/** Without an environment there must be exactly one open promotion on the page. */
const findOpen = async (
  world: World,
  caller: Caller,
  asked: string | null,
  prefer: (promotion: Promotion) => boolean,
): Promise<Result<Promotion, Refusal>> => {
  const environment = await namedEnvironment(world, caller.repository, asked);
  if (!environment.ok) return environment;
  const open = await openOnPage(world, caller, environment.value);
  const newest = open.at(-1);
  if (newest === undefined) {
    const [last] = await recentOnPage(world, caller, environment.value);
    return no({
      code: 'nothing_open',
      environment: environment.value,
      onPullRequest: pullNumberOf(caller) !== null,
      last: last === undefined ? null : { state: last.state.kind, at: last.updatedAt },
    });
  }
  const environments = [...new Set(open.map((each) => each.environment))];
  if (environments.length > 1) return no({ code: 'several_open', environments });
  if (caller.page === null && open.length > 1) {
    const pulls = open.flatMap(({ pullNumber }) => pullNumber ?? []);
    return no({ code: 'several_pulls', environment: newest.environment, pulls });
  }
  const preferred = open.findLast(prefer);
  if (preferred !== undefined) return ok(preferred);
  const both = rollbackBesides(newest.environment, open);
  return both === null ? ok(open.findLast((each) => isOfPage(each, caller)) ?? newest) : no(both);
};

/** A yes to one of them must never be taken for the other. */
const rollbackBesides = (environment: string, open: readonly Promotion[]): Refusal | null => {
  const rollback = open.find(({ kind }) => kind === 'rollback');
  const promotion = open.find(({ kind }) => kind === 'promote');
  if (rollback === undefined || promotion === undefined) return null;
  const [rollbackTo, promoted] = [rollback.release.sha, promotion.release.sha];
  return { code: 'rollback_open_too', environment, rollbackTo, promoted };
};
