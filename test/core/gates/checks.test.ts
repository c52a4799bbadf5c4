import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';
import { check, NOON, policy, request } from '../samples.ts';

holdsCorpus('checks');

test('is off unless the policy asks for it', () => {
  expect(gates.checks.byDefault({ production: true, after: ['staging'] })).toBeNull();
});

test.each([
  [{ required: 'all' }, true],
  [{ required: 'required' }, true],
  [{ required: ['build', { name: 'test', app: 'github-actions' }] }, true],
  [{}, false],
  [{ required: [] }, false],
  [{ required: [''] }, false],
  [{ required: [{ name: 'test' }] }, false],
  [{ required: 'all', also: 'this' }, false],
])('options %j are read: %s', (options, readable) => {
  expect(gates.checks.options.safeParse(options).success).toBe(readable);
});

test('two that differ in nothing but how they failed give one answer in either order', () => {
  const [one, other] = [
    check('ci', { conclusion: 'failure' }),
    check('ci', { conclusion: 'cancelled' }),
  ];
  const ask = (checks: readonly (typeof one)[]) =>
    gates.checks.evaluate({
      options: { required: 'all' },
      policy: policy(),
      promotion: request(),
      facts: { checks, requiredChecks: null },
      at: NOON,
    });
  expect(ask([one, other])).toEqual(ask([other, one]));
  expect(ask([one, other]).status).toBe('block');
});
