/** What GitHub does not take for hours, or loses, is made when it can be: nothing is given up before. */
import { afterEach, expect, it } from 'vitest';
import { type Pull, type Story, tellStory } from './story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HIDDEN = 1_000;

let story: Story;
afterEach(async () => {
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
});

const begin = async (): Promise<Pull> => {
  story = await tellStory();
  return story.openGreen();
};
const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');
const runIds = ({ headSha }: Pull): readonly number[] =>
  story.sandbox.read
    .checkRuns(headSha)
    .filter(({ name }) => name === 'promote / staging')
    .map(({ id }) => id);

/** GitHub answers nothing for so long, but that it is away. */
const away = async (ms: number): Promise<void> => {
  const ends = story.clock.now() + ms;
  while (story.clock.now() < ends) {
    story.sandbox.fail({ status: 502, times: HIDDEN });
    await story.later(10 * MINUTE);
  }
  story.sandbox.heal();
};

it('a command that came in an outage of six hours is answered after it', async () => {
  const pull = await begin();
  story.sandbox.fail({ status: 502, times: HIDDEN });
  await story.say('ada', pull.number, '/promote staging');
  await away(6 * HOUR);
  await story.later(20 * MINUTE);
  expect(story.deployments('staging')).toEqual([]);
  expect(story.replies(pull.number)).toHaveLength(1);
  expect(story.lastReply(pull.number)).toContain('is more than 15 minutes old. It was not run.');
});

it('how a promotion ended is shown, though GitHub was away for six hours when it did', async () => {
  const pull = await begin();
  await story.say('ada', pull.number, '/promote staging');
  story.sandbox.fail({ status: 502, times: HIDDEN });
  await story.deployed('staging');
  await away(6 * HOUR);
  await story.later(20 * MINUTE);
  expect(run(pull)).toContain('success: Deployed');
  expect(story.deployments('staging')).toHaveLength(1);
});

it('a check run that GitHub has no more is made anew by the next news', async () => {
  const pull = await begin();
  await story.say('ada', pull.number, '/promote staging');
  const [lost = 0] = runIds(pull);
  story.sandbox.loseCheckRun(lost);
  await story.deployed('staging');
  expect(run(pull)).toContain('success: Deployed');
  expect(runIds(pull)).not.toContain(lost);
});

it('it is found within an hour where there is no news, and looked for no oftener', async () => {
  const pull = await begin();
  story.as('ada').setCheck(pull.headSha, 'test', null);
  await story.say('ada', pull.number, '/promote staging');
  const shown = run(pull);
  await story.later(5 * MINUTE);
  story.sandbox.loseCheckRun(runIds(pull)[0] ?? 0);
  expect(run(pull)).toBe('none');
  for (let minutes = 0; minutes < 65; minutes += 5) await story.later(5 * MINUTE);
  expect([run(pull), runIds(pull).length]).toEqual([shown, 1]);
  const looks = story.sandbox.calls.filter(({ route }) => route.endsWith('/check-runs'));
  expect(looks.filter(({ method }) => method === 'GET').length).toBeLessThan(4);
});
