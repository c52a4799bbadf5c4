/** A text that is cut is a text: no character of it in half. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cut } from '../../src/core/cut.ts';

it('keeps as much as goes in, and whole characters only', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(text, fc.nat(60), (whole, most) => {
      const kept = cut(whole, most);
      expect(kept.length).toBeLessThanOrEqual(most);
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(most, whole.length) - 1);
      expect([whole.startsWith(kept), kept.isWellFormed()]).toEqual([true, true]);
    }),
  );
});
