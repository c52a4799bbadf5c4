/** Webhooks that did not arrive are asked for again: GitHub sends nothing twice by itself. */
import { afterEach, expect, it } from 'vitest';
import { type Pull, type Story, tellStory } from './story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const COMMENTS = '/repos/{owner}/{repo}/issues/comments';
const LIST = 'GET /app/hook/deliveries';
const CHECK_RUNS = 'POST /repos/{owner}/{repo}/check-runs';

let story: Story;
afterEach(async () => {
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
});

/** Nobody listens while it is done. */
const unheard = async (what: () => void): Promise<void> => {
  const { url, secret } = story;
  story.sandbox.connectApp({ url: 'http://127.0.0.1:9/none', secret });
  what();
  await story.sandbox.settled();
  story.sandbox.connectApp({ url: `${url}/api/github/webhooks`, secret });
};
const attempts = (event: string): readonly number[] =>
  story.sandbox.deliveries.filter((each) => each.event === event).map(({ status }) => status);
const asked = (): number =>
  story.sandbox.calls.filter(({ route }) => route.endsWith('/attempts')).length;
const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');

const begin = async (): Promise<Pull> => {
  story = await tellStory();
  return story.openGreen();
};

it('a command given while nobody listened is run when the app looks', async () => {
  const pull = await begin();
  await unheard(() => story.as('ada').comment(pull.number, '/promote staging'));
  await story.later(1_000);
  expect(run(pull)).toBe('none');
  await story.later(5 * MINUTE);
  await story.deployed('staging');
  expect(run(pull)).toContain('success: Deployed');
  expect(asked()).toBe(1);
});

it('it is found at start as well, and answered as too old after a quarter of an hour', async () => {
  const pull = await begin();
  await unheard(() => story.as('ada').comment(pull.number, '/promote staging'));
  story.clock.advance(16 * MINUTE);
  await story.restart();
  await story.quiet();
  expect(story.deployments('staging')).toEqual([]);
  expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
    `"I was away, and \`/promote staging\` is more than 15 minutes old. It was not run. Ask again if you still want it."`,
  );
});

it('what arrived is not asked for again, though GitHub did not hear our answer', async () => {
  const pull = await begin();
  await unheard(() => story.as('ada').comment(pull.number, '/promote staging'));
  const lost = story.sandbox.deliveries.find(({ event }) => event === 'issue_comment');
  story.sandbox.redeliver(lost?.id ?? '');
  await story.quiet();
  expect(story.deployments('staging')).toHaveLength(1);
  await story.later(5 * MINUTE);
  expect(asked()).toBe(0);
});

it('what fails again is asked for after growing waits, once for each event', async () => {
  const pull = await begin();
  await unheard(() => story.as('ada').comment(pull.number, 'a word'));
  const failing = attempts('issue_comment').length;
  const { secret } = story;
  const tries: number[] = [];
  for (let minutes = 5; minutes <= 60; minutes += 5) {
    story.sandbox.connectApp({ url: 'http://127.0.0.1:9/none', secret });
    await story.later(5 * MINUTE);
    tries.push(attempts('issue_comment').length - failing);
  }
  expect(tries).toMatchInlineSnapshot(`
    [
      1,
      1,
      2,
      2,
      2,
      2,
      3,
      3,
      3,
      3,
      3,
      3,
    ]
  `);
  expect(attempts('issue_comment').every((status) => status === 502)).toBe(true);
});

it('an outage of seventy hours is caught up with, a hundred events at a time', async () => {
  const pull = await begin();
  const before = story.sandbox.deliveries.length;
  await unheard(() => {
    for (let n = 0; n < 130; n += 1) story.as('ada').comment(pull.number, `word ${n}`);
    story.as('ada').comment(pull.number, '/promote staging');
  });
  const ids = story.sandbox.deliveries.slice(before).map(({ id }) => id);
  const arrived = async () => (await story.app.world.store.inbox.known(ids)).size;
  story.clock.advance(70 * HOUR);
  await story.restart();
  await story.quiet();
  expect(await arrived()).toBe(100);
  await story.later(5 * MINUTE);
  expect(await arrived()).toBe(131);
  expect(story.deployments('staging')).toEqual([]);
  expect(story.lastReply(pull.number)).toContain('is more than 15 minutes old. It was not run.');
});

it('what is older than GitHub keeps is asked for no more', async () => {
  const pull = await begin();
  await unheard(() => story.as('ada').comment(pull.number, '/promote staging'));
  story.clock.advance(73 * HOUR);
  await story.restart();
  await story.quiet();
  expect(asked()).toBe(0);
});

it('an outage of GitHub itself costs one look, and no word to anybody', async () => {
  const pull = await begin();
  await unheard(() => story.as('ada').comment(pull.number, '/promote staging'));
  story.sandbox.fail({ match: LIST, status: 502 });
  await story.later(5 * MINUTE);
  expect(story.deployments('staging')).toEqual([]);
  await story.later(5 * MINUTE);
  expect(story.deployments('staging')).toHaveLength(1);
  expect(story.warnings.filter((each) => !each.includes('which webhooks failed'))).toEqual([]);
});

it('what people said in an outage of a week is answered as too old, once', async () => {
  const pull = await begin();
  story.clock.advance(HOUR);
  await unheard(() => {
    story.as('ada').comment(pull.number, '/promote staging');
    story.as('grace').comment(pull.number, 'hello');
  });
  story.clock.advance(7 * 24 * HOUR);
  await story.restart();
  await story.quiet();
  await story.restart();
  await story.quiet();
  expect(story.deployments('staging')).toEqual([]);
  expect(story.replies(pull.number)).toHaveLength(1);
  expect(story.lastReply(pull.number)).toContain('is more than 15 minutes old. It was not run.');
  expect(story.warnings).toEqual([]);
});

it('what people said while webhooks went astray for a week is answered without a new start', async () => {
  const pull = await begin();
  story.sandbox.connectApp({ url: 'http://127.0.0.1:9/none', secret: story.secret });
  await story.later(HOUR);
  story.as('ada').comment(pull.number, '/promote staging');
  await story.later(HOUR);
  for (let days = 0; days < 7; days += 1) await story.later(DAY);
  expect(story.deployments('staging')).toEqual([]);
  expect(story.replies(pull.number)).toHaveLength(1);
  expect(story.lastReply(pull.number)).toContain('is more than 15 minutes old. It was not run.');
  const reads = story.sandbox.calls.filter(({ route }) => route === COMMENTS);
  expect(reads.length).toBeLessThan(4);
});

it('a promotion that nothing would wake any more is found, and goes on', async () => {
  const pull = await begin();
  story.as('ada').setCheck(pull.headSha, 'test', null);
  await story.quiet();
  await story.say('ada', pull.number, '/promote staging');
  const { wakes, promotions } = story.app.world.store;
  const [open] = await promotions.open(600, {});
  for (const { key, generation } of await wakes.claim(story.clock.now() + HOUR, MINUTE, 10)) {
    await wakes.done(key, generation);
  }
  expect([open?.environment, await wakes.next()]).toEqual(['staging', null]);
  story.sandbox.hold();
  story.as('ada').setCheck(pull.headSha, 'test', 'success');
  story.sandbox.release(() => []);
  await story.later(6 * MINUTE);
  await story.later(11 * MINUTE);
  expect(story.deployments('staging')).toHaveLength(1);
});

it('what was given up is tried again by the next start', async () => {
  const pull = await begin();
  story.sandbox.fail({ match: CHECK_RUNS, status: 422, times: 1_000 });
  await story.say('ada', pull.number, '/promote staging');
  const { inbox, outbox } = story.app.world.store;
  await inbox.put({ id: 'broken', event: 'issue_comment', payload: '{', receivedAt: 1 });
  for (let tries = 0; tries < 13; tries += 1) await story.later(16 * MINUTE);
  expect([await inbox.backlog(), await outbox.backlog()]).toMatchObject([
    { buried: 1 },
    { buried: 1 },
  ]);
  story.sandbox.heal();
  await story.restart();
  await story.quiet();
  expect(run(pull)).not.toBe('none');
  const { store } = story.app.world;
  expect(await store.inbox.backlog()).toMatchObject({ buried: 0, waiting: 1 });
  expect(await store.outbox.backlog()).toMatchObject({ buried: 0 });
});

it('what came a month ago is forgotten, and what was decided is not', async () => {
  const pull = await begin();
  await story.say('ada', pull.number, '/promote staging');
  await story.deployed('staging');
  const ids = story.sandbox.deliveries.map(({ id }) => id);
  const { inbox } = story.app.world.store;
  await story.later(29 * DAY);
  expect(await inbox.known(ids)).toEqual(new Set(ids));
  await story.later(DAY);
  await story.later(10 * MINUTE);
  expect(ids.length).toBeGreaterThan(5);
  const left = await inbox.known(ids);
  expect(left.size).toBeLessThan(2);
  await story.say('ada', pull.number, '/why staging');
  expect(story.lastReply(pull.number)).toContain('**completed**');
});
