/** A freeze at its very edges, and on the days on which clocks are moved: its times are its zone's own. */
import { afterEach, expect, it } from 'vitest';
import { HOUR } from '../../src/core/instant.ts';
import { type Pull, type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const ALL_SUNDAY = 'rrule: FREQ=WEEKLY;BYDAY=SU, starts: 2027-01-03T00:00, duration: 24h';
const AT_NIGHT = 'rrule: FREQ=DAILY, starts: 2027-01-01T02:30, duration: 30m';
const BERLIN = 'time_zone: Europe/Berlin';
const NEW_YORK = 'time_zone: America/New_York';

const run = ({ headSha }: Pull): string => story.run(headSha, 'production');

/** It is exactly then. */
const at = (instant: number): void => story.clock.advance(instant - story.clock.now());

it.each([
  [
    'a night in Berlin that is an hour shorter',
    `from: 2027-03-27T22:00, to: 2027-03-28T06:00, ${BERLIN}`,
    ['2027-03-27T21:00Z', '2027-03-28T04:00Z'],
  ],
  [
    'a Sunday of 23 hours in Berlin',
    `${ALL_SUNDAY}, ${BERLIN}`,
    ['2027-03-27T23:00Z', '2027-03-28T22:00Z'],
  ],
  [
    'a Sunday of 25 hours in Berlin',
    `${ALL_SUNDAY}, ${BERLIN}`,
    ['2027-10-30T22:00Z', '2027-10-31T23:00Z'],
  ],
  [
    'a Sunday of 23 hours in New York',
    `${ALL_SUNDAY}, ${NEW_YORK}`,
    ['2027-03-14T05:00Z', '2027-03-15T04:00Z'],
  ],
  [
    'a Sunday of 25 hours in New York',
    `${ALL_SUNDAY}, ${NEW_YORK}`,
    ['2027-11-07T04:00Z', '2027-11-08T05:00Z'],
  ],
  [
    'half an hour that does not exist, and is later then',
    `${AT_NIGHT}, ${BERLIN}`,
    ['2027-03-28T01:30Z', '2027-03-28T02:00Z'],
  ],
  [
    'half an hour that comes twice, from the first to the end of the second',
    `${AT_NIGHT}, ${BERLIN}`,
    ['2027-10-31T00:30Z', '2027-10-31T02:00Z'],
  ],
])('%s', async (_what, when, edges) => {
  const [from = 0, to = 0] = edges.map((edge) => Date.parse(edge));
  const policy = `version: 1
freezes:
  - { name: closed, ${when} }
environments:
  - name: production
`;
  story = await tellStory(policy, { begins: from - HOUR });
  const early = await story.openGreen();
  const [first, last] = [await story.openAs('bob', 'first'), await story.openAs('grace', 'last')];
  at(from - 1_000);
  await story.say('ada', early.number, '/promote production');
  expect(story.deployments('production')).toEqual([early.headSha]);
  expect(story.clock.now()).toBe(from);
  await story.say('bob', first.number, '/promote production');
  const until = `${edges[1]?.replace('T', ' ').replace('Z', ' UTC')}`;
  expect(run(first)).toBe(`in_progress: Waiting for freeze until ${until}`);
  await story.deployed('production');
  at(to - 1_000);
  await story.say('grace', last.number, '/promote production');
  expect(run(last)).toBe(`in_progress: Waiting for freeze until ${until}`);
  expect(story.deployments('production')).toEqual([early.headSha]);
  at(to);
  await story.quiet();
  expect(story.deployments('production')).toHaveLength(2);
});

it('each window has its own exception: what goes through this one waits for the next', async () => {
  story = await tellStory(
    `version: 1
freezes:
  - { name: weekend, rrule: FREQ=WEEKLY;BYDAY=SA, starts: 2027-01-02T00:00, duration: 48h, time_zone: UTC }
environments:
  - name: production
    gates: { checks: { required: [smoke] } }
`,
    { begins: Date.parse('2027-01-16T12:00Z') },
  );
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote production');
  await story.say('ada', pull.number, '/freeze except production because "nobody can pay"');
  await story.say('omar', pull.number, '/freeze except production');
  expect(run(pull)).toBe('in_progress: Waiting for checks');
  at(Date.parse('2027-01-23T00:00Z'));
  story.as('ada').setCheck(pull.headSha, 'smoke', 'success');
  await story.quiet();
  expect(run(pull)).toBe('in_progress: Waiting for freeze until 2027-01-25 00:00 UTC');
  expect(story.deployments('production')).toEqual([]);
});
