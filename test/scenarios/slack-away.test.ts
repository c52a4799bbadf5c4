/** Slack is down, slow, or asks to wait: promotions go on, and what is to be said comes later, once, in order. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

let story: SlackStory;
beforeEach(async () => {
  story = await tellSlackStory();
});
afterEach(async () => {
  await story.close();
});

/** From asking to live, approved by a review. */
const promote = async (): Promise<string> => {
  const pull = await story.waiting();
  await story.review('grace', pull.number, 'APPROVE');
  await story.deployed('production');
  return pull.headSha;
};

/** Messages of the channel itself: their threads keep the history. */
const posts = (): readonly string[] =>
  story.slack.calls
    .filter(({ method, error }) => method === 'chat.postMessage' && error === null)
    .filter(({ args }) => args.thread_ts === undefined)
    .map(({ args }) => String(args.channel));

describe('while Slack is down', () => {
  it.each([
    ['answers 500', { as: 500 }],
    ['cuts every call', { as: 'cut' }],
    ['is in trouble, as it says', { as: { error: 'internal_error' } }],
  ] as const)(
    '%s: the promotion ends well, and nobody is told later what nobody needs',
    async (_, fault) => {
      story.slack.fail('*', { ...fault, times: 1_000 });
      const sha = await promote();
      expect(story.deployments('production')).toEqual([sha]);
      expect(story.slack.read.messages('releases')).toEqual([]);
      story.slack.heal();
      await story.later(20 * 60_000);
      // Nobody is needed any more, and nothing was said before: there is nothing to say.
      expect(story.slack.read.messages('releases')).toEqual([]);
    },
  );

  it('is told when it is back, once, as it is then', async () => {
    const failing = story.slack.fail('*', { as: 503, times: 1_000 });
    const pull = await story.waiting();
    expect(failing.left()).toBeLessThan(1_000);
    story.slack.heal();
    await story.later(20 * 60_000);
    expect(story.slack.read.messages('releases')).toHaveLength(1);
    expect(story.said()).toContain('Waiting for 1 approval');
    await story.review('grace', pull.number, 'APPROVE');
    expect(story.said()).toContain('Approved by grace (review');
    expect(story.slack.read.messages('releases')).toHaveLength(1);
  });
});

describe('an answer of Slack that was lost', () => {
  it('posts no second message: the first one is found again', async () => {
    // Until a channel is spoken in, its id is not known, and nothing can be looked for.
    await story.waiting();
    const before = story.slack.read.messages('releases').length;
    const lost = story.slack.fail('chat.postMessage', { as: 'cut', afterEffect: true });
    const other = await story.openAs('linus', 'other');
    await story.promoteOn('linus', other.number);
    expect(lost.left()).toBe(0);
    await story.later(60_000);
    expect(story.slack.read.messages('releases')).toHaveLength(before + 1);
    expect(posts()).toHaveLength(before + 1);
    await story.link('grace');
    await story.pressInSlack('grace', 'approve');
    expect(story.deployments('production')).toEqual([other.headSha]);
  });

  it('leaves no message behind that still asks: it is found also when nobody is needed any more', async () => {
    await story.waiting();
    const other = await story.openAs('linus', 'other');
    await story.say('linus', other.number, '/promote staging');
    await story.deployed('staging');
    const lost = story.slack.fail('chat.postMessage', { as: 'cut', afterEffect: true });
    await story.say('linus', other.number, '/promote production');
    expect(lost.left()).toBe(0);
    await story.review('grace', other.number, 'APPROVE');
    expect(story.deployments('production')).toEqual([other.headSha]);
    await story.later(60_000);
    expect(story.slack.read.messages('releases')).toHaveLength(2);
    expect(story.said()).toContain('Approved by grace (review');
    expect(story.said()).not.toContain('[Approve]');
  });
});

it('says no line in a thread twice, where the answer to it was lost', async () => {
  const pull = await story.waiting();
  const on = story.message();
  const lost = story.slack.fail('chat.postMessage', { as: 'cut', afterEffect: true });
  await story.review('grace', pull.number, 'APPROVE');
  expect(lost.left()).toBe(0);
  await story.later(60_000);
  const words = story.slack.read.thread(on).map(({ shown }) => shown.split('\n')[0]);
  expect(words).toEqual(['Approved, waiting for its turn', 'Deploying']);
});

describe('Slack asks to wait', () => {
  it('waits as long as it asks, and says each thing once, in order', async () => {
    story.slack.limit('chat.postMessage', { retryAfterSeconds: 90, times: 1 });
    const pull = await story.waiting();
    const other = await story.openAs('linus', 'other');
    await story.promoteOn('linus', other.number);
    expect(story.slack.read.messages('releases')).toEqual([]);
    await story.later(60_000);
    expect(story.slack.read.messages('releases')).toEqual([]);
    await story.later(60_000);
    const said = story.slack.read.messages('releases').map(({ shown }) => shown);
    expect(said).toHaveLength(2);
    expect(said[0]).toContain(pull.headSha.slice(0, 7));
    expect(said[1]).toContain(other.headSha.slice(0, 7));
    expect(posts()).toHaveLength(2);
    expect(story.warnings).toEqual([]);
  });
});

describe('a Slack that hangs', () => {
  it('holds nothing else up', async () => {
    await story.close();
    story = await tellSlackStory(undefined, { env: { GITHUB_TIMEOUT: '1s' } });
    const hanging = story.slack.fail('*', { as: 'hang', times: 1_000 });
    const sha = await promote();
    expect(story.deployments('production')).toEqual([sha]);
    expect(hanging.left()).toBeLessThan(1_000);
    story.slack.heal();
  });
});

describe('a form that Slack does not open', () => {
  it('keeps nobody waiting: the press is answered in time, and the person told what to type', async () => {
    await story.link('grace');
    await story.waiting();
    const hanging = story.slack.fail('views.open', { as: 'hang' });
    // The sandbox waits three seconds, as Slack does.
    const sent = await story.pressInSlack('grace', 'reject');
    expect(sent.status).toBe(200);
    expect(hanging.left()).toBe(0);
    hanging.release();
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"/lockkeeper reject acme/shop#1 was not understood: it needs a reason, and Slack did not open the form for it. It is written /lockkeeper reject acme/shop#1 [<environment>] <reason> [--lift]."`,
    );
  });
});

describe('a channel that is not there', () => {
  it('is said in the log, with what helps, and holds up nothing', async () => {
    await story.close();
    story = await tellSlackStory(
      `${DEMO_POLICY}notify: { slack: ["#nowhere", "#random", "#releases"] }\n`,
    );
    await story.waiting();
    expect(story.slack.read.messages('releases')).toHaveLength(1);
    expect(story.warnings).toMatchInlineSnapshot(`
      [
        "a channel takes no message; tried again later: Slack refused to post a message: channel_not_found (there is no such channel, or the app was not invited to it)",
        "a channel takes no message; tried again later: Slack refused to post a message: not_in_channel (invite the app there with /invite @lockkeeper)",
      ]
    `);
  });
});
