import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

holdsCorpus('branch');

test('is on only where the policy names it', () => {
  expect(gates.branch.byDefault({ production: true, after: ['staging'] })).toBeNull();
});
