/**
 * A button of a check run was pressed. GitHub shows buttons to everyone who can write, so the press
 * goes through the same authorisation, and the same decision, as the command it stands for.
 */
import { hasRole, type Person } from '../core/person.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Repository } from '../ports/store.ts';
import type { Caller } from '../services/caller.ts';
import { checkRunEffect } from '../services/effects.ts';
import { type Plan, refuse } from '../services/promotion/plan.ts';
import { audit } from '../services/record.ts';
import { retryOnConflict } from '../services/retry-on-conflict.ts';
import type { World } from '../services/world.ts';
import { planPress } from './press.ts';

export interface Press {
  /** The delivery it came in: one press has one effect, however often it is delivered. */
  readonly delivery: string;
  readonly repository: Repository;
  readonly person: Person;
  readonly promotionId: string;
  readonly button: string;
}

/**
 * Does what the button stands for, or says on its check run why not: also where that broke time and
 * again, and `broken` is the reference.
 */
export const pressButton = (
  world: World,
  press: Press,
  broken: string | null = null,
): Promise<void> =>
  retryOnConflict(async () => {
    const key = `press:${press.delivery}`;
    if ((await world.store.surfaces.get(key)) !== null) return;
    const promotion = await promotionOf(world, press);
    const plan =
      broken === null
        ? await planOf(world, press, promotion)
        : refuse({ code: 'broken', reference: broken });
    await write(world, press, promotion, plan, key);
  });

const promotionOf = async (world: World, press: Press): Promise<Promotion | null> => {
  const promotion = await world.store.promotions.byId(press.promotionId);
  return promotion?.repositoryId === press.repository.id ? promotion : null;
};

const planOf = async (world: World, press: Press, promotion: Promotion | null): Promise<Plan> => {
  if (promotion === null) return refuse({ code: 'stale_button' });
  const role = await world.host.roleOf(press.repository, press.person.login);
  if (!hasRole(role, 'write')) return refuse({ code: 'no_write_access' });
  const caller: Caller = {
    person: press.person,
    role,
    through: null,
    via: 'button',
    repository: press.repository,
    page:
      promotion.pullNumber === null ? null : { number: promotion.pullNumber, isPullRequest: true },
    comment: null,
    at: world.clock.now(),
  };
  const { button } = press;
  return planPress(world, caller, promotion, { button, reason: 'rejected on GitHub' });
};

const write = async (
  world: World,
  press: Press,
  promotion: Promotion | null,
  plan: Plan,
  key: string,
): Promise<void> => {
  const now = world.clock.now();
  await world.store.transaction(async (tx) => {
    await plan.apply?.(tx);
    await tx.surfaces.put({ key, externalId: null, digest: null, state: plan.answer.kind });
    if (plan.answer.kind !== 'refused') return;
    await audit(world, tx, {
      repositoryId: press.repository.id,
      kind: 'refused',
      at: now,
      promotionId: promotion?.id ?? null,
      environment: promotion?.environment ?? null,
      person: press.person,
      body: { ...plan.answer.refusal, via: 'button' },
    });
    if (promotion === null) return;
    // A button has no page to answer on: the check run itself says what was refused, and why.
    const refused = { person: press.person, refusal: plan.answer.refusal, at: now };
    await tx.surfaces.put({
      key: `refused:${promotion.id}`,
      externalId: null,
      digest: null,
      state: refused,
    });
    await tx.outbox.add(checkRunEffect(promotion, now));
  });
};
