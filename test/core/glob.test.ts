import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from '../../src/core/glob.ts';

test.each([
  ['main', 'main', true],
  ['main', 'Main', false],
  ['main', 'mainline', false],
  ['release/*', 'release/2', true],
  ['release/*', 'release/', true],
  ['release/*', 'release', false],
  ['release/*', 'release/2/fix', false],
  ['release/*/fix', 'release/2/fix', true],
  ['*', 'main', true],
  ['*', 'release/2', false],
  ['*/*', 'release/2', true],
  ['v*.x', 'v2.x', true],
  ['v*.x', 'v.x', true],
  ['v*.x', 'v2.x.y', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['a*bc*c', 'abc', false],
  ['v1.2', 'v1x2', false],
])('%s and %s: %s', (pattern, name, is) => {
  expect(matchesGlob(pattern, name)).toBe(is);
});

test('is what a regular expression of the same meaning says', () => {
  const arbText = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 12 });
  const regexOf = (pattern: string): RegExp =>
    new RegExp(`^${pattern.replace(/\./g, '\\.').replace(/\*+/g, '[^/]*')}$`);
  fc.assert(
    fc.property(arbText, arbText, (pattern, name) => {
      const plain = name.replaceAll('*', '');
      expect(matchesGlob(pattern, plain)).toBe(regexOf(pattern).test(plain));
    }),
    { numRuns: 2_000 },
  );
});

test('a pattern full of stars costs no more than a long one', () => {
  const pattern = `${'a*'.repeat(120)}b`;
  expect(matchesGlob(pattern, 'a'.repeat(100_000))).toBe(false);
});
