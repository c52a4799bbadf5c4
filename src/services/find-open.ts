/** The open promotion that a vote, a withdrawal or a question is about. */
import type { Promotion } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import { no, ok, type Result } from '../core/result.ts';
import type { Caller } from './caller.ts';
import { namedEnvironment } from './environment.ts';
import { openOnPage } from './on-page.ts';
import { type Plan, refuse } from './plan.ts';
import type { World } from './world.ts';

/**
 * Plans with the open promotion that is meant; refuses where there is none, or several could be. Of
 * several commits to one environment it is the newest that is preferred, or the newest.
 */
export const withOpen = async (
  world: World,
  caller: Caller,
  asked: string | null,
  plan: (promotion: Promotion) => Promise<Plan>,
  prefer: (promotion: Promotion) => boolean = () => true,
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
  const [only, ...others] = open;
  if (only === undefined) return no({ code: 'nothing_open', environment: environment.value });
  const environments = [...new Set(open.map((each) => each.environment))];
  if (environments.length > 1) return no({ code: 'several_open', environments });
  return ok(open.findLast(prefer) ?? others.at(-1) ?? only);
};
