import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';

holdsCorpus('separation-of-duties');

test('takes its level from the environment and has no options', () => {
  const gate = gates['separation-of-duties'];
  expect(gate.byDefault({ production: false, after: [] })).toBeNull();
  expect(gate.options.safeParse({ level: 'off' }).success).toBe(false);
});
