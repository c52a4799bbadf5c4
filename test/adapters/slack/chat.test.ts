/** What Slack answers, as the services understand it; and what cannot be done there any more. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlack } from '../../../src/adapters/slack/app.ts';
import type { Chat } from '../../../src/ports/chat.ts';
import type { Log } from '../../../src/ports/log.ts';
import { openSlack } from '../../sandbox/slack-open.ts';

let slack: Awaited<ReturnType<typeof openSlack>>;
let chat: Chat;
/** Longer than any machine takes, but where nobody answers. */
const LONG_MS = 30_000;

const chatWithin = (timeoutMs: number): Chat => {
  const nothing = () => undefined;
  const log: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const clock = { now: slack.clock.now, newId: () => 'id', sleep: async () => undefined };
  const { apiUrl, workspace } = slack.slack;
  const settings = { botToken: workspace.tokens.bot, signingSecret: 's', appToken: null };
  return createSlack({ ...settings, apiUrl, timeoutMs }, { clock, log }).chat;
};

beforeEach(async () => {
  slack = await openSlack();
  chat = chatWithin(LONG_MS);
});
afterEach(async () => {
  slack.slack.heal();
  await slack.close();
});

const CONTENT = {
  summary: 'said',
  parts: [{ kind: 'markdown', markdown: 'said' }],
  about: null,
} as const;
const ONCE = { key: 'one', broadcast: false };
const GRACE = { team: 'T07ACME001', user: 'U07GRACE02' };
const post = (channel = 'C07RELEASE', key = 'one') =>
  chat.post({ channel, thread: null }, CONTENT, { ...ONCE, key });

describe('what did not work', () => {
  it.each([
    [{ as: 500 }, 'unreachable'],
    [{ as: 'cut' }, 'unreachable'],
    [{ as: 'hang' }, 'unreachable'],
    [{ as: { error: 'internal_error' } }, 'unreachable'],
    [{ as: { error: 'service_unavailable' } }, 'unreachable'],
    [{ as: { error: 'ratelimited' } }, 'unreachable'],
    [{ as: { error: 'rate_limited' } }, 'unreachable'],
    [{ as: { error: 'team_added_to_org' } }, 'unreachable'],
    [{ as: { error: 'channel_not_found' } }, 'forbidden'],
    [{ as: { error: 'of_tomorrow' } }, 'forbidden'],
    [{ as: 404 }, 'unreachable'],
  ] as const)('%j is %s', async (fault, kind) => {
    slack.slack.fail('chat.postMessage', fault);
    if (fault.as === 'hang') chat = chatWithin(50);
    const failed = await post().catch((each) => each);
    expect(failed).toMatchObject({ name: 'ChatFault', kind });
    expect(`${failed.stack} ${failed.cause?.stack}`).not.toContain(
      slack.slack.workspace.tokens.bot,
    );
  });

  it('is to wait for as long as Slack asks', async () => {
    slack.slack.limit('chat.postMessage', { retryAfterSeconds: 90 });
    await expect(post()).rejects.toMatchObject({ kind: 'limited', retryAfterMs: 90_000 });
  });

  it('says what helps', async () => {
    slack.slack.fail('chat.postMessage', { as: { error: 'not_in_channel' } });
    await expect(post()).rejects.toThrow('invite the app there');
  });
});

describe('what is there', () => {
  it('is found by its key, among many, in a channel and in a thread', async () => {
    const first = await post();
    const reply = await chat.post({ channel: first.channel, thread: first.message }, CONTENT, {
      ...ONCE,
      key: 'reply',
    });
    for (let at = 0; at < 250; at += 1) slack.slack.as('ada').say('releases', `${at}`);
    const place = { channel: first.channel, thread: null };
    expect(await chat.find(place, 'one')).toEqual(first);
    expect(await chat.find({ ...place, thread: first.message }, 'reply')).toEqual(reply);
    expect(await chat.find(place, 'reply')).toBeNull();
    expect(await chat.find(place, 'another')).toBeNull();
  });

  it('is not looked for without an id, a scope, or the channel', async () => {
    await post();
    expect(await chat.find({ channel: '#releases', thread: null }, 'one')).toBeNull();
    expect(await chat.find({ channel: 'C0NOWHERE1', thread: null }, 'one')).toBeNull();
    slack.slack.workspace.scopes.delete('channels:history');
    expect(await chat.find({ channel: 'C07RELEASE', thread: null }, 'one')).toBeNull();
  });

  it('is gone where somebody deleted it', async () => {
    const first = await post();
    expect(await chat.update(first, CONTENT)).toBe('updated');
    await slack.client.chat.delete({ channel: first.channel, ts: first.message });
    expect(await chat.update(first, CONTENT)).toBe('gone');
  });

  it.each(['message_not_found', 'cant_update_message'])(
    'is gone where Slack says %s',
    async (error) => {
      const first = await post();
      slack.slack.fail('chat.update', { as: { error } });
      expect(await chat.update(first, CONTENT)).toBe('gone');
      expect(await chat.update(first, CONTENT)).toBe('updated');
    },
  );

  it('is not gone where Slack alone is in trouble, or refuses the app', async () => {
    const first = await post();
    slack.slack.fail('chat.update', { as: { error: 'is_archived' } });
    await expect(chat.update(first, CONTENT)).rejects.toMatchObject({ kind: 'forbidden' });
    slack.slack.fail('chat.update', { as: 500 });
    await expect(chat.update(first, CONTENT)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('one person', () => {
  const direct = (user: string, uncertain = false) =>
    chat.direct({ team: GRACE.team, user }, CONTENT, { key: 'direct', uncertain });

  it('is told once, also where it is not known whether it was', async () => {
    expect(await direct(GRACE.user)).toBe('sent');
    expect(await direct(GRACE.user, true)).toBe('sent');
    expect(slack.slack.read.directs('grace')).toHaveLength(1);
  });

  it('is gone where nobody can be spoken with', async () => {
    expect(await direct('U0NOBODY01')).toBe('gone');
    expect(await chat.user('U0NOBODY01')).toBeNull();
  });

  it('is answered in the channel where the way to them is closed, and given up without any', async () => {
    const to = { user: GRACE.user, channel: 'C07RELEASE', replyTo: 'https://evil.example/' };
    await chat.answer(to, CONTENT);
    expect(slack.slack.read.ephemerals('grace')).toHaveLength(1);
    const nowhere = { ...to, channel: null };
    await expect(chat.answer(nowhere, CONTENT)).rejects.toMatchObject({ kind: 'gone' });
  });
});
