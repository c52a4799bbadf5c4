/** What was asked for in Slack counts for what was seen then, and for a quarter of an hour. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_SLACK_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

const MINUTE = 60_000;

let story: SlackStory;
beforeEach(async () => {
  story = await tellSlackStory();
  await story.link('grace');
});
afterEach(async () => {
  await story.close();
});

const votes = async (): Promise<number> => {
  const [chain = ''] = await story.app.store.record.chains();
  const entries = await story.app.store.record.entries(chain, 0, 1_000);
  return entries.filter(({ kind }) => kind === 'vote.cast').length;
};

describe('between the message and the press', () => {
  const pressOld = async (old: ReturnType<SlackStory['message']>): Promise<void> => {
    await story.slack.as('grace').pressOld(old, 'approve');
    await story.quiet();
  };

  it('the policy changed: nothing is counted', async () => {
    const pull = await story.waiting();
    const old = story.message();
    const files = { '.github/lockkeeper.yml': DEMO_SLACK_POLICY.replace('count: 1', 'count: 2') };
    const { number } = story.as('omar').openPull({ title: 'two', branch: 'two', files });
    story.as('omar').merge(number, 'squash');
    await story.quiet();
    await pressOld(old);
    expect(story.answer('grace')).toContain('changed after that message was written');
    expect(await votes()).toBe(0);
    await story.pressInSlack('grace', 'approve');
    expect(await votes()).toBe(1);
    expect(story.run(pull.headSha, 'production')).toContain('1 approval');
  });

  it('something else went live: nothing is counted', async () => {
    await story.waiting();
    const old = story.message();
    const other = await story.openAs('linus', 'other');
    await story.promoteOn('linus', other.number);
    await story.review('grace', other.number, 'APPROVE');
    await story.deployed('production');
    expect(story.deployments('production')).toEqual([other.headSha]);
    const before = await votes();
    await pressOld(old);
    expect(story.answer('grace')).toContain('changed after that message was written');
    expect(await votes()).toBe(before);
  });
});

describe('while GitHub is away for longer than a quarter of an hour', () => {
  /** It asks GitHub who it is, so it waits. */
  const away = async (ms: number, ask: () => Promise<unknown>): Promise<void> => {
    story.sandbox.fail({ times: 10_000, status: 502 });
    await ask();
    await story.quiet();
    expect(story.answer('grace')).toBe('nothing');
    await story.later(ms);
    story.sandbox.heal();
    await story.later(15 * MINUTE);
  };

  it('a press does nothing, and says so', async () => {
    await story.waiting();
    await away(16 * MINUTE, () => story.slack.as('grace').press(story.message(), 'approve'));
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"I was away, and /lockkeeper approve acme/shop#1 production is more than 15 minutes old. It was not run. Ask again if you still want it."`,
    );
    expect(await votes()).toBe(0);
    expect(story.deployments('production')).toEqual([]);
  });

  it('a command does nothing, and says so', async () => {
    await story.waiting();
    await away(16 * MINUTE, () =>
      story.slack.as('grace').command('releases', 'approve acme/shop#1 production'),
    );
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"I was away, and /lockkeeper approve acme/shop#1 production is more than 15 minutes old. It was not run. Ask again if you still want it."`,
    );
    expect(await votes()).toBe(0);
    expect(story.deployments('production')).toEqual([]);
  });
});
