import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

holdsCorpus('contains-live');

test('is on for production', () => {
  const { byDefault } = gates['contains-live'];
  expect(byDefault({ production: true, after: [] })).toEqual({});
  expect(byDefault({ production: false, after: ['development'] })).toBeNull();
});
