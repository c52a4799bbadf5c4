import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

holdsCorpus('halt');

test('is on everywhere', () => {
  const { byDefault } = gates.halt;
  expect(byDefault({ production: true, after: ['staging'] })).toEqual({});
  expect(byDefault({ production: false, after: [] })).toEqual({});
});
