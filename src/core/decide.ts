/**
 * The one entrance to deciding. Facts in, decision out: every gate of the environment is asked, in a
 * fixed order, none is skipped because another said no, and the same facts give the same bytes.
 */
import type { CommonReason, Decision, GateVerdict, Outcome } from './decision.ts';
import { digestOf } from './digest.ts';
import type { FactName, Facts, Loaded } from './facts.ts';
import type { Changer, Gate, Given, Reason, Verdict, Wake } from './gates/gate.ts';
import { gates } from './gates/registry.ts';
import type { Instant } from './instant.ts';
import type { EffectivePolicy, EnvironmentPolicy, GateSetting } from './policy.ts';
import type { PromotionRequest } from './promotion/request.ts';

/**
 * Decides one promotion. `policy` is what holds for its environment, `facts` what `needsOf` named
 * for it, `at` the instant of the decision. A gate that cannot answer is an `error`, never an
 * exception. Throws only on facts that are no JSON.
 */
export const decide = (
  policy: EffectivePolicy,
  promotion: PromotionRequest,
  facts: Facts,
  at: Instant,
): Decision => {
  const verdicts = activeGates(policy.environment).map((setting) =>
    verdictOf(setting, { policy, promotion, facts, at }),
  );
  return {
    outcome: outcomeOf(verdicts),
    verdicts,
    at,
    determinismHash: digestOf(
      {
        policy: { environment: policy.environment, people: policy.people, since: policy.since },
        request: requestOf(promotion),
        facts: factsOf(facts),
        at,
        verdicts,
      },
      ROW_IDS,
    ),
  };
};

/** Ids that our own rows got by chance: where it matters which is which, a verdict says so. */
const ROW_IDS: ReadonlySet<string> = new Set(['promotionId', 'voteId', 'exceptionId']);

const factsOf = (facts: Facts): object => {
  const { votes, exceptions } = facts;
  return {
    ...facts,
    ...(votes === undefined ? {} : { votes: withoutIds(votes) }),
    ...(exceptions === undefined ? {} : { exceptions: withoutIds(exceptions) }),
  };
};

const withoutIds = (rows: Loaded<readonly { readonly id: string }[]>): object =>
  rows.ok ? { ...rows, value: rows.value.map(({ id: _id, ...row }) => row) } : rows;

/** The facts that the active gates of an environment ask for. */
export const needsOf = (environment: EnvironmentPolicy): readonly FactName[] =>
  unique(activeGates(environment).flatMap((setting) => gateNamed(setting.gate)?.needs ?? []));

/** The events that can change the answer in an environment. */
export const wakesOf = (environment: EnvironmentPolicy): readonly Wake[] =>
  unique(activeGates(environment).flatMap((setting) => gateNamed(setting.gate)?.wakesOn ?? []));

/** Any gate, its own types forgotten: options and facts are checked before it is asked. */
type SomeGate = Gate<string, unknown, FactName, Reason>;

const gateNamed = (name: string): SomeGate | undefined => {
  const all = gates as unknown as Readonly<Record<string, SomeGate>>;
  return Object.hasOwn(all, name) ? all[name] : undefined;
};

const unique = <T extends string>(all: readonly T[]): readonly T[] => [...new Set(all)].sort();

/** By class, then as the policy has them; freezes and rules about people hold even where no gate was named. */
const activeGates = (environment: EnvironmentPolicy): readonly GateSetting[] => {
  const { approvals, freezes = [], separationOfDuties, gates: named } = environment;
  const needed: readonly (readonly [gate: string, isNeeded: boolean])[] = [
    ['freeze', freezes.length > 0],
    ['approvals', approvals.rules.length > 0 || approvals.distinctPeople !== null],
    [
      'separation-of-duties',
      separationOfDuties.level !== 'off' || separationOfDuties.promoteByOthers,
    ],
  ];
  const implied = needed
    .filter(([gate, isNeeded]) => isNeeded && !named.some((setting) => setting.gate === gate))
    .map(([gate]): GateSetting => ({ gate, options: {}, onFailure: 'block' }));
  const classOf = (setting: GateSetting): number => gateNamed(setting.gate)?.order ?? 0;
  return [...named, ...implied].sort((a, b) => classOf(a) - classOf(b));
};

interface Asked {
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly facts: Facts;
  readonly at: Instant;
}

const verdictOf = (setting: GateSetting, asked: Asked): GateVerdict => {
  const gate = gateNamed(setting.gate);
  const verdict =
    gate === undefined
      ? failed(`this version has no gate named ${setting.gate}`, [])
      : ask(gate, setting, asked);
  const isBad = verdict.status === 'block' || verdict.status === 'error';
  return {
    gate: setting.gate,
    version: gate?.version ?? 0,
    evidence: gate?.needs ?? [],
    ...verdict,
    status: isBad && setting.onFailure === 'warn' ? 'warn' : verdict.status,
  } as GateVerdict;
};

const ask = (gate: SomeGate, setting: GateSetting, asked: Asked): Verdict => {
  const { facts, ...rest } = asked;
  const waking = gate.wakesOn.map((wake): Changer => ({ kind: 'event', wake }));
  const [missing, ...alsoMissing] = gate.needs.flatMap((fact) => missingFact(facts, fact));
  if (missing !== undefined) return unanswered([missing, ...alsoMissing], waking);
  try {
    const options = gate.options.safeParse(setting.options);
    if (!options.success) return failed('its options cannot be read', POLICY_ONLY);
    return gate.evaluate({ ...rest, options: options.data, facts: given(gate, facts) });
  } catch (fault) {
    return failed(fault instanceof Error ? fault.message : String(fault), waking);
  }
};

const missingFact = (facts: Facts, fact: FactName): readonly CommonReason[] => {
  const loaded = facts[fact];
  if (loaded === undefined) return [{ code: 'fact_missing', fact, problem: null }];
  return loaded.ok ? [] : [{ code: 'fact_missing', fact, problem: loaded.problem }];
};

const given = (gate: SomeGate, facts: Facts): Given<FactName> => {
  const values = gate.needs.map((need) => {
    const loaded = facts[need];
    return [need, loaded?.ok === true ? loaded.value : null];
  });
  return Object.fromEntries(values) as Given<FactName>;
};

const POLICY_ONLY: readonly Changer[] = [{ kind: 'event', wake: 'policy' }];

const unanswered = (
  reasons: Verdict<CommonReason>['reasons'],
  changedBy: readonly Changer[],
): Verdict<CommonReason> => ({
  status: 'error',
  reasons,
  changedBy: changedBy.length === 0 ? POLICY_ONLY : changedBy,
  until: null,
});

const failed = (message: string, changedBy: readonly Changer[]): Verdict<CommonReason> =>
  unanswered([{ code: 'gate_failed', message }], changedBy);

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
  ...(promotion.runs === undefined ? {} : { runs: promotion.runs }),
});
