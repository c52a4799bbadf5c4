/**
 * Goes through a freeze: whoever speaks first of an open window asks, with a reason; the next person
 * confirms. Each word is weighed by the same decision it would go into before it is kept.
 */
import type { AnyReason, Decision } from '../../core/decision.ts';
import type { StoredException } from '../../core/facts.ts';
import type { UnheardWhy } from '../../core/freezes/exception.ts';
import type { FreezeReason, OpenWindow } from '../../core/gates/freeze.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { HostFault } from '../../ports/code-host.ts';
import { Conflict, type Tables } from '../../ports/store.ts';
import { authorize } from '../authorize.ts';
import type { Caller } from '../caller.ts';
import { policyFor } from '../policy/policy-for.ts';
import { evaluate } from '../promotion/evaluate.ts';
import { type Plan, refuse } from '../promotion/plan.ts';
import { auditPromotion } from '../record.ts';
import type { World } from '../world.ts';

export const exceptFreeze = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
  reason: string | null,
): Promise<Plan> => {
  const { environment, state } = promotion;
  const policy = await policyFor(world, caller.repository, promotion);
  if (!policy.ok) return refuse(policy.problem);
  const ask: Ask = { world, caller, promotion, policy: policy.value };
  const frozen = isWaiting(state) ? await frozenNow(ask) : undefined;
  if (frozen === undefined) return refuse({ code: 'not_frozen', environment });
  const waiting = frozen.windows.filter(({ exception }) => isAsked(exception));
  const untouched = frozen.windows.filter(({ exception }) => (exception?.asked ?? null) === null);
  const others = waiting.filter(({ exception }) => !isBy(exception, caller));
  if (others.length > 0) return confirm(ask, others, reason);
  if (untouched.length > 0) return askFor(ask, untouched, frozen, reason);
  return refused(ask, { code: 'asked_for_it' });
};

interface Ask {
  readonly world: World;
  readonly caller: Caller;
  readonly promotion: Promotion;
  readonly policy: EffectivePolicy;
}

type Frozen = Extract<FreezeReason, { readonly code: 'frozen' }>;

/** Asked for and not confirmed. */
const isAsked = (exception: OpenWindow['exception']): boolean =>
  exception !== null && exception.asked !== null && exception.confirmed === null;

const isBy = (exception: OpenWindow['exception'], { person }: Caller): boolean =>
  exception?.asked?.person.id === person.id;

const askFor = async (
  ask: Ask,
  windows: readonly OpenWindow[],
  { except, excluded }: Frozen,
  reason: string | null,
): Promise<Plan> => {
  const { world, caller, policy, promotion } = ask;
  const allowed = await authorize(world, caller, policy, 'promote');
  if (!allowed.ok) return refuse(allowed.problem);
  if (caller.person.machine) return refused(ask, { code: 'machine' });
  if (reason === null) return refuse({ code: 'reason_missing', verb: 'freeze except' });
  const { environment } = promotion;
  const freezes = windows.map(({ freeze }) => freeze);
  const asked = [caller.person];
  return {
    answer: { kind: 'exception_asked', environment, freezes, except, excluded, asked },
    apply: (tx) => keep(ask, tx, 'exception.asked', wordsOf(ask, windows, reason)),
  };
};

const confirm = async (
  ask: Ask,
  windows: readonly OpenWindow[],
  reason: string | null,
): Promise<Plan> => {
  const { world, caller, policy, promotion } = ask;
  if (caller.person.machine || caller.through !== null) return refused(ask, { code: 'machine' });
  const allowed = await authorize(world, caller, policy, 'except');
  if (!allowed.ok) return refuse(allowed.problem);
  const words = wordsOf(ask, windows, reason);
  const { decision } = await evaluate(world, {
    repository: caller.repository,
    policy,
    promotion,
    considered: { person: caller.person, role: caller.role, exceptions: words },
  });
  const why = whyUnheard(decision, words);
  if (why !== undefined) return refused(ask, why);
  return {
    answer: { kind: 'exception_confirmed', promotion },
    apply: (tx) => keep(ask, tx, 'exception.confirmed', words),
  };
};

const refused = ({ promotion }: Ask, why: UnheardWhy): Plan =>
  refuse({ code: 'exception_not_confirmed', environment: promotion.environment, why });

/** What holds it now; undefined where no window does. */
const frozenNow = async ({
  world,
  caller,
  policy,
  promotion,
}: Ask): Promise<Frozen | undefined> => {
  const { repository } = caller;
  const { decision } = await evaluate(world, { repository, policy, promotion });
  if (decision.verdicts.some(({ gate, status }) => gate === 'freeze' && status === 'error'))
    throw new HostFault('unreachable', 'GitHub did not tell whether a freeze holds this up.');
  return freezeReasons(decision).find((reason) => reason.code === 'frozen');
};

const freezeReasons = ({ verdicts }: Decision): readonly FreezeReason[] =>
  verdicts
    .filter(({ gate }) => gate === 'freeze')
    .flatMap(({ reasons }) => reasons.filter(isFreezeReason));

const isFreezeReason = (reason: AnyReason): reason is FreezeReason =>
  reason.code === 'frozen' || reason.code === 'excepted' || reason.code === 'not_frozen';

const whyUnheard = (
  decision: Decision,
  words: readonly StoredException[],
): UnheardWhy | undefined =>
  freezeReasons(decision)
    .flatMap((reason) => ('windows' in reason ? reason.windows : []))
    .flatMap(({ exception }) => exception?.unheard ?? [])
    .find(({ exceptionId }) => words.some(({ id }) => id === exceptionId))?.why;

const wordsOf = (
  { world, caller, policy, promotion }: Ask,
  windows: readonly OpenWindow[],
  reason: string | null,
): readonly StoredException[] =>
  windows.map(({ freeze, from }) => ({
    id: world.clock.newId(),
    promotionId: promotion.id,
    freeze,
    from,
    person: caller.person,
    via: caller.via,
    at: caller.at,
    reason,
    policyDigest: policy.digest,
  }));

const keep = async (
  { world, caller, promotion }: Ask,
  tx: Tables,
  kind: 'exception.asked' | 'exception.confirmed',
  words: readonly StoredException[],
): Promise<void> => {
  const current = await tx.promotions.byId(promotion.id);
  if (current === null || !isWaiting(current.state)) throw new Conflict('no longer waiting');
  for (const exception of words) {
    await tx.exceptions.insert(exception);
    const { person } = caller;
    await auditPromotion(world, tx, promotion, { kind, person, body: { exception } });
  }
  await tx.wakes.at(promotion.id, world.clock.now());
};
