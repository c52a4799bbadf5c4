/** `freezes:` when an environment is closed; at the top of the file for several environments at once. */
import { z } from 'zod';
import { durationMs } from '../../../core/duration.ts';
import { FROZEN_VERBS, type Freeze } from '../../../core/freezes/freeze.ts';
import { WALL_TIME } from '../../../core/freezes/wall-time.ts';
import { duration, mapping, name } from './plain.ts';

const TIME = 'a local time such as 2026-12-23T18:00';
const localTime = z.string(TIME).regex(WALL_TIME, TIME);

const freezeShape = {
  name: name.describe('Shown to people; must be unique in the environment.'),
  reason: z.string().min(1).max(500).optional().describe('Why, for those who meet it.'),
  from: localTime.optional().describe('When it begins, where it is once.'),
  to: localTime.optional().describe('When it ends; by then it is open again.'),
  rrule: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe('How it recurs, where it does: a rule of RFC 5545 such as `FREQ=WEEKLY;BYDAY=SA`.'),
  starts: localTime
    .optional()
    .describe('From when on it recurs, and at which time of day it begins.'),
  duration: duration.optional().describe('How long it is closed each time, on the local clock.'),
  time_zone: z
    .string()
    .max(100)
    .describe('The clock that its times are read on, as Europe/Berlin or UTC.'),
  verbs: z
    .array(z.enum(FROZEN_VERBS))
    .min(1)
    .optional()
    .describe('What it holds up; promote when left out.'),
};
const A_FREEZE = mapping('a mapping such as `name: weekend`');

export const freezesKey = z
  .array(z.strictObject(freezeShape, A_FREEZE))
  .max(50)
  .optional()
  .meta({ title: 'freezes as at the top', description: 'When this environment is closed.' });

export const commonFreezesKey = z
  .array(
    z.strictObject(
      {
        environments: z
          .array(name)
          .min(1)
          .optional()
          .describe('The environments that it closes; all when left out.'),
        ...freezeShape,
      },
      A_FREEZE,
    ),
  )
  .max(50)
  .optional()
  .describe('When several environments are closed.');

export type FreezeText = NonNullable<z.infer<typeof freezesKey>>[number];
type CommonText = NonNullable<z.infer<typeof commonFreezesKey>>[number];

/** Those of the whole file that close this environment, then its own; nothing where there are none. */
export const buildFreezes = (
  environment: string,
  common: readonly CommonText[] = [],
  own: readonly FreezeText[] = [],
): { readonly freezes?: readonly Freeze[] } => {
  const freezes = [...common.filter((each) => isFor(each, environment)), ...own].map(buildFreeze);
  return freezes.length === 0 ? {} : { freezes };
};

export const isFor = ({ environments }: CommonText, environment: string): boolean =>
  environments?.includes(environment) ?? true;

/** Which keys there must be was seen to in `freeze-problems.ts`. */
const buildFreeze = (text: FreezeText): Freeze => ({
  name: text.name,
  reason: text.reason ?? null,
  timeZone: text.time_zone,
  verbs: text.verbs ?? ['promote'],
  when:
    text.rrule === undefined
      ? { kind: 'once', from: text.from ?? '', to: text.to ?? '' }
      : {
          kind: 'recurring',
          rule: text.rrule,
          starts: text.starts ?? '',
          durationMs: durationMs(text.duration ?? ''),
        },
});
