import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

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
