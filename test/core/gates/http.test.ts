import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

holdsCorpus('http');

test('is off unless the policy names it', () => {
  expect(gates.http.byDefault({ production: true, after: [] })).toBeNull();
});
