/** What a channel is told of and what not, as its policy asks, and that nothing waits for it. */
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

let story: SlackStory;
afterEach(async () => {
  await story.close();
});

const begin = async (wish: string): Promise<void> => {
  story = await tellSlackStory(
    `${DEMO_POLICY}notify: { slack: { channel: "#releases"${wish} } }\n`,
  );
};
/** The first line of each message. */
const said = (): readonly (string | undefined)[] =>
  story.slack.read.messages('releases').map(({ shown }) => shown.split('\n')[0]);
const kept = async () => {
  const { targetDeliveries } = story.app.store;
  const found = await targetDeliveries.list({ repositoryId: null, failed: false }, 9);
  return found.map(({ event, state, error }) => ({ event, state, error })).reverse();
};

describe('what goes well without people', () => {
  it('is told where the policy names it, also while the policy is broken', async () => {
    await begin(', events: [requested, succeeded]');
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote development');
    expect(said()).toEqual(['acme/shop → development: Asked for']);
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': 'version: 7\n' } });
    await story.quiet();
    await story.deployed('development');
    expect(said()).toHaveLength(2);
    expect(said()[1]).toMatch('acme/shop → development: Deployed');
    expect(await kept()).toEqual([
      { event: 'requested', state: 'delivered', error: null },
      { event: 'succeeded', state: 'delivered', error: null },
    ]);
  });

  it('is not said otherwise, which is neither a delivery nor a failure', async () => {
    await begin('');
    await story.liveInStaging();
    expect(said()).toEqual([]);
    const states = new Set((await kept()).map(({ state, error }) => `${state}: ${error}`));
    expect([...states]).toEqual([
      'not_said: no message is about it, and the policy names no such event',
    ]);
    const { targetDeliveries } = story.app.store;
    expect(await targetDeliveries.list({ repositoryId: null, failed: true }, 9)).toEqual([]);
    expect(story.warnings).toEqual([]);
  });
});

describe('the message about a promotion that waits for people', () => {
  it.each([', events: [failed]', ', severity: warning'])(
    'is not posted where the channel wants something else alone:%s',
    async (wish) => {
      await begin(wish);
      await story.waiting();
      expect(said()).toEqual([]);
    },
  );
});

describe('a message that Slack does not answer', () => {
  it('about a promotion holds up nothing else', async () => {
    await begin('');
    await story.liveInStaging();
    const other = await story.openAs('linus', 'other');
    const hanging = story.slack.fail('chat.postMessage', { as: 'hang' });
    story.as('ada').comment(1, '/promote production');
    await expect.poll(() => hanging.left()).toBe(0);
    story.as('linus').comment(other.number, '/promote development');
    await expect.poll(() => story.deployments('development')).toEqual([other.headSha]);
    hanging.release();
    await story.quiet();
  });

  it('about an event holds up nothing else', async () => {
    await begin(', events: [requested]');
    const pull = await story.openGreen();
    const other = await story.openAs('linus', 'other');
    const hanging = story.slack.fail('chat.postMessage', { as: 'hang' });
    story.as('ada').comment(pull.number, '/promote staging');
    await expect.poll(() => hanging.left()).toBe(0);
    story.as('linus').comment(other.number, '/promote development');
    await expect.poll(() => story.deployments('development')).toEqual([other.headSha]);
    hanging.release();
    await story.quiet();
  });
});
