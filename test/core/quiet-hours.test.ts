/** When somebody is left alone until, on the clock of where they are, also where that clock is changed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextClockChange } from '../../src/core/freezes/wall-time.ts';
import { DAY, fromIso, HOUR, toIso } from '../../src/core/instant.ts';
import { quietUntil, readHours } from '../../src/core/quiet-hours.ts';

const until = (at: string, hours: string, timeZone = 'Europe/Berlin'): string | null => {
  const window = readHours(hours);
  const from = fromIso(at);
  if (window === null || from === null) throw new Error(`not a case: ${at} ${hours}`);
  const end = quietUntil(from, { ...window, timeZone });
  return end === null ? null : toIso(end).slice(0, 16);
};

describe('hours in which somebody is left alone', () => {
  it.each([
    ['before them', '2026-06-01T10:59:00Z', '13:00-15:00', null],
    ['as they begin', '2026-06-01T11:00:00Z', '13:00-15:00', '2026-06-01T13:00'],
    ['as they end', '2026-06-01T13:00:00Z', '13:00-15:00', null],
    ['in the evening', '2026-06-01T18:00:00Z', '20:00-08:00', '2026-06-02T06:00'],
    ['after midnight', '2026-06-01T22:30:00Z', '20:00-08:00', '2026-06-02T06:00'],
    ['by day', '2026-06-01T06:00:00Z', '20:00-08:00', null],
  ])('%s', (_, at, hours, end) => {
    expect(until(at, hours)).toBe(end);
  });

  it('of no length are none, and are not taken for any', () => {
    const [at, fromMinutes] = [Date.UTC(2026, 5, 1, 10), 12 * 60];
    expect(quietUntil(at, { fromMinutes, toMinutes: fromMinutes, timeZone: 'UTC' })).toBeNull();
    expect(readHours('12:00-12:00')).toBeNull();
  });

  // 02:00 is followed by 03:00, at 01:00 UTC.
  it.each([
    ['an hour shorter', '2026-03-28T20:00:00Z', '20:00-08:00', '2026-03-29T06:00'],
    ['to a time that is skipped', '2026-03-29T00:50:00Z', '22:00-02:30', '2026-03-29T01:00'],
    ['after that', '2026-03-29T01:10:00Z', '22:00-02:30', null],
    ['from a time that is skipped', '2026-03-29T01:10:00Z', '02:30-03:30', '2026-03-29T01:30'],
  ])('as summer time begins: %s', (_, at, hours, end) => {
    expect(until(at, hours)).toBe(end);
  });

  // 03:00 is followed by 02:00, at 01:00 UTC.
  it.each([
    ['an hour longer', '2026-10-24T20:00:00Z', '20:00-08:00', '2026-10-25T07:00'],
    [
      'to a time that comes twice, the first',
      '2026-10-25T00:10:00Z',
      '22:00-02:30',
      '2026-10-25T00:30',
    ],
    ['between both', '2026-10-25T00:50:00Z', '22:00-02:30', null],
    ['the second', '2026-10-25T01:10:00Z', '22:00-02:30', '2026-10-25T01:30'],
    ['to the hour that is put back', '2026-10-25T00:50:00Z', '22:00-03:00', '2026-10-25T02:00'],
    ['interrupted by it', '2026-10-25T00:50:00Z', '02:30-03:30', '2026-10-25T01:00'],
  ])('as summer time ends: %s', (_, at, hours, end) => {
    expect(until(at, hours)).toBe(end);
  });

  it('end later, where it is quiet no more, and not before, wherever and whenever', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const start = fc.integer({ min: Date.UTC(1971, 0), max: Date.UTC(2037, 0) });
    const near = fc.integer({ min: -26 * HOUR, max: 2 * HOUR });
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ zone, start, near, share, fromMinutes: minutes, toMinutes: minutes }),
        ({ zone: timeZone, start: from, near: off, share: part, ...hours }) => {
          // Where clocks are changed at all, about when they are.
          const at = (nextClockChange(from, timeZone) ?? from) + off;
          const quiet = { ...hours, timeZone };
          const end = quietUntil(at, quiet);
          if (end === null) return;
          expect(end).toBeGreaterThan(at);
          expect(end).toBeLessThan(at + 3 * DAY);
          expect(quietUntil(end, quiet)).toBeNull();
          expect(quietUntil(at + Math.floor((end - at) * part), quiet)).toBe(end);
        },
      ),
      { numRuns: 500 },
    );
  });
});
