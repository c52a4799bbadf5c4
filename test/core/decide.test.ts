/** How verdicts become a decision, and what is decided where a gate cannot answer. */
import { expect, test } from 'vitest';
import { decide, needsOf, wakesOf } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { GateSetting } from '../../src/core/policy.ts';
import {
  check,
  completion,
  environment,
  facts,
  gateSetting,
  grace,
  loaded,
  NOON,
  policy,
  request,
  rule,
  sha,
  vote,
} from './samples.ts';

const calm = { separationOfDuties: { ...environment().separationOfDuties, level: 'off' } } as const;
const decideOn = (gates: readonly GateSetting[], given: Facts = facts()) =>
  decide(policy({ ...calm, gates }), request(), given, NOON);
const statuses = (gates: readonly GateSetting[], given?: Facts) =>
  decideOn(gates, given).verdicts.map((verdict) => verdict.status);

const PREDECESSOR = gateSetting('predecessor');
const CHECKS = gateSetting('checks', { required: 'all' });
const noHistory = facts({ history: loaded([]) });
const noChecks = facts({ checks: loaded([]) });

test('every verdict passes: allow', () => {
  expect(decideOn([PREDECESSOR, CHECKS]).outcome).toBe('allow');
  expect(decideOn([]).outcome).toBe('allow');
});

test('any block: deny, whatever else waits', () => {
  const given = facts({ history: loaded([]), checks: loaded([]) });
  expect(decideOn([CHECKS, PREDECESSOR], given).outcome).toBe('deny');
});

test('any wait or error: pending', () => {
  expect(decideOn([PREDECESSOR, CHECKS], noChecks).outcome).toBe('pending');
  expect(decideOn([PREDECESSOR], {}).outcome).toBe('pending');
});

test('no gate is left out because another said no', () => {
  expect(statuses([PREDECESSOR, CHECKS], noHistory)).toEqual(['block', 'pass']);
});

test('gates come by class, then as the policy has them', () => {
  const gates = [gateSetting('approvals'), CHECKS, gateSetting('contains-live'), PREDECESSOR];
  const names = decideOn(gates).verdicts.map((verdict) => verdict.gate);
  expect(names).toEqual(['contains-live', 'predecessor', 'checks', 'approvals']);
});

test('a block or an error that only warns lets pass; a wait still waits', () => {
  const lenient = (setting: GateSetting) => ({ ...setting, onFailure: 'warn' }) as const;
  expect(decideOn([lenient(PREDECESSOR)], noHistory).outcome).toBe('allow');
  expect(statuses([lenient(PREDECESSOR)], noHistory)).toEqual(['warn']);
  expect(statuses([lenient(PREDECESSOR)], {})).toEqual(['warn']);
  expect(statuses([lenient(CHECKS)], noChecks)).toEqual(['wait']);
});

test('all facts that are missing are named', () => {
  const problem = { code: 'unreachable', message: 'nobody answered' } as const;
  const { verdicts } = decideOn([gateSetting('contains-live')], { live: { ok: false, problem } });
  expect(verdicts[0]).toMatchObject({
    status: 'error',
    reasons: [
      { code: 'fact_missing', fact: 'live', problem },
      { code: 'fact_missing', fact: 'shipped', problem: null },
    ],
    changedBy: [{ kind: 'event', wake: 'deployments' }],
  });
});

test('every verdict names the facts it rests on, whatever it says', () => {
  const evidence = (given: Facts) =>
    decideOn(
      [PREDECESSOR, gateSetting('contains-live'), gateSetting('astrology')],
      given,
    ).verdicts.map((verdict) => [verdict.gate, verdict.evidence]);
  const named = [
    ['astrology', []],
    ['predecessor', ['history']],
    ['contains-live', ['live', 'shipped']],
  ];
  expect(evidence(facts())).toEqual(named);
  expect(evidence({})).toEqual(named);
});

test.each(['astrology', 'constructor', '__proto__', 'toString'])(
  'a gate %s that is not known is an error',
  (name) => {
    const { verdicts, outcome } = decideOn([gateSetting(name)]);
    expect(outcome).toBe('pending');
    expect(verdicts[0]).toMatchObject({
      status: 'error',
      version: 0,
      reasons: [{ code: 'gate_failed' }],
    });
    expect(verdicts[0]?.changedBy).toEqual([{ kind: 'event', wake: 'policy' }]);
  },
);

test('a gate that throws is an error, and the others still speak', () => {
  const broken = facts({ shipped: loaded({ relation: 'not_compared', changes: [] }) });
  expect(statuses([gateSetting('contains-live'), CHECKS], broken)).toEqual(['error', 'pass']);
});

test('facts of a wrong shape are an error, not an exception', () => {
  const broken = { checks: { ok: true, value: null } } as unknown as Facts;
  expect(statuses([CHECKS], broken)).toEqual(['error']);
});

test('options that cannot be read are an error', () => {
  expect(statuses([gateSetting('checks', { required: 'every' })])).toEqual(['error']);
});

test('rules about people hold even where no gate was named', () => {
  const bare = policy({
    gates: [],
    approvals: { ...environment().approvals, rules: [rule('platform', { teams: ['platform'] })] },
  });
  const names = decide(bare, request(), facts(), NOON).verdicts.map((verdict) => verdict.gate);
  expect(names).toEqual(['approvals', 'separation-of-duties']);
  expect(needsOf(bare.environment)).toEqual([
    'history',
    'pullRequest',
    'roster',
    'shipped',
    'votes',
  ]);
  expect(needsOf(policy({ ...calm, gates: [] }).environment)).toEqual([]);
  const byOthers = { separationOfDuties: { ...calm.separationOfDuties, promoteByOthers: true } };
  expect(needsOf(policy({ ...byOthers, gates: [] }).environment)).toContain('history');
});

test('needs and wakes are those of the active gates', () => {
  const two = policy({ ...calm, gates: [CHECKS, PREDECESSOR] });
  expect(needsOf(two.environment)).toEqual(['checks', 'history', 'requiredChecks']);
  expect(wakesOf(two.environment)).toEqual(['checks', 'deployments', 'policy']);
});

test('the hash tells for which promotion a vote was, and not what the rows are called', () => {
  const ask = {
    approvals: { ...policy().environment.approvals, rules: [rule('all', { permission: 'write' })] },
  };
  const hash = (promotionId: string, votes: Parameters<typeof vote>[1]) => {
    const cast = vote(grace, { promotionId: 'P1', policyDigest: policy(ask).digest, ...votes });
    const given = facts({ votes: loaded([cast]) });
    const { outcome, determinismHash } = decide(
      policy(ask),
      request({ id: promotionId }),
      given,
      NOON,
    );
    return { outcome, determinismHash };
  };
  const base = hash('P1', {});
  expect(base.outcome).toBe('allow');
  expect(hash('P7', { id: 'V9', promotionId: 'P7' })).toEqual(base);
  expect(hash('P7', { promotionId: 'P1' }).determinismHash).not.toBe(base.determinismHash);
});

test('the hash covers policy, request, facts, instant and verdicts, and no ids of rows', () => {
  const base = decideOn([PREDECESSOR]).determinismHash;
  const hash = (over: Parameters<typeof request>[0], at = NOON, given = facts()) =>
    decide(policy({ ...calm, gates: [PREDECESSOR] }), request(over), given, at).determinismHash;
  expect(base).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(hash({ id: 'P9' })).toBe(base);
  expect(hash({}, NOON + 1)).not.toBe(base);
  expect(hash({ pullNumber: 13 })).not.toBe(base);
  expect(hash({}, NOON, facts({ history: loaded([completion({ sha: sha('f') })]) }))).not.toBe(
    base,
  );
  expect(hash({}, NOON, facts({ history: loaded([completion({ promotionId: 'P00' })]) }))).toBe(
    base,
  );
  expect(hash({}, NOON, facts({ checks: loaded([check('other')]) }))).not.toBe(base);
});
