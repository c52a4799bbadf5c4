// Slack's Web API in the sandbox, called through Slack's own client: what is kept, and what is refused.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  buttons,
  clientWith,
  type OpenedSlack,
  openSlack,
  refusal,
  section,
} from './slack-open.ts';

let at: OpenedSlack;
beforeEach(async () => {
  at = await openSlack();
});
afterEach(() => at.close());

const CHANNEL = 'C07RELEASE';
const post = (text = 'hello', more: object = {}) =>
  at.client.chat.postMessage({ channel: CHANNEL, text, ...more });
const raw = async (method: string, init: RequestInit) => {
  const answer = await fetch(`${at.slack.apiUrl}${method}`, { method: 'POST', ...init });
  return { status: answer.status, body: await answer.json() };
};

describe('who calls', () => {
  test('is the bot, by a header or in the form', async () => {
    expect(await at.client.auth.test()).toMatchObject({
      ok: true,
      user_id: 'U07LOCKK08',
      bot_id: 'B07LOCKK08',
      team_id: 'T07ACME001',
      response_metadata: { scopes: [...at.slack.workspace.scopes] },
    });
    const body = new URLSearchParams({ token: at.slack.workspace.tokens.bot });
    expect((await raw('auth.test', { body })).body).toMatchObject({ ok: true });
  });

  test.each([
    ['none', undefined, 'not_authed'],
    ['a wrong one', 'xoxb-wrong', 'invalid_auth'],
  ])('has %s of the tokens', async (_, token, error) => {
    const client = clientWith(at.slack.apiUrl, token);
    expect(await refusal(client.auth.test())).toMatchObject({ ok: false, error });
  });

  test.each(['[', '[]', '"text"'])('sends %s, which is no JSON object', async (body) => {
    const headers = { 'content-type': 'application/json' };
    expect((await raw('auth.test', { headers, body })).body).toEqual({
      ok: false,
      error: 'invalid_json',
    });
  });

  test('lacks a scope, and is told which', async () => {
    at.slack.workspace.scopes.delete('chat:write');
    expect(await refusal(post())).toMatchObject({
      error: 'missing_scope',
      needed: 'chat:write',
      provided: expect.stringContaining('commands'),
    });
  });

  test('is no longer installed', async () => {
    at.slack.uninstall();
    expect(await refusal(post())).toMatchObject({ error: 'account_inactive' });
  });

  test('opens Socket Mode with the token of the app alone', async () => {
    at.slack.serveSocketAt('ws://127.0.0.1:1/');
    const { bot, app } = at.slack.workspace.tokens;
    const open = (token: string) => clientWith(at.slack.apiUrl, token).apps.connections.open({});
    expect(await refusal(open(bot))).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await open(app)).toMatchObject({ ok: true, url: 'ws://127.0.0.1:1/' });
  });

  test('asks for what is not there', async () => {
    expect(await refusal(at.client.apiCall('chat.shout'))).toMatchObject({
      error: 'unknown_method',
    });
    expect(at.slack.unknownCalls).toEqual(['chat.shout']);
  });
});

describe('a message', () => {
  test('is kept with its blocks, which get names, and its metadata', async () => {
    const metadata = { event_type: 'promotion', event_payload: { id: 'p1' } };
    const sent = await post('words', {
      blocks: [section('*Hi* <@U07ADA0001>'), buttons('why')],
      metadata,
    });
    expect(sent).toMatchObject({
      ok: true,
      channel: CHANNEL,
      ts: '1795252320.345000',
      message: { metadata },
    });
    const [read] = at.slack.read.messages('releases');
    expect(read).toMatchObject({ text: 'words', metadata, by: 'lockkeeper', edited: false });
    expect(read?.blocks).toMatchObject([{ block_id: expect.any(String) }, { type: 'actions' }]);
    expect(read?.shown).toBe('Hi @ada\n[Why]');
  });

  test.each([
    ['C07RELEASE', 'releases'],
    ['releases', 'releases'],
    ['#general', 'general'],
  ])('to %s', async (channel, name) => {
    await post('hello', { channel });
    expect(at.slack.read.messages(name)).toHaveLength(1);
  });

  test('to a person is a direct message', async () => {
    const { channel } = await at.client.conversations.open({ users: 'U07ADA0001' });
    await post('one', { channel: channel?.id });
    await post('two', { channel: 'U07ADA0001' });
    expect(at.slack.read.directs('ada').map(({ text }) => text)).toEqual(['one', 'two']);
  });

  test.each([
    ['nowhere', { channel: 'C07NOWHERE' }, 'channel_not_found'],
    ['to a private channel without the bot', { channel: 'C07SECRET1' }, 'channel_not_found'],
    ['to that by its name', { channel: 'board' }, 'channel_not_found'],
    ['to a public channel without the bot', { channel: '#random' }, 'not_in_channel'],
    ['without a channel', { channel: '' }, 'invalid_arguments'],
    ['without words', { text: ' ' }, 'no_text'],
    ['that is too long', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['in a thread of nothing', { thread_ts: '1.000001' }, 'thread_not_found'],
    ['with blocks of no JSON', { blocks: '[' }, 'invalid_blocks_format'],
    ['with metadata that says nothing', { metadata: { a: 1 } }, 'invalid_metadata_format'],
    [
      'with much metadata',
      { metadata: { event_type: 'a', event_payload: { a: 'x'.repeat(8000) } } },
      'metadata_too_large',
    ],
  ])('%s is refused', async (_, more, error) => {
    expect(await refusal(post('hello', more))).toMatchObject({ ok: false, error });
  });

  test('as long as it may be goes through', async () => {
    await post('x'.repeat(40_000));
    expect(at.slack.read.messages('releases')).toHaveLength(1);
  });

  test('is refused in an archived channel', async () => {
    for (const channel of at.slack.workspace.channels) channel.isArchived = true;
    expect(await refusal(post())).toMatchObject({ error: 'is_archived' });
  });

  test('with bad blocks names the place', async () => {
    const answer = await refusal(post('hello', { blocks: [section('x'.repeat(3001))] }));
    expect(answer).toMatchObject({
      error: 'invalid_blocks',
      errors: ['must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
      response_metadata: {
        messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
      },
    });
  });

  test('in a thread is not in the channel, unless it is sent there too', async () => {
    const { ts = '' } = await post('root');
    await post('reply', { thread_ts: ts });
    await post('both', { thread_ts: ts, reply_broadcast: true });
    const texts = (all: readonly { readonly text: string }[]) => all.map(({ text }) => text);
    expect(texts(at.slack.read.messages('releases'))).toEqual(['root', 'both']);
    expect(texts(at.slack.read.thread({ channel: CHANNEL, ts }))).toEqual(['reply', 'both']);
    const [reply] = at.slack.read.thread({ channel: CHANNEL, ts });
    expect(await refusal(post('deeper', { thread_ts: reply?.ts }))).toMatchObject({
      error: 'invalid_thread_ts',
    });
  });

  test('is changed: blocks that are not named stay, words that are not named go', async () => {
    const { ts = '' } = await post('words', { blocks: [section('old')] });
    await at.client.chat.update({ channel: CHANNEL, ts, text: 'new words' });
    expect(at.slack.read.messages('releases')).toMatchObject([
      { text: 'new words', shown: 'old', edited: true },
    ]);
    await at.client.chat.update({ channel: CHANNEL, ts, blocks: [section('new')] });
    expect(at.slack.read.messages('releases')).toMatchObject([{ text: '', shown: 'new' }]);
  });

  test('of somebody else is not changed, nor one that is gone', async () => {
    at.slack.as('ada').say('releases', 'mine');
    const [mine] = at.slack.read.messages('releases');
    const update = (ts = '') => refusal(at.client.chat.update({ channel: CHANNEL, ts, text: 'x' }));
    expect(await update(mine?.ts)).toMatchObject({ error: 'cant_update_message' });
    expect(await update('1.000001')).toMatchObject({ error: 'message_not_found' });
    const { ts = '' } = await post();
    await at.client.chat.delete({ channel: CHANNEL, ts });
    expect(await update(ts)).toMatchObject({ error: 'message_not_found' });
  });

  test('to one alone is seen by nobody else, and only where they are', async () => {
    const tell = (user: string, channel = CHANNEL) =>
      at.client.chat.postEphemeral({ channel, user, text: 'psst' });
    await tell('U07ADA0001');
    expect(at.slack.read.ephemerals('ada').map(({ text }) => text)).toEqual(['psst']);
    expect(at.slack.read.ephemerals('bob')).toEqual([]);
    expect(at.slack.read.messages('releases')).toEqual([]);
    expect(await refusal(tell('U07NOBODY'))).toMatchObject({ error: 'user_not_found' });
    at.slack.as('bob').leave();
    expect(await refusal(tell('U07BOB0004'))).toMatchObject({ error: 'user_not_in_channel' });
  });

  test('is no markup where the app says so', async () => {
    await post('*a* <@U07ADA0001>', { mrkdwn: false });
    expect(at.slack.read.messages('releases')[0]?.shown).toBe('*a* <@U07ADA0001>');
  });

  test('to somebody who left is refused', async () => {
    at.slack.as('ada').leave();
    const send = (channel: string) => refusal(post('hello', { channel }));
    expect(await send('U07ADA0001')).toMatchObject({ error: 'channel_not_found' });
    expect(await send('D07ADA0001')).toMatchObject({ error: 'is_archived' });
    expect(await refusal(at.client.conversations.open({ users: 'U07ADA0001' }))).toMatchObject({
      error: 'user_disabled',
    });
  });

  test('has a link that leads to it', async () => {
    const { ts = '' } = await post();
    expect(await at.client.chat.getPermalink({ channel: CHANNEL, message_ts: ts })).toMatchObject({
      permalink: `${at.sandbox.url}/slack/archives/${CHANNEL}/p1795252320345000`,
    });
  });
});

describe('looking up', () => {
  test('goes back through a channel page by page, with metadata on request', async () => {
    const metadata = { event_type: 'promotion', event_payload: { id: 'p1' } };
    for (const text of ['one', 'two', 'three']) await post(text, { metadata });
    const history = (more: object) =>
      at.client.conversations.history({ channel: CHANNEL, limit: 2, ...more });
    const first = await history({ include_all_metadata: true });
    expect(first).toMatchObject({
      has_more: true,
      messages: [{ text: 'three', metadata }, { text: 'two' }],
    });
    const rest = await history({ cursor: first.response_metadata?.next_cursor });
    expect(rest.messages?.map(({ text }) => text)).toEqual(['one']);
    expect(rest.messages?.[0]).not.toHaveProperty('metadata');
    const oldest = first.messages?.[1]?.ts;
    expect((await history({ oldest })).messages?.map(({ text }) => text)).toEqual(['three']);
  });

  test('reads a thread, the first message before the replies', async () => {
    const { ts = '' } = await post('root');
    await post('reply', { thread_ts: ts });
    const { messages } = await at.client.conversations.replies({ channel: CHANNEL, ts });
    expect(messages).toMatchObject([
      { text: 'root', reply_count: 1 },
      { text: 'reply', thread_ts: ts },
    ]);
  });

  test('finds people and channels that it may see', async () => {
    for (const scope of ['channels:read', 'groups:read']) at.slack.workspace.scopes.add(scope);
    expect(await at.client.users.info({ user: 'U07ADA0001' })).toMatchObject({
      user: { name: 'ada', tz: 'Europe/Berlin', deleted: false },
    });
    const { channels } = await at.client.conversations.list({
      types: 'public_channel,private_channel',
    });
    expect(channels?.map(({ name }) => name)).toEqual(['releases', 'general', 'random']);
    expect(await at.client.conversations.info({ channel: CHANNEL })).toMatchObject({
      channel: { name: 'releases', is_member: true, is_private: false },
    });
    const read = (channel: string) => refusal(at.client.conversations.history({ channel }));
    expect(await read('C07RANDOM1')).toMatchObject({ error: 'not_in_channel' });
    expect(await read('C07SECRET1')).toMatchObject({ error: 'channel_not_found' });
  });
});

describe('trouble on request', () => {
  test('is a limit, with the time to wait', async () => {
    const limit = at.slack.limit('chat.postMessage', { retryAfterSeconds: 30, times: 2 });
    expect(await refusal(post())).toBe('slack_webapi_rate_limited_error');
    const headers = { authorization: `Bearer ${at.slack.workspace.tokens.bot}` };
    const answer = await fetch(`${at.slack.apiUrl}chat.postMessage`, { method: 'POST', headers });
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      429,
      '30',
      { ok: false, error: 'ratelimited' },
    ]);
    expect(limit.left()).toBe(0);
    expect(await post()).toMatchObject({ ok: true });
  });

  test.each([
    ['before', false, 0],
    ['after', true, 1],
  ])('is a connection cut %s the work', async (_, afterEffect, kept) => {
    at.slack.fail('*', { as: 'cut', afterEffect });
    expect(await refusal(post())).toBe('slack_webapi_request_error');
    expect(at.slack.read.messages('releases')).toHaveLength(kept);
  });

  test('is a status, or an error of Slack, after so many calls that go well', async () => {
    at.slack.fail('chat.postMessage', { as: 500, skip: 1 });
    at.slack.fail('chat.postMessage', { as: { error: 'fatal_error' }, skip: 1 });
    expect(await post()).toMatchObject({ ok: true });
    expect(await refusal(post())).toBe('slack_webapi_http_error');
    expect(await refusal(post())).toMatchObject({ error: 'fatal_error' });
  });

  test('is an answer to a person that is lost, until all is well again', async () => {
    at.slack.fail('response_url', { as: 503, times: Number.POSITIVE_INFINITY });
    const answer = async () =>
      (await fetch(`${at.sandbox.url}/slack/response/x`, { method: 'POST' })).status;
    expect([await answer(), await answer()]).toEqual([503, 503]);
    at.slack.heal();
    expect(await answer()).toBe(404);
    at.slack.fail('response_url', { as: { error: 'internal_error' } });
    expect(await answer()).toBe(500);
    expect(at.slack.calls.at(-1)).toMatchObject({
      method: 'response_url',
      error: 'internal_error',
    });
  });

  test('is a call that hangs until it is let go', async () => {
    const fault = at.slack.fail('chat.postMessage', { as: 'hang' });
    const posting = post();
    while (fault.left() > 0) await new Promise(setImmediate);
    expect(at.slack.read.messages('releases')).toEqual([]);
    fault.release();
    expect(await posting).toMatchObject({ ok: true });
  });
});
