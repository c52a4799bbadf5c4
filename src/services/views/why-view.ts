/** The full story of the newest promotion of a page: every gate, every vote, and the record of it. */
import { resolveEnvironment } from '../../core/environments/route.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { whyMarkdown } from '../../messages/why.ts';
import { type Plan, refuse } from '../answer.ts';
import type { Caller } from '../caller.ts';
import { lastDecision } from '../last-decision.ts';
import { linksOf } from '../links.ts';
import { policyOf } from '../policies.ts';
import type { World } from '../world.ts';

export const whyPlan = async (
  world: World,
  caller: Caller,
  asked: string | null,
): Promise<Plan> => {
  const environment = await nameOf(world, caller, asked);
  if (!environment.ok) return environment.plan;
  const promotion = await newest(world, caller, environment.name);
  if (promotion === null) return refuse({ code: 'nothing_open', environment: environment.name });
  const decision = await lastDecision(world.store, promotion.id);
  const markdown = whyMarkdown({
    promotion,
    decision:
      decision === null
        ? null
        : { body: decision.body, hash: decision.entry.hash, seq: decision.entry.seq },
    context: {
      links: linksOf(world, caller.repository),
      now: world.clock.now(),
      environment: promotion.environment,
    },
  });
  return { answer: { kind: 'text', markdown } };
};

const nameOf = async (
  world: World,
  caller: Caller,
  asked: string | null,
): Promise<
  { readonly ok: true; readonly name: string | null } | { readonly ok: false; readonly plan: Plan }
> => {
  if (asked === null) return { ok: true, name: null };
  const reading = await policyOf(world, caller.repository);
  if (!reading.ok) return { ok: false, plan: refuse(reading.problem) };
  const found = resolveEnvironment(reading.value.policy, asked);
  return found.ok
    ? { ok: true, name: found.value.name }
    : { ok: false, plan: refuse(found.problem) };
};

const newest = async (
  world: World,
  caller: Caller,
  environment: string | null,
): Promise<Promotion | null> => {
  const where = {
    ...(caller.page?.isPullRequest === true ? { pullNumber: caller.page.number } : {}),
    ...(environment === null ? {} : { environment }),
  };
  const [promotion = null] = await world.store.promotions.recent(caller.repository.id, where, 1);
  return promotion;
};
