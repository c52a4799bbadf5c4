/** The full story of the newest promotion of a page: every gate, every vote, and the record of it. */
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { whyMarkdown } from '../../messages/why.ts';
import type { Repository } from '../../ports/store.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import { linksOf } from '../links.ts';
import { namedEnvironment } from '../policy/environment.ts';
import { lastDecision } from '../promotion/last-decision.ts';
import { recentOnPage } from '../promotion/on-page.ts';
import { type Plan, refuse } from '../promotion/plan.ts';
import type { World } from '../world.ts';
import { stopsText } from './stops-view.ts';
import { verificationSteps } from './verification-view.ts';

export const whyPlan = async (
  world: World,
  caller: Caller,
  asked: string | null,
): Promise<Plan> => {
  const named = await namedEnvironment(world, caller.repository, asked);
  if (!named.ok) return refuse(named.problem);
  const [promotion = await newestOfAll(world, caller, named.value)] = await recentOnPage(
    world,
    caller,
    named.value,
  );
  const stops = await stopsText(world, caller.repository, named.value);
  if (promotion === null) {
    if (stops !== '') return { answer: { kind: 'text', markdown: stops } };
    const onPullRequest = pullNumberOf(caller) !== null;
    return refuse({ code: 'nothing_open', environment: named.value, onPullRequest, last: null });
  }
  const markdown = await whyOf(world, caller.repository, promotion);
  // What is open tells them by its gates; of what has ended they are what would hold up the next one.
  const told = isWaiting(promotion.state) || stops === '' ? [markdown] : [markdown, stops];
  return { answer: { kind: 'text', markdown: told.join('\n\n') } };
};

/** The full story of one promotion, from the store alone. */
export const whyOf = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
): Promise<string> => {
  const decision = await lastDecision(world.store, promotion.id);
  return whyMarkdown({
    promotion,
    decision:
      decision === null
        ? null
        : { body: decision.body, hash: decision.entry.hash, seq: decision.entry.seq },
    verification: await verificationSteps(world, promotion),
    links: linksOf(world, repository),
    now: world.clock.now(),
  });
};

/** A page without a pull request asks of the whole repository. */
const newestOfAll = async (
  world: World,
  caller: Caller,
  environment: string | null,
): Promise<Promotion | null> => {
  if (pullNumberOf(caller) !== null) return null;
  const where = environment === null ? {} : { environment };
  const [promotion = null] = await world.store.promotions.recent(caller.repository.id, where, 1);
  return promotion;
};
