/**
 * A recurrence rule of RFC 5545, in wall time: at most one occurrence a day, at the time of day it
 * starts with. The library reads a rule leniently; here every part and value is checked before.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { cut } from '../cut.ts';
import { DAY } from '../instant.ts';
import { type WallTime, wallTimeAt } from './wall-time.ts';

const NUMBER = (most: number): string =>
  `[+-]?(?:${Array.from({ length: most }, (_, index) => most - index).join('|')})`;
const DAY_NAME = '(?:MO|TU|WE|TH|FR|SA|SU)';
const LIST = (one: string): RegExp => new RegExp(`^${one}(?:,${one})*$`);

/**
 * Every part that may stand there, and what behind it. What has to be counted from its beginning for
 * every answer, or names a day in a roundabout way, is left out: COUNT and BYYEARDAY.
 */
const PARTS: Readonly<Record<string, RegExp>> = {
  FREQ: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  UNTIL: /^\d{8}(?:T\d{6}Z?)?$/,
  BYDAY: LIST(`(?:[+-]?[1-9]\\d?)?${DAY_NAME}`),
  BYMONTH: LIST('(?:1[0-2]|[1-9])'),
  BYMONTHDAY: LIST(NUMBER(31)),
  BYWEEKNO: LIST(NUMBER(53)),
  BYSETPOS: LIST(NUMBER(366)),
  WKST: new RegExp(`^${DAY_NAME}$`),
};

/** What is wrong with a rule, as the end of a sentence that begins with its name; null for nothing. */
export const ruleProblem = (rule: string): string | null => {
  const parts = rule.split(';');
  const names = parts.map((part) => part.split('=', 1)[0] ?? '');
  for (const [index, part] of parts.entries()) {
    const problem = partProblem(part, names.slice(0, index));
    if (problem !== null) return problem;
  }
  if (!names.includes('FREQ')) return 'needs a `FREQ`';
  try {
    read(rule, 0, 'UTC');
    return null;
  } catch (fault) {
    return `does not hold together: ${fault instanceof Error ? fault.message : String(fault)}`;
  }
};

const partProblem = (part: string, before: readonly string[]): string | null => {
  const [name = '', ...value] = part.split('=');
  if (name === '') return 'has an empty part';
  const form = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (form === undefined) return `has no part \`${shown(name)}\`; known: ${known}`;
  if (before.includes(name)) return `has \`${name}\` twice`;
  if (form.test(value.join('='))) return null;
  const hint = name === 'FREQ' ? '; known: DAILY, WEEKLY, MONTHLY, YEARLY' : '';
  return `cannot have \`${shown(part)}\`${hint}`;
};

/** A rule is looked through for so long: what it does not do by then, it hardly ever does. */
const LOOKED_AT: Readonly<Record<string, number>> = {
  DAILY: 2 * 366 * DAY,
  WEEKLY: 2 * 366 * DAY,
  MONTHLY: 4 * 366 * DAY,
  YEARLY: 12 * 366 * DAY,
};

/**
 * How far apart occurrences are where they are closest, in milliseconds; infinite for a single one,
 * null where there is none in the years that are looked at.
 */
export const shortestGap = (rule: string, starts: WallTime, zone: string): number | null => {
  const years = LOOKED_AT[/FREQ=(\w+)/.exec(rule)?.[1] ?? ''] ?? DAY;
  const all = occurrences(rule, starts, zone)(starts, starts + years);
  if (all.length === 0) return null;
  const gaps = all.slice(1).map((at, index) => at - (all[index] ?? at));
  return Math.min(Number.POSITIVE_INFINITY, ...gaps);
};

/** Occurrences from one wall time to another, both included. */
export const occurrences = (
  rule: string,
  starts: WallTime,
  zone: string,
): ((from: WallTime, to: WallTime) => readonly WallTime[]) => {
  const recurring = read(rule, starts, zone);
  return (from, to) =>
    recurring
      .between(zoneless(from), zoneless(to), true)
      .map(({ epochMilliseconds }) => epochMilliseconds);
};

const known = Object.keys(PARTS).join(', ');
const shown = (text: string): string => cut(text, 40).replaceAll('`', "'");

/** Days, weeks, months or years that are looked through for one answer. */
const MAX_PERIODS = 4_000;

const read = (rule: string, starts: WallTime, zone: string): RRuleTemporal =>
  new RRuleTemporal({
    rruleString: `RRULE:${inWallTime(rule, zone)}`,
    dtstart: zoneless(starts),
    tzid: 'UTC',
    strict: true,
    maxIterations: MAX_PERIODS,
  });

const zoneless = (wall: WallTime): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC');

/** Beside a start with a time zone, `UNTIL` is an instant; as a mere date it takes in the whole day. */
const inWallTime = (rule: string, zone: string): string =>
  rule.replace(/UNTIL=(\d{8})(?:T(\d{6})(Z?))?/, (_, date: string, time = '235959', utc) => {
    const written = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime('UTC');
    const wall =
      utc === 'Z' ? wallTimeAt(written.epochMilliseconds, zone) : written.epochMilliseconds;
    return `UNTIL=${zoneless(wall).toString({ timeZoneName: 'never', offset: 'never', smallestUnit: 'second' }).replace(/[-:]/g, '')}Z`;
  });
