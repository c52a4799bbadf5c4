/**
 * The one entrance to deciding. Facts in, decision out: every gate of the environment is asked, in a
 * fixed order, none is skipped because another said no, and the same facts give the same bytes.
 */
import type { CommonReason, Decision, GateVerdict, Outcome } from './decision.ts';
import { digestOf } from './digest.ts';
import type { FactName, Facts } from './facts.ts';
import type { Changer, Gate, Given, Reason, Verdict, Wake } from './gates/gate.ts';
import { gates } from './gates/registry.ts';
import type { Instant } from './instant.ts';
import type { EffectivePolicy, GateSetting } from './policy.ts';
import type { PromotionRequest } from './promotion/request.ts';

/** Any gate, its own types forgotten: options and facts are checked before it is asked. */
type SomeGate = Gate<string, unknown, FactName, Reason>;

const known: Readonly<Record<string, SomeGate | undefined>> = gates as unknown as Record<string, SomeGate>;

/**
 * Decides one promotion. `policy` is what holds for its environment, `facts` what `needsOf(policy)`
 * named, `at` the instant of the decision. Never throws.
 */
export const decide = (
  policy: EffectivePolicy,
  promotion: PromotionRequest,
  facts: Facts,
  at: Instant,
): Decision => {
  const verdicts = inOrder(policy).map((setting) => verdictOf(setting, policy, promotion, facts, at));
  const inputs = { policy: { environment: policy.environment, people: policy.people }, facts, at };
  return {
    outcome: outcomeOf(verdicts),
    verdicts,
    at,
    determinismHash: digestOf({ ...inputs, request: requestOf(promotion), verdicts }),
  };
};

/** The facts that the active gates of an environment ask for. */
export const needsOf = (policy: EffectivePolicy): readonly FactName[] =>
  unique(policy.environment.gates.flatMap((setting) => known[setting.gate]?.needs ?? []));

/** The events that can change the answer in an environment. */
export const wakesOf = (policy: EffectivePolicy): readonly Wake[] =>
  unique(policy.environment.gates.flatMap((setting) => known[setting.gate]?.wakesOn ?? []));

const unique = <T extends string>(all: readonly T[]): readonly T[] => [...new Set(all)].sort();

/** By class, then as the policy has them, then by name. */
const inOrder = (policy: EffectivePolicy): readonly GateSetting[] => {
  const classOf = (setting: GateSetting): number => known[setting.gate]?.order ?? 0;
  return policy.environment.gates.toSorted((a, b) => classOf(a) - classOf(b));
};

const verdictOf = (
  setting: GateSetting,
  policy: EffectivePolicy,
  promotion: PromotionRequest,
  facts: Facts,
  at: Instant,
): GateVerdict => {
  const gate = known[setting.gate];
  const verdict =
    gate === undefined
      ? failed(`this version has no gate named ${setting.gate}`, [])
      : ask(gate, setting, { policy, promotion, facts, at });
  const lenient = setting.onFailure === 'warn' && (verdict.status === 'block' || verdict.status === 'error');
  return {
    gate: setting.gate,
    version: gate?.version ?? 0,
    ...verdict,
    status: lenient ? 'warn' : verdict.status,
  } as GateVerdict;
};

interface Asked {
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly facts: Facts;
  readonly at: Instant;
}

const ask = (gate: SomeGate, setting: GateSetting, asked: Asked): Verdict => {
  const waking = gate.wakesOn.map((wake): Changer => ({ kind: 'event', wake }));
  const given: Record<string, unknown> = {};
  for (const need of gate.needs) {
    const fact = asked.facts[need];
    if (fact === undefined) return missing({ code: 'fact_missing', fact: need, problem: null }, waking);
    if (!fact.ok) return missing({ code: 'fact_missing', fact: need, problem: fact.problem }, waking);
    given[need] = fact.value;
  }
  const options = gate.options.safeParse(setting.options);
  if (!options.success) return failed('its options cannot be read', waking);
  try {
    const { policy, promotion, at } = asked;
    const facts = given as Given<FactName>;
    return gate.evaluate({ options: options.data, policy, promotion, facts, at });
  } catch (fault) {
    return failed(fault instanceof Error ? fault.message : String(fault), waking);
  }
};

const missing = (reason: CommonReason, changedBy: readonly Changer[]): Verdict<CommonReason> => ({
  status: 'error',
  reasons: [reason],
  changedBy: changedBy.length === 0 ? [{ kind: 'event', wake: 'policy' }] : changedBy,
  until: null,
});

const failed = (message: string, changedBy: readonly Changer[]): Verdict<CommonReason> =>
  missing({ code: 'gate_failed', message }, changedBy);

const outcomeOf = (verdicts: readonly Verdict[]): Outcome => {
  if (verdicts.some((verdict) => verdict.status === 'block')) return 'deny';
  const open = verdicts.some((verdict) => verdict.status === 'wait' || verdict.status === 'error');
  return open ? 'pending' : 'allow';
};

/** What of the request a decision rests on; ids and times of rows are left out. */
const requestOf = (promotion: PromotionRequest) => ({
  kind: promotion.kind,
  environment: promotion.environment,
  release: promotion.release,
  pullNumber: promotion.pullNumber,
  requesters: promotion.requesters.map((requester) => ({
    person: requester.person.id,
    through: requester.through?.id ?? null,
    at: requester.at,
  })),
  requestedAt: promotion.requestedAt,
});
