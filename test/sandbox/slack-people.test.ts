// People in the sandbox's Slack: what the app is sent when they press, submit and type, and what its
// answers make of their screens.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Answering,
  buttons,
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
const posted = async (...blocks: readonly ReturnType<typeof section>[]) => {
  const { ts = '' } = await at.client.chat.postMessage({
    channel: CHANNEL,
    text: 't',
    blocks: [...blocks],
  });
  return { channel: CHANNEL, ts };
};
const answerJson =
  (answer: unknown): Answering =>
  (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  };
const said = (login: string) => at.slack.read.ephemerals(login).map(({ shown }) => shown);
const respond = async (url: string, body: object) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return [answer.status, await answer.json()];
};

describe('a press', () => {
  test('tells who pressed what, where, signed by the clock of the sandbox', async () => {
    const message = await posted(section('Ship it'), buttons('approve', 'reject'));
    const sent = await at.slack.as('grace').press(message, 'reject');
    expect(sent).toMatchObject({ kind: 'interaction', name: 'block_actions', status: 200 });
    const [told] = at.heard;
    expect(told?.signed).toBe(true);
    expect(told?.headers['x-slack-request-timestamp']).toBe('1795252320');
    expect(told?.body).toMatchObject({
      type: 'block_actions',
      user: { id: 'U07GRACE02', username: 'grace', team_id: 'T07ACME001' },
      api_app_id: 'A07LOCKK08',
      team: { id: 'T07ACME001', domain: 'acme' },
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: CHANNEL,
        is_ephemeral: false,
      },
      channel: { id: CHANNEL, name: 'releases' },
      message: { ts: message.ts, bot_id: 'B07LOCKK08' },
      response_url: expect.stringContaining(`${at.sandbox.url}/slack/response/`),
      trigger_id: expect.any(String),
      actions: [
        {
          type: 'button',
          action_id: 'reject',
          block_id: expect.any(String),
          value: 'value of reject',
          text: { type: 'plain_text', text: 'Reject' },
          action_ts: expect.any(String),
        },
      ],
    });
  });

  test('is of what is there now, or was there before on an old screen', async () => {
    const message = await posted(buttons('approve'));
    await at.client.chat.update({ ...message, text: 'done', blocks: [section('Done')] });
    await expect(at.slack.as('ada').press(message, 'approve')).rejects.toThrow('no approve here');
    await at.slack.as('ada').pressOld(message, 'approve');
    expect(at.heard).toHaveLength(1);
    await expect(at.slack.as('ada').pressOld(message, 'never')).rejects.toThrow('no never here');
  });

  test('is of what one can see', async () => {
    await at.client.chat.postEphemeral({
      channel: CHANNEL,
      user: 'U07ADA0001',
      text: 't',
      blocks: [buttons('why')],
    });
    const [only] = at.slack.read.ephemerals('ada');
    if (only === undefined) throw new Error('nothing was shown');
    await expect(at.slack.as('bob').press(only, 'why')).rejects.toThrow('Not Found');
    await at.slack.as('ada').press(only, 'why');
    expect(at.heard[0]?.body).toMatchObject({ container: { is_ephemeral: true } });
    expect(at.heard[0]?.body).not.toHaveProperty('message');
    at.slack.as('ada').leave();
    await expect(at.slack.as('ada').press(only, 'why')).rejects.toThrow(
      'no longer in the workspace',
    );
  });

  test('is told to the person where the app does not take it', async () => {
    const message = await posted(buttons('approve'));
    at.app.answer = (_, response) => response.writeHead(500).end();
    await at.slack.as('ada').press(message, 'approve');
    expect(at.slack.read.trouble('ada')).toEqual([
      'Oh no, something went wrong. Please try that again. (dispatch_failed)',
    ]);
  });

  test('is taken by no other answer than 200', async () => {
    const message = await posted(buttons('approve'));
    at.app.answer = (_, response) => response.writeHead(202).end();
    await at.slack.as('ada').press(message, 'approve');
    expect(at.slack.read.trouble('ada')).toHaveLength(1);
  });

  test('tells plain text as Slack keeps it, escaped', async () => {
    const message = await posted(section('a & b &lt;'), {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'a',
          value: 'a & b',
          text: { type: 'plain_text', text: 'A & <B>' },
        },
      ],
    });
    await at.slack.as('ada').press(message, 'a');
    const escaped = { type: 'plain_text', text: 'A &amp; &lt;B&gt;' };
    expect(at.heard[0]?.body).toMatchObject({
      message: { blocks: [{ text: { text: 'a & b &lt;' } }, { elements: [{ text: escaped }] }] },
      actions: [{ value: 'a & b', text: escaped }],
    });
    expect(at.slack.read.messages('releases')[0]?.shown).toBe('a & b <\n[A & <B>]');
  });

  test('is waited for three seconds', async () => {
    const message = await posted(buttons('approve'));
    at.app.answer = () => undefined;
    const sent = await at.slack.as('ada').press(message, 'approve');
    expect(sent.status).toBe(504);
    expect(at.slack.read.trouble('ada')).toEqual([expect.stringContaining('operation_timeout')]);
  });
});

describe('an answer', () => {
  const pressed = async () => {
    const message = await posted(buttons('why'));
    await at.slack.as('ada').press(message, 'why');
    return at.heard.at(-1)?.body.response_url ?? '';
  };

  test('is to the person alone, unless it is for the channel', async () => {
    const url = await pressed();
    expect(await respond(url, { text: 'for you' })).toEqual([200, { ok: true }]);
    await respond(url, { text: 'for all', response_type: 'in_channel' });
    expect(said('ada')).toEqual(['for you']);
    expect(at.slack.read.messages('releases').at(-1)?.shown).toBe('for all');
  });

  test('takes the place of the message, or takes it away', async () => {
    const url = await pressed();
    await respond(url, { text: 'changed', blocks: [section('new')], replace_original: true });
    expect(at.slack.read.messages('releases')).toMatchObject([{ shown: 'new' }]);
    await respond(url, { delete_original: true });
    expect(at.slack.read.messages('releases')).toEqual([]);
  });

  test('is taken five times, for half an hour, and checked', async () => {
    const url = await pressed();
    const answer = (body: object = { text: 'x' }) => respond(url, body);
    expect(await answer({ text: '' })).toEqual([400, { ok: false, error: 'no_text' }]);
    for (let i = 0; i < 4; i += 1) expect((await answer())[0]).toBe(200);
    expect(await answer()).toEqual([404, { ok: false, error: 'used_url' }]);
    const other = await pressed();
    at.clock.time += 30 * 60_000;
    expect(await respond(other, { text: 'x' })).toEqual([404, { ok: false, error: 'expired_url' }]);
  });
});

describe('a modal', () => {
  const VIEW = {
    type: 'modal' as const,
    callback_id: 'reject',
    private_metadata: 'p1',
    notify_on_close: true,
    title: { type: 'plain_text' as const, text: 'Reject' },
    submit: { type: 'plain_text' as const, text: 'Reject' },
    blocks: [
      {
        type: 'input' as const,
        block_id: 'reason',
        label: { type: 'plain_text' as const, text: 'Reason' },
        element: { type: 'plain_text_input' as const, action_id: 'text', max_length: 10 },
      },
    ],
  };
  const pressed = async () => {
    await at.slack.as('ada').press(await posted(buttons('reject')), 'reject');
    return at.heard.at(-1)?.body.trigger_id ?? '';
  };
  const opened = async () => {
    await at.client.views.open({ trigger_id: await pressed(), view: VIEW });
    const view = at.slack.read.modal('ada');
    if (view === null) throw new Error('no modal');
    return view;
  };

  test('opens once for a trigger, within three seconds', async () => {
    const trigger_id = await pressed();
    const open = () => refusal(at.client.views.open({ trigger_id, view: VIEW }));
    expect(await open()).toBe('went well');
    expect(await open()).toMatchObject({ error: 'exchanged_trigger_id' });
    expect(at.slack.read.modal('ada')?.shown).toBe('Reject\nReason: ____\n[Close] [Reject]');
    const late = await pressed();
    at.clock.time += 3000;
    expect(await refusal(at.client.views.open({ trigger_id: late, view: VIEW }))).toMatchObject({
      error: 'expired_trigger_id',
    });
  });

  test('is submitted with what was filled in, and closes', async () => {
    const view = await opened();
    await at.slack.as('ada').submit(view, { reason: 'too early' });
    expect(at.heard.at(-1)?.body).toMatchObject({
      type: 'view_submission',
      view: {
        id: view.id,
        callback_id: 'reject',
        private_metadata: 'p1',
        state: { values: { reason: { text: { type: 'plain_text_input', value: 'too early' } } } },
      },
    });
    expect(at.slack.read.modal('ada')).toBeNull();
    await expect(at.slack.as('ada').submit(view, { reason: 'x' })).rejects.toThrow(
      'no longer open',
    );
  });

  test('is not submitted as Slack itself refuses it', async () => {
    const view = await opened();
    const before = at.heard.length;
    await expect(at.slack.as('ada').submit(view)).rejects.toThrow('Reason: Please complete');
    await expect(at.slack.as('ada').submit(view, { reason: '' })).rejects.toThrow('Reason: Please');
    await expect(at.slack.as('ada').submit(view, { reason: 'x'.repeat(11) })).rejects.toThrow(
      '0 to 10',
    );
    expect(at.heard).toHaveLength(before);
  });

  test('stays with errors beside the inputs, changes, and is cleared, as the app says', async () => {
    const view = await opened();
    const submit = () => at.slack.as('ada').submit(view, { reason: 'x' });
    at.app.answer = answerJson({ response_action: 'errors', errors: { reason: 'Say more' } });
    await submit();
    expect(at.slack.read.modal('ada')?.errors).toEqual({ reason: 'Say more' });
    at.app.answer = answerJson({
      response_action: 'update',
      view: { ...VIEW, callback_id: 'two' },
    });
    await submit();
    expect(at.slack.read.modal('ada')).toMatchObject({ callbackId: 'two', errors: {} });
    at.app.answer = answerJson({ response_action: 'errors', errors: { other: 'Say more' } });
    await submit();
    expect(at.slack.read.trouble('ada')).toEqual([expect.stringContaining('trouble connecting')]);
    at.app.answer = answerJson({ response_action: 'clear' });
    await submit();
    expect(at.slack.read.modal('ada')).toBeNull();
  });

  test('is changed by the app, not over a change that it has not seen', async () => {
    const view = await opened();
    const update = (hash?: string) =>
      refusal(
        at.client.views.update({
          view_id: view.id,
          view: { ...VIEW, callback_id: 'two' },
          ...(hash === undefined ? {} : { hash }),
        }),
      );
    expect(await update('old')).toMatchObject({ error: 'hash_conflict' });
    expect(await update()).toBe('went well');
    expect(at.slack.read.modal('ada')?.callbackId).toBe('two');
    await at.slack.as('ada').closeView(view);
    expect(at.heard.at(-1)?.body).toMatchObject({ type: 'view_closed', view: { id: view.id } });
    expect(await update()).toMatchObject({ error: 'not_found' });
  });

  test('that is too large is refused', async () => {
    const trigger_id = await pressed();
    const blocks = Array.from({ length: 100 }, () => section('x'.repeat(2500)));
    expect(
      await refusal(at.client.views.open({ trigger_id, view: { ...VIEW, blocks } })),
    ).toMatchObject({ error: 'view_too_large' });
  });

  test('that is wrong is refused with its place', async () => {
    const trigger_id = await pressed();
    const view = { ...VIEW, title: { type: 'plain_text' as const, text: 'x'.repeat(25) } };
    expect(await refusal(at.client.views.open({ trigger_id, view }))).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    });
  });
});

describe('a command', () => {
  test('is a form with where, who and what', async () => {
    await at.slack.as('ada').command('releases', 'promote acme/shop staging');
    expect(at.heard[0]).toMatchObject({
      signed: true,
      body: {
        command: '/lockkeeper',
        text: 'promote acme/shop staging',
        user_id: 'U07ADA0001',
        team_id: 'T07ACME001',
        channel_id: CHANNEL,
        channel_name: 'releases',
        api_app_id: 'A07LOCKK08',
        response_url: expect.stringContaining('/slack/response/'),
        trigger_id: expect.any(String),
      },
    });
    await at.slack.as('ada').command('lockkeeper', 'help');
    expect(at.heard[1]?.body).toMatchObject({
      channel_id: 'D07ADA0001',
      channel_name: 'directmessage',
    });
  });

  test('is answered at once by words or a message, to the person alone', async () => {
    at.app.answer = (_, response) => response.end('words');
    await at.slack.as('ada').command('releases', 'x');
    at.app.answer = answerJson({ text: 't', blocks: [section('a message')] });
    await at.slack.as('ada').command('releases', 'x');
    expect(said('ada')).toEqual(['words', 'a message']);
  });

  test('fails with a word for it', async () => {
    at.app.answer = (_, response) => response.writeHead(404).end();
    await at.slack.as('ada').command('releases', 'x');
    at.app.answer = answerJson({ text: 'x', blocks: [{ type: 'nothing' }] });
    await at.slack.as('ada').command('releases', 'x');
    expect(at.slack.read.trouble('ada')).toEqual([
      '/lockkeeper failed with the error "dispatch_failed"',
      '/lockkeeper failed with the error "invalid_blocks"',
    ]);
  });
});

describe('an event', () => {
  test('of an opened home is wrapped as Slack does, and the home is shown', async () => {
    at.slack.as('ada').openHome();
    await at.slack.settled();
    expect(at.heard[0]).toMatchObject({
      signed: true,
      body: {
        type: 'event_callback',
        team_id: 'T07ACME001',
        event: { type: 'app_home_opened', user: 'U07ADA0001', channel: 'D07ADA0001', tab: 'home' },
        event_id: expect.stringMatching(/^Ev/),
        event_time: 1_795_252_320,
        event_context: expect.any(String),
        authorizations: [{ team_id: 'T07ACME001', user_id: 'U07LOCKK08', is_bot: true }],
      },
    });
    const view = { type: 'home' as const, blocks: [section('Nothing waits'), buttons('refresh')] };
    await at.client.views.publish({ user_id: 'U07ADA0001', view });
    const home = at.slack.read.home('ada');
    expect(home?.shown).toBe('Nothing waits\n[Refresh]');
    await at.slack.as('ada').press({ id: home?.id ?? '' }, 'refresh');
    expect(at.heard[1]?.body).toMatchObject({
      container: { type: 'view', view_id: home?.id },
      view: { type: 'home' },
      actions: [{ action_id: 'refresh' }],
    });
    expect(at.heard[1]?.body).not.toHaveProperty('response_url');
  });

  test('of the other tab of the app has its name', async () => {
    at.slack.as('ada').openHome('messages');
    await at.slack.settled();
    expect(at.heard[0]?.body.event).toMatchObject({ type: 'app_home_opened', tab: 'messages' });
  });

  test('tells of a changed profile, of somebody who left, and of the app being taken out', async () => {
    at.slack.as('ada').moveTo('Asia/Tokyo');
    at.slack.as('bob').leave();
    at.slack.uninstall();
    await at.slack.settled();
    expect(at.heard.map(({ body }) => body.event)).toMatchObject([
      { type: 'user_change', user: { id: 'U07ADA0001', deleted: false, tz: 'Asia/Tokyo' } },
      { type: 'user_change', user: { id: 'U07BOB0004', deleted: true } },
      { type: 'tokens_revoked', tokens: { bot: ['U07LOCKK08'] } },
      { type: 'app_uninstalled' },
    ]);
  });

  test('comes again where a story says so, three times at most, under its id', async () => {
    at.app.answer = (_, response) => response.writeHead(500).end();
    at.slack.as('ada').openHome();
    for (let i = 0; i < 5; i += 1) {
      await at.slack.settled();
      at.slack.retry();
    }
    expect(at.heard.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([
      undefined,
      '1',
      '2',
      '3',
    ]);
    expect(at.heard[1]?.headers['x-slack-retry-reason']).toBe('http_error');
    expect(new Set(at.heard.map(({ body }) => body.event_id)).size).toBe(1);
    expect(at.heard.every(({ signed }) => signed)).toBe(true);
  });

  test('is held back and let go', async () => {
    at.slack.hold();
    at.slack.as('ada').openHome();
    at.slack.as('bob').openHome();
    await at.slack.settled();
    expect(at.heard).toEqual([]);
    at.slack.release((held) => held.toReversed());
    await at.slack.settled();
    expect(at.heard.map(({ body }) => body.event)).toMatchObject([
      { user: 'U07BOB0004' },
      { user: 'U07ADA0001' },
    ]);
  });
});

test('every event comes twice where the wire doubles, no press does', async () => {
  await at.close();
  at = await openSlack({ doubled: true });
  at.slack.as('ada').openHome();
  await at.slack.settled();
  expect(at.heard.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1']);
  await at.slack.as('ada').press(await posted(buttons('why')), 'why');
  expect(at.heard).toHaveLength(3);
});

describe('what Slack did not send', () => {
  test('is a replay: the very same bytes, signature and time', async () => {
    const sent = await at.slack.as('ada').press(await posted(buttons('why')), 'why');
    at.clock.time += 600_000;
    await at.slack.redeliver(sent.id);
    const [first, second] = at.heard;
    expect(second?.text).toBe(first?.text);
    for (const name of ['x-slack-signature', 'x-slack-request-timestamp']) {
      expect(second?.headers[name]).toBe(first?.headers[name]);
    }
  });

  test('is forged in its signature or its time', async () => {
    const body = 'payload=%7B%7D';
    await at.slack.forge({ body, signature: 'v0=00' });
    await at.slack.forge({ body, timestamp: '1' });
    expect(
      at.heard.map(({ signed, headers }) => [signed, headers['x-slack-request-timestamp']]),
    ).toEqual([
      [false, '1795252320'],
      [true, '1'],
    ]);
  });
});
