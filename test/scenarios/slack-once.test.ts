/** What comes of one request of Slack, when it is worked on again, is refused, or holds more than it may. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiveChat } from '../../src/commands/receive-chat.ts';
import { CHAT_EVENT, type ChatRequest } from '../../src/ports/chat-request.ts';
import { actionsIn } from '../../src/sandbox/slack/blocks/identify.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

let story: SlackStory;
beforeEach(async () => {
  story = await tellSlackStory();
});
afterEach(async () => {
  await story.close();
});

const entries = async (kind?: string): Promise<readonly Record<string, unknown>[]> => {
  const [chain = ''] = await story.app.store.record.chains();
  const all = await story.app.store.record.entries(chain, 0, 1_000);
  return all
    .filter((entry) => kind === undefined || entry.kind === kind)
    .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
};

const GRACE = { team: 'T07ACME001', user: 'U07GRACE02' };
const place = { who: GRACE, channel: 'C07RELEASE', replyTo: null };

const pressOf = (button: string, written: string | null = null): ChatRequest => {
  const found = actionsIn(story.message().blocks).find(
    ({ element }) => element.action_id === button,
  );
  const { element } = found ?? {};
  const value = element !== undefined && 'value' in element ? (element.value ?? '') : '';
  return { kind: 'press', ...place, button, value, written };
};

const commandOf = (text: string): ChatRequest => ({
  kind: 'command',
  ...place,
  replyTo: 'https://elsewhere.example/',
  text,
});

const deliveryOf = (id: string, request: ChatRequest) => ({
  id,
  event: CHAT_EVENT,
  payload: JSON.stringify(request),
  receivedAt: story.clock.now(),
});

describe('a request that is worked on twice, as after a crash before it was marked as done', () => {
  it.each<readonly [string, () => ChatRequest, string]>([
    ['a press that asks', () => pressOf('why'), 'pending'],
    ['a press that votes', () => pressOf('reject', 'too slow'), 'nothing'],
    ['a command that asks', () => commandOf('status acme/shop'), 'What runs where'],
    [
      'a command that changes something',
      () => commandOf('lock acme/shop staging because "the load test runs"'),
      'You have locked',
    ],
    ['a command that is refused', () => commandOf('promote acme/shop nowhere'), 'no environment'],
    ['a command that links', () => commandOf('link'), 'Prove both accounts'],
  ])('%s: is done and answered once', async (_, request, said) => {
    await story.link('grace');
    await story.waiting();
    const delivery = deliveryOf('slack:one', request());
    await receiveChat(story.app.world, delivery, null);
    await story.quiet();
    const written = await entries();
    const answers = story.slack.read.ephemerals('grace').length;
    expect(story.answer('grace')).toContain(said);
    await receiveChat(story.app.world, delivery, null);
    await story.quiet();
    expect(await entries()).toEqual(written);
    expect(story.slack.read.ephemerals('grace')).toHaveLength(answers);
  });
});

describe('a press that is refused', () => {
  it('brings up to date what was pressed, where Slack did not take that before', async () => {
    await story.link('grace');
    await story.waiting();
    const refused = story.slack.fail('chat.update', { as: { error: 'is_archived' }, times: 1_000 });
    await story.say('omar', 1, '/promote production');
    expect(refused.left()).toBeLessThan(1_000);
    expect(story.said()).not.toContain('omar');
    story.slack.heal();
    await story.pressInSlack('grace', 'approve');
    expect(story.answer('grace')).toContain('it is up to date now');
    expect(story.said()).toContain('omar');
    await story.pressInSlack('grace', 'approve');
    expect(await entries('vote.cast')).toHaveLength(1);
  });
});

describe('a rejection', () => {
  it('opens no form for somebody whom nobody knows, and offers them to link', async () => {
    await story.waiting();
    await story.pressInSlack('grace', 'reject');
    expect(story.slack.read.modal('grace')).toBeNull();
    expect(story.answer('grace')).toContain('This account is not linked');
    await story.link('grace');
    await story.pressInSlack('grace', 'reject');
    expect(story.slack.read.modal('grace')).not.toBeNull();
  });

  it('keeps as much of its reason as a command takes, and no half of a character', async () => {
    await story.link('grace');
    await story.waiting();
    const reason = `${'x'.repeat(499)}😀 and more`;
    await story.app.store.inbox.put(deliveryOf('slack:long', pressOf('reject', reason)));
    await story.quiet();
    expect(await entries('vote.cast')).toMatchObject([{ vote: { reason: 'x'.repeat(499) } }]);
    expect(story.said()).toContain('Rejected by grace');
  });
});
