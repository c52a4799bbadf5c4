import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

holdsCorpus('approvals');

test('takes its rules from the environment and has no options', () => {
  expect(gates.approvals.byDefault({ production: false, after: [] })).toBeNull();
  expect(gates.approvals.options.safeParse({ rules: [] }).success).toBe(false);
});
