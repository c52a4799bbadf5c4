/** What is wrong with the freezes of a policy file: times and rules that name no window, or several at once. */
import { durationMs } from '../../core/duration.ts';
import { ruleProblem, shortestGap } from '../../core/freezes/rule.ts';
import { instantOf, isSkipped, isTimeZone, wallTime } from '../../core/freezes/wall-time.ts';
import { DAY } from '../../core/instant.ts';
import { closest } from '../../core/names.ts';
import { type FreezeText, isFor } from './keys/freezes.ts';
import {
  type Path,
  type Places,
  type PolicyProblem,
  type ProblemCode,
  problemAt,
} from './problem.ts';
import { span } from './said.ts';
import type { PolicyText } from './schema.ts';

/** Each is looked through for years to come. */
const MAX_FREEZES = 50;

export const freezeProblems = (text: PolicyText, places: Places): readonly PolicyProblem[] => {
  const all = [text, ...text.environments, ...(text.floors ?? [])].reduce(
    (sum, { freezes = [] }) => sum + freezes.length,
    0,
  );
  if (all > MAX_FREEZES) {
    const message = `The file has ${all} freezes; expected at most ${MAX_FREEZES}.`;
    return [problemAt(places(['freezes']), ['freezes'], { code: 'too_big', message })];
  }
  const known = text.environments.map(({ name }) => name);
  const common = (text.freezes ?? []).flatMap((freeze, index) => {
    const path = ['freezes', index];
    return [
      ...oneProblems(freeze, tellerAt(path, places)),
      ...unknownEnvironments(freeze.environments ?? [], known, tellerAt(path, places)),
    ];
  });
  const own = text.environments.flatMap((environment, index) => {
    const shared = (text.freezes ?? []).filter((each) => isFor(each, environment.name));
    const names = shared.map(({ name }) => name);
    return (environment.freezes ?? []).flatMap((freeze, position) => {
      const tell = tellerAt(['environments', index, 'freezes', position], places);
      const twice = names.includes(freeze.name) ? [sameName(freeze, tell)] : [];
      names.push(freeze.name);
      return [...oneProblems(freeze, tell), ...twice];
    });
  });
  return [...common, ...sharedNames(text, places), ...own, ...ofFloors(text, places)];
};

const ofFloors = (text: PolicyText, places: Places): readonly PolicyProblem[] =>
  (text.floors ?? []).flatMap(({ freezes = [] }, index) =>
    freezes.flatMap((freeze, position) => {
      const tell = tellerAt(['floors', index, 'freezes', position], places);
      const isTwice = freezes.slice(0, position).some(({ name }) => name === freeze.name);
      return [...oneProblems(freeze, tell), ...(isTwice ? [sameName(freeze, tell)] : [])];
    }),
  );

type Tell = (
  rest: Path,
  code: ProblemCode,
  message: string,
  more?: Pick<PolicyProblem, 'found' | 'didYouMean'>,
) => PolicyProblem;

const tellerAt =
  (at: Path, places: Places): Tell =>
  (rest, code, message, more) => {
    const path = [...at, ...rest];
    return problemAt(places(path), path, { code, message, ...more });
  };

const sameName = ({ name }: FreezeText, tell: Tell): PolicyProblem =>
  tell(
    ['name'],
    'duplicate_name',
    `Two freezes of one environment are called ${span(name)}: give each its own name.`,
  );

/** Two of the top may have one name where no environment has both. */
const sharedNames = (text: PolicyText, places: Places): readonly PolicyProblem[] => {
  const all = text.freezes ?? [];
  return all.flatMap((freeze, index) => {
    const clashes = all
      .slice(0, index)
      .some(
        (before) =>
          before.name === freeze.name &&
          text.environments.some(({ name }) => isFor(before, name) && isFor(freeze, name)),
      );
    return clashes ? [sameName(freeze, tellerAt(['freezes', index], places))] : [];
  });
};

const unknownEnvironments = (
  named: readonly string[],
  known: readonly string[],
  tell: Tell,
): readonly PolicyProblem[] =>
  named.flatMap((name, position) => {
    if (known.includes(name)) return [];
    const didYouMean = closest(name, known);
    const hint = didYouMean === null ? '' : ` Did you mean ${span(didYouMean)}?`;
    const message = `There is no environment ${span(name)}.${hint} Known: ${known.join(', ')}.`;
    const path = ['environments', position];
    return [tell(path, 'unknown_environment', message, { found: name, didYouMean })];
  });

const KEYS = 'give it `from` and `to`, or `rrule`, `starts` and `duration`';

/** What is wrong with each value on its own; only where nothing is, whether they go together. */
const oneProblems = (freeze: FreezeText, tell: Tell): readonly PolicyProblem[] => {
  const { from, to, rrule, starts, duration, time_zone: zone } = freeze;
  const apart = [
    ...formProblems(freeze, tell),
    ...zoneProblems(zone, tell),
    ...timeProblems('from', from, zone, tell),
    ...timeProblems('to', to, zone, tell),
    ...timeProblems('starts', starts, zone, tell),
    ...durationProblems(duration, tell),
    ...ruleProblems(rrule, tell),
  ];
  if (apart.length > 0) return apart;
  return rrule === undefined ? endProblems(freeze, tell) : recurrenceProblems(freeze, tell);
};

const formProblems = (
  { name, from, to, rrule, starts, duration }: FreezeText,
  tell: Tell,
): readonly PolicyProblem[] => {
  const once = [from, to].filter((each) => each !== undefined).length;
  const recurring = [rrule, starts, duration].filter((each) => each !== undefined).length;
  if ((once === 2 && recurring === 0) || (once === 0 && recurring === 3)) return [];
  const how = once > 0 && recurring > 0 ? 'is both once and recurring' : 'does not say when';
  return [tell([], 'not_configured', `The freeze ${span(name)} ${how}: ${KEYS}.`)];
};

const zoneProblems = (zone: string, tell: Tell): readonly PolicyProblem[] => {
  if (isTimeZone(zone)) return [];
  const message = `There is no time zone ${span(zone)}; expected a name such as \`Europe/Berlin\` or \`UTC\`.`;
  return [tell(['time_zone'], 'unknown_time_zone', message, { found: zone, didYouMean: null })];
};

/** Instants of farther years would be of no use, and some have none. */
const YEARS = /^(?:19[7-9]\d|20\d\d|21\d\d)-/;

const timeProblems = (
  key: 'from' | 'to' | 'starts',
  text: string | undefined,
  zone: string,
  tell: Tell,
): readonly PolicyProblem[] => {
  if (text === undefined) return [];
  const wall = YEARS.test(text) ? wallTime(text) : null;
  const found = { found: text, didYouMean: null };
  if (wall === null) {
    const message = `No calendar has ${span(text)} between the years 1970 and 2199.`;
    return [tell([key], 'no_such_time', message, found)];
  }
  if (!isTimeZone(zone) || !isSkipped(wall, zone)) return [];
  const message = `There is no ${span(text)} in ${span(zone)}: the clocks jump over it.`;
  return [tell([key], 'no_such_time', message, found)];
};

const endProblems = (
  { from = '', to = '', time_zone: zone }: FreezeText,
  tell: Tell,
): readonly PolicyProblem[] => {
  const [start, end] = [from, to].map((each) => instantOf(wallTime(each) ?? 0, zone));
  if (start !== undefined && end !== undefined && start < end) return [];
  const message = `It ends at ${span(to)}, and begins at ${span(from)} only.`;
  return [tell(['to'], 'ends_before_start', message, { found: to, didYouMean: null })];
};

const MAX_DAYS = 366;

const durationProblems = (duration: string | undefined, tell: Tell): readonly PolicyProblem[] => {
  if (duration === undefined) return [];
  const lasts = durationMs(duration);
  if (lasts <= 0) return [tell(['duration'], 'no_time', `${span(duration)} is no time at all.`)];
  if (lasts <= MAX_DAYS * DAY) return [];
  const message = `${span(duration)} is too long; expected at most ${MAX_DAYS}d.`;
  return [tell(['duration'], 'too_big', message)];
};

const ruleProblems = (rrule: string | undefined, tell: Tell): readonly PolicyProblem[] => {
  const problem = rrule === undefined ? null : ruleProblem(rrule);
  if (rrule === undefined || problem === null) return [];
  const message = `The rule ${span(rrule)} ${problem}.`;
  return [tell(['rrule'], 'bad_rule', message, { found: rrule, didYouMean: null })];
};

const recurrenceProblems = (
  { rrule = '', starts = '', duration = '', time_zone: zone }: FreezeText,
  tell: Tell,
): readonly PolicyProblem[] => {
  const gap = shortestGap(rrule, wallTime(starts) ?? 0, zone);
  if (gap === null) {
    const message = `The rule ${span(rrule)} names no day from ${span(starts)} on, or none for years.`;
    return [tell(['rrule'], 'bad_rule', message, { found: rrule, didYouMean: null })];
  }
  if (durationMs(duration) <= gap) return [];
  const message = `It lasts ${span(duration)} and begins again after ${gap / DAY}d: it would not end before.`;
  return [tell(['duration'], 'overlaps_itself', message, { found: duration, didYouMean: null })];
};
