import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

holdsCorpus('predecessor');

test('is on where an environment comes after another', () => {
  const { byDefault } = gates.predecessor;
  expect(byDefault({ production: true, after: [] })).toBeNull();
  expect(byDefault({ production: false, after: ['development'] })).toEqual({});
});
