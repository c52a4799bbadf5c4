import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

holdsCorpus('commit-signature');

test('is on only where the policy names it', () => {
  expect(gates['commit-signature'].byDefault({ production: true, after: ['staging'] })).toBeNull();
});
