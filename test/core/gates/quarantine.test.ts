import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

holdsCorpus('quarantine');

test('is on everywhere', () => {
  const { byDefault } = gates.quarantine;
  expect(byDefault({ production: true, after: ['staging'] })).toEqual({});
  expect(byDefault({ production: false, after: [] })).toEqual({});
});
