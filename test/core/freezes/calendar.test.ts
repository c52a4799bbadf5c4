/** When an environment is closed, against a walk over every minute that knows nothing of windows. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { calendarOf, MAX_WINDOWS, nextOpen } from '../../../src/core/freezes/calendar.ts';
import type { Freeze, FreezeTime } from '../../../src/core/freezes/freeze.ts';
import { instantOf, isTimeZone, wallTime } from '../../../src/core/freezes/wall-time.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../../src/core/instant.ts';
import { weekend } from '../samples.ts';

const recurring = (rule: string, starts: string, durationMs: number): FreezeTime => ({
  kind: 'recurring',
  rule,
  starts,
  durationMs,
});
const at = (utc: string): Instant => Date.parse(`${utc}:00Z`);
const said = (freeze: Partial<Freeze>, utc: string): readonly string[] =>
  calendarOf([weekend(freeze)])(at(utc)).map(
    ({ from, to }) =>
      `${new Date(from).toISOString().slice(0, 16)} ${new Date(to).toISOString().slice(0, 16)}`,
  );

describe('a rule of RFC 5545', () => {
  it.each([
    ['FREQ=MONTHLY;BYDAY=-1FR', '2026-01-01T18:00', '2026-11-27T17:30', '2026-11-27T17:00'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-01T18:00', '2026-11-30T17:00', '2026-11-30T17:00'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SA', '2026-01-03T18:00', '2026-11-21T17:00', '2026-11-21T17:00'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SA', '2026-01-03T18:00', '2026-11-28T17:00', null],
    [
      'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24',
      '2026-12-24T18:00',
      '2031-12-24T18:59',
      '2031-12-24T17:00',
    ],
    ['FREQ=YEARLY', '2028-02-29T18:00', '2031-02-28T17:30', null],
    ['FREQ=YEARLY', '2028-02-29T18:00', '2032-02-29T17:30', '2032-02-29T17:00'],
    // The start need not be a day of the rule: the first one behind it is the first.
    ['FREQ=WEEKLY;BYDAY=SA', '2026-11-16T18:00', '2026-11-16T17:30', null],
    ['FREQ=WEEKLY;BYDAY=SA', '2026-11-16T18:00', '2026-11-21T17:30', '2026-11-21T17:00'],
    // To the end of the day, of the second, and of an instant that is still the day before here.
    ['FREQ=DAILY;UNTIL=20261121', '2026-11-01T18:00', '2026-11-21T17:30', '2026-11-21T17:00'],
    ['FREQ=DAILY;UNTIL=20261121T175959', '2026-11-01T18:00', '2026-11-21T17:30', null],
    [
      'FREQ=DAILY;UNTIL=20261121T170000Z',
      '2026-11-01T18:00',
      '2026-11-21T17:30',
      '2026-11-21T17:00',
    ],
    ['FREQ=DAILY;UNTIL=20261121T165959Z', '2026-11-01T18:00', '2026-11-21T17:30', null],
  ])('%s from %s is closed at %s: %s', (rule, starts, when, from) => {
    const freeze = { when: recurring(rule, starts, 2 * HOUR) };
    expect(said(freeze, when).map((each) => each.slice(0, 16))).toEqual(
      from === null ? [] : [from],
    );
  });
});

describe('the clocks', () => {
  const night = recurring('FREQ=DAILY', '2026-01-01T22:00', 8 * HOUR);

  it.each([
    ['Europe/Berlin', '2027-03-28T00:00', '2027-03-27T21:00 2027-03-28T04:00'],
    ['Europe/Berlin', '2026-10-25T00:00', '2026-10-24T20:00 2026-10-25T05:00'],
    ['America/New_York', '2027-03-14T06:00', '2027-03-14T03:00 2027-03-14T10:00'],
    ['America/New_York', '2026-11-01T06:00', '2026-11-01T02:00 2026-11-01T11:00'],
    ['Asia/Kathmandu', '2026-11-01T17:00', '2026-11-01T16:15 2026-11-02T00:15'],
    ['UTC', '2026-11-01T23:00', '2026-11-01T22:00 2026-11-02T06:00'],
  ])('in %s leave a night at its hours', (timeZone, when, window) => {
    expect(said({ timeZone, when: night }, when)).toEqual([window]);
  });

  it('cannot make a window end before it begins', () => {
    const gap = recurring('FREQ=DAILY', '2027-01-01T02:30', 30 * MINUTE);
    expect(said({ when: gap }, '2027-03-28T01:45')).toEqual(['2027-03-28T01:30 2027-03-28T02:00']);
  });

  it('are those of names that are known', () => {
    const names = ['Europe/Berlin', 'UTC', 'America/New_York', 'Europe/Berln', '+01:00', '', 'x y'];
    expect(names.filter(isTimeZone)).toEqual(['Europe/Berlin', 'UTC', 'America/New_York']);
  });
});

test('windows without an end between them are walked through, and no more than so many', () => {
  const daily = weekend({ when: recurring('FREQ=DAILY', '2026-01-01T00:00', DAY) });
  const from = at('2026-11-21T12:00');
  const next = nextOpen(calendarOf([daily]), from);
  expect(next.at).toBeNull();
  expect(next.notBefore).toBe(at('2026-11-21T23:00') + (MAX_WINDOWS - 1) * DAY);
  const workdays = weekend({
    when: recurring('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH', '2026-01-01T00:00', DAY),
  });
  const both = nextOpen(calendarOf([weekend(), workdays]), from);
  expect(new Date(both.at ?? 0).toISOString()).toBe('2026-11-26T23:00:00.000Z');
});

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
/** Around a change of the clocks in each of them. */
const DAYS = ['2027-03-28', '2026-10-25', '2027-03-14', '2026-11-01', '2026-10-04', '2027-04-04'];

const arbFreeze: fc.Arbitrary<Freeze> = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.constantFrom(0, 1, 30, 59),
    rule: fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=SA,SU', 'FREQ=MONTHLY;BYMONTHDAY=28,1'),
    minutes: fc.integer({ min: 1, max: 24 * 60 }),
  })
  .map(({ timeZone, hour, minute, rule, minutes }) => {
    const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    const when = recurring(rule, `2026-01-01T${time}`, minutes * MINUTE);
    return weekend({ timeZone, when });
  });

const arbCase = fc.record({
  freezes: fc.array(arbFreeze, { minLength: 1, maxLength: 3 }),
  from: fc
    .record({ day: fc.constantFrom(...DAYS), minute: fc.integer({ min: -2_000, max: 2_000 }) })
    .map(({ day, minute }) => at(`${day}T00:00`) + minute * MINUTE),
});

/** By days counted one after the other, and clocks read off: no rule, no windows. */
const isClosed = (freezes: readonly Freeze[], now: Instant): boolean =>
  freezes.some(({ timeZone, when }) => {
    if (when.kind !== 'recurring') return false;
    const days = Array.from({ length: 6 }, (_, back) => now + (2 - back) * DAY);
    return days.some((day) => {
      const date = new Date(day).toISOString().slice(0, 10);
      if (!isDayOf(when.rule, date)) return false;
      const start = wallTime(`${date}T${when.starts.slice(11)}`) ?? 0;
      const from = instantOf(start, timeZone);
      const to = instantOf(start + when.durationMs, timeZone);
      return from <= now && now < Math.max(to, to > from ? 0 : from + when.durationMs);
    });
  });

const isDayOf = (rule: string, date: string): boolean => {
  const day = new Date(`${date}T00:00Z`);
  if (rule.includes('BYDAY')) return [0, 6].includes(day.getUTCDay());
  return !rule.includes('BYMONTHDAY') || [28, 1].includes(day.getUTCDate());
};

test('it is closed when a walk over the days says so', () => {
  fc.assert(
    fc.property(arbCase, ({ freezes, from }) => {
      const calendar = calendarOf(freezes);
      for (let minute = 0; minute < 200; minute += 7) {
        const now = from + minute * MINUTE;
        expect(calendar(now).length > 0).toBe(isClosed(freezes, now));
      }
    }),
    { numRuns: 60 },
  );
});

test('it opens at the first minute that is open, and is closed right before', () => {
  fc.assert(
    fc.property(arbCase, ({ freezes, from }) => {
      const calendar = calendarOf(freezes);
      const { at: opens, notBefore } = nextOpen(calendar, from);
      if (opens === null) return;
      expect(notBefore).toBe(opens);
      expect(calendar(opens)).toEqual([]);
      if (opens === from) return;
      expect(calendar(opens - 1)).not.toEqual([]);
      for (let now = from; now < Math.min(opens, from + DAY); now += 13 * MINUTE) {
        expect(calendar(now)).not.toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});
