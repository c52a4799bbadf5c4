/** What of an environment's policy a rollback goes by. */
import { expect, test } from 'vitest';
import { decide, needsOf } from '../../../src/core/decide.ts';
import { rollbackPolicy } from '../../../src/core/rollback/policy.ts';
import { facts, gateSetting, NOON, policy, request, rule } from '../samples.ts';

const NOBODY = { rules: [], distinctPeople: null, via: null, afterRequest: true } as const;
const asked = policy({
  after: ['staging'],
  gates: ['quarantine', 'predecessor', 'checks', 'freeze', 'soak', 'commit-signature'].map((name) =>
    gateSetting(name),
  ),
  approvals: { ...NOBODY, rules: [rule('platform')], afterRequest: false },
  execute: 'manual',
  rollback: { gates: [], approvals: NOBODY, migrations: [] },
});

test('holds what stands whatever is deployed, and nothing of what lets a release go on', () => {
  const { environment } = rollbackPolicy(asked);
  expect(environment.gates.map(({ gate }) => gate)).toEqual([
    'quarantine',
    'freeze',
    'commit-signature',
  ]);
  expect(environment).toMatchObject({
    after: [],
    execute: 'auto',
    approvals: NOBODY,
    separationOfDuties: { level: 'off', promoteByOthers: false },
  });
});

test('adds what the policy asks of rollbacks, in the place of what held always', () => {
  const smoke = gateSetting('checks', { required: ['smoke'] });
  const signed = gateSetting('commit-signature', { signers: 'any' });
  const { environment } = rollbackPolicy(
    policy({
      ...asked.environment,
      rollback: {
        gates: [smoke, signed],
        approvals: { ...NOBODY, rules: [rule('oncall')] },
        migrations: [],
      },
    }),
  );
  expect(environment.gates.map(({ gate }) => gate)).toEqual([
    'quarantine',
    'freeze',
    'checks',
    'commit-signature',
  ]);
  expect(environment.gates.slice(2)).toEqual([smoke, signed]);
  expect(environment.separationOfDuties.level).toBe('requester');
  expect(environment.approvals.afterRequest).toBe(true);
  expect(needsOf(environment)).toContain('votes');
});

test('binds votes to another digest than that of promotions, which changes with it', () => {
  const { digest } = rollbackPolicy(asked);
  expect(digest).not.toBe(asked.digest);
  expect(rollbackPolicy(asked).digest).toBe(digest);
  expect(rollbackPolicy(policy({ ...asked.environment, onBlock: 'reject' })).digest).not.toBe(
    digest,
  );
});

test('asks nobody where nothing is left', () => {
  const bare = rollbackPolicy(policy({ ...asked.environment, gates: [] }));
  const decision = decide(bare, request({ kind: 'rollback' }), facts(), NOON);
  expect(decision).toMatchObject({ outcome: 'allow', verdicts: [] });
});
