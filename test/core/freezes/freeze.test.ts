import { expect, test } from 'vitest';
import { type Freeze, freezesLoosened } from '../../../src/core/freezes/freeze.ts';
import { DAY, HOUR } from '../../../src/core/instant.ts';
import { weekend } from '../samples.ts';

const { when } = weekend();
const lasting = (durationMs: number): Freeze =>
  weekend({ when: when.kind === 'recurring' ? { ...when, durationMs } : when });
const once = (from: string, to: string): Freeze => weekend({ when: { kind: 'once', from, to } });
const both = (verbs: Freeze['verbs']): Freeze => weekend({ verbs });

test.each<
  readonly [what: string, before: readonly Freeze[], after: readonly Freeze[], loosened: boolean]
>([
  ['nothing there', [], [weekend()], false],
  ['the same', [weekend()], [weekend()], false],
  ['another reason', [weekend()], [weekend({ reason: 'Few people are there.' })], false],
  ['one more', [weekend()], [weekend({ name: 'new-year' }), weekend()], false],
  ['gone', [weekend()], [], true],
  ['another name', [weekend()], [weekend({ name: 'week-end' })], true],
  ['longer', [lasting(2 * DAY)], [lasting(3 * DAY)], false],
  ['shorter', [lasting(2 * DAY)], [lasting(2 * DAY - HOUR)], true],
  ['another zone', [weekend()], [weekend({ timeZone: 'UTC' })], true],
  [
    'another rule',
    [weekend()],
    [weekend({ when: { ...when, rule: 'FREQ=DAILY' } as never })],
    true,
  ],
  ['one verb more', [both(['promote'])], [both(['promote', 'rollback'])], false],
  ['one verb less', [both(['promote', 'rollback'])], [both(['promote'])], true],
  [
    'once, wider',
    [once('2026-12-23T18:00', '2027-01-02T08:00')],
    [once('2026-12-22T18:00', '2027-01-02T08:00')],
    false,
  ],
  [
    'once, later',
    [once('2026-12-23T18:00', '2027-01-02T08:00')],
    [once('2026-12-23T18:01', '2027-01-02T08:00')],
    true,
  ],
  [
    'once, ends before',
    [once('2026-12-23T18:00', '2027-01-02T08:00')],
    [once('2026-12-23T18:00', '2027-01-02T07:59')],
    true,
  ],
  ['once instead of every week', [weekend()], [once('2026-12-23T18:00', '2027-01-02T08:00')], true],
])('%s', (_, before, after, loosened) => {
  expect(freezesLoosened(before, after)).toEqual(loosened ? ['weekend'] : []);
});
