// The pages of the workspace: what each person sees there, escaped, and forms that act as them.
import type { KnownBlock, ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buttons, type OpenedSlack, openSlack, section } from './slack-open.ts';

let at: OpenedSlack;
beforeEach(async () => {
  at = await openSlack();
});
afterEach(() => at.close());

const CHANNEL = 'C07RELEASE';
const RELEASES = '/ui/slack/channels/releases';
const get = async (path = RELEASES, login = 'ada'): Promise<string> =>
  (await fetch(`${at.sandbox.url}${path}`, { headers: { cookie: `who=${login}` } })).text();
const send = async (path: string, fields: Record<string, string>, login = 'ada') => {
  const answer = await fetch(`${at.sandbox.url}/ui/slack/${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: at.sandbox.url, cookie: `who=${login}` },
    body: new URLSearchParams({ back: RELEASES, ...fields }),
  });
  return decodeURIComponent(answer.headers.get('location') ?? '');
};
const post = async (text: string, blocks: KnownBlock[] = [], more: object = {}) => {
  const { ts = '' } = await at.client.chat.postMessage({ channel: CHANNEL, text, blocks, ...more });
  return ts;
};

describe('a channel', () => {
  test('is linked from every page, and the first one is shown', async () => {
    expect(await get('/ui/')).toContain('<a href="/ui/slack">Slack</a>');
    const answer = await fetch(`${at.sandbox.url}/ui/slack`);
    expect(answer.url).toBe(`${at.sandbox.url}${RELEASES}`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('shows markup as Slack does, and never as HTML of the app', async () => {
    await post(
      '*a* _b_ ~c~ `d` <https://a.example/?q="|<b> words> <@U07ADA0001> &lt;i&gt; <script>',
    );
    const page = await get();
    for (const part of [
      '<strong>a</strong> <em>b</em> <s>c</s> <code>d</code>',
      '<a href="https://a.example/?q=&quot;" rel="noreferrer">',
      '<span class="mention">@ada</span>',
      '&lt;i&gt;',
      '&lt;script&gt;',
    ]) {
      expect(page).toContain(part);
    }
    expect(page).not.toContain('<i>');
    expect(page).not.toContain('<b>');
  });

  test('leads nowhere that is no page', async () => {
    await post('<javascript:alert(1)|x>', [section('<javascript:alert(1)|x>')]);
    expect(await get()).not.toContain('href="javascript');
  });

  test('folds threads, marks what was changed, and shows alone what is for one alone', async () => {
    const ts = await post('root');
    await post('one', [], { thread_ts: ts });
    await post('two', [], { thread_ts: ts });
    await at.client.chat.update({ channel: CHANNEL, ts, text: 'root, changed' });
    await at.client.chat.postEphemeral({ channel: CHANNEL, user: 'U07ADA0001', text: 'psst' });
    const page = await get();
    expect(page).toContain('<summary>2 replies</summary>');
    expect(page).toContain('(edited)');
    expect(page).toMatch(/Only visible to you[\s\S]*psst/);
    expect(await get(RELEASES, 'bob')).not.toContain('psst');
  });

  test('that is private is there for those who were asked in', async () => {
    const path = '/ui/slack/channels/board';
    expect((await fetch(`${at.sandbox.url}${path}`)).status).toBe(404);
    expect(await get(path, 'omar')).toContain('Nothing was said here yet');
    expect(await get(RELEASES, 'omar')).toContain(path);
    expect(await get(RELEASES, 'ada')).not.toContain(path);
  });

  test('is where a permalink leads', async () => {
    const ts = await post('root');
    const { permalink = '' } = await at.client.chat.getPermalink({
      channel: CHANNEL,
      message_ts: ts,
    });
    const answer = await fetch(permalink, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(`${RELEASES}#m-${ts}`);
    expect(await get()).toContain(`id="m-${ts}"`);
  });
});

describe('a form', () => {
  test('says something, or gives the command, as the person picked', async () => {
    await send('say', { channel: 'releases', text: 'hello' }, 'grace');
    expect(at.slack.read.messages('releases')).toMatchObject([{ by: 'grace', text: 'hello' }]);
    await send('say', { channel: 'releases', text: '/lockkeeper why acme/shop' }, 'grace');
    expect(at.heard[0]?.body).toMatchObject({ user_name: 'grace', text: 'why acme/shop' });
    expect(await send('say', { channel: 'releases', text: '/remind me' }, 'zoe')).toBe(
      `${RELEASES}?said=/remind is not a valid command.`,
    );
  });

  test('presses what is there, and says what did not work', async () => {
    const ts = await post('t', [buttons('approve')]);
    expect(await get()).toContain('data-testid="press-approve"');
    const fields = { channel: CHANNEL, ts, action: 'approve' };
    expect(await send('press', fields, 'grace')).toBe(RELEASES);
    expect(at.heard[0]?.body).toMatchObject({ user: { name: 'grace' } });
    at.app.answer = (_, response) => response.writeHead(500).end();
    expect(await send('press', fields)).toContain('said=Oh no, something went wrong.');
    await at.client.chat.update({ channel: CHANNEL, ts, text: 'done', blocks: [] });
    expect(await send('press', fields)).toBe(`${RELEASES}?said=There is no approve here`);
  });

  test('chooses from a menu', async () => {
    const option = { text: { type: 'plain_text' as const, text: 'An hour' }, value: 'h' };
    const ts = await post('t', [
      {
        type: 'actions',
        elements: [{ type: 'static_select', action_id: 'later', options: [option] }],
      },
    ]);
    await send('press', { channel: CHANNEL, ts, action: 'later', choice: 'h' });
    expect(at.heard[0]?.body).toMatchObject({
      actions: [{ action_id: 'later', selected_option: { value: 'h' } }],
    });
  });

  test('opens the home tab, which tells the app', async () => {
    expect(await send('home', {})).toBe('/ui/slack/home');
    await at.slack.settled();
    expect(at.heard[0]?.body).toMatchObject({ event: { type: 'app_home_opened' } });
    const view = { type: 'home' as const, blocks: [section('Nothing *waits*')] };
    await at.client.views.publish({ user_id: 'U07ADA0001', view });
    expect(await get('/ui/slack/home')).toContain('Nothing <strong>waits</strong>');
    await at.client.chat.postMessage({ channel: 'U07ADA0001', text: 'for you' });
    expect(await get('/ui/slack/directs')).toContain('for you');
    expect(await get('/ui/slack/directs', 'bob')).not.toContain('for you');
  });
});

describe('a modal', () => {
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  const tick = { text: plain('ada'), value: 'a' };
  const VIEW: ModalView = {
    type: 'modal',
    title: plain('Reject'),
    submit: plain('Reject it'),
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        hint: plain('All will <see> it'),
        element: { type: 'plain_text_input', action_id: 't', multiline: true },
      },
      {
        type: 'input',
        block_id: 'tell',
        optional: true,
        label: plain('Tell'),
        element: { type: 'checkboxes', action_id: 'c', options: [tick], initial_options: [tick] },
      },
    ],
  };
  const opened = async () => {
    const ts = await post('t', [buttons('reject')]);
    await send('press', { channel: CHANNEL, ts, action: 'reject' });
    await at.client.views.open({ trigger_id: at.heard[0]?.body.trigger_id ?? '', view: VIEW });
    return at.slack.read.modal('ada')?.id ?? '';
  };

  test('is shown to its person alone, with labels and hints, and can be closed', async () => {
    const view = await opened();
    const page = await get();
    expect(page).toContain('data-testid="modal"');
    expect(page).toContain('All will &lt;see&gt; it');
    expect(await get(RELEASES, 'bob')).not.toContain('data-testid="modal"');
    await send('close', { view });
    expect(await get()).not.toContain('data-testid="modal"');
  });

  test('keeps what was put in while the app does not take it, and sends it all', async () => {
    const view = await opened();
    at.app.answer = (_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ response_action: 'errors', errors: { reason: 'Say more' } }));
    };
    await send('submit', { view, 'in.reason': '<no>', 'in.tell': '' });
    expect(at.heard.at(-1)?.body).toMatchObject({
      view: {
        state: {
          values: { reason: { t: { value: '<no>' } }, tell: { c: { selected_options: [] } } },
        },
      },
    });
    const page = await get();
    expect(page).toContain('data-testid="wrong-reason">Say more');
    expect(page).toMatch(/<textarea[^>]*>&lt;no&gt;<\/textarea>/);
    expect(page).not.toContain('checked');
    at.app.answer = (_, response) => response.end();
    await send('submit', { view, 'in.reason': 'not yet', 'in.tell': 'a' });
    expect(await get()).not.toContain('data-testid="modal"');
  });

  test('that lacks something is not sent', async () => {
    const view = await opened();
    const before = at.heard.length;
    expect(await send('submit', { view, 'in.reason': '' })).toBe(
      `${RELEASES}?said=Reason: Please complete this required field.`,
    );
    expect(at.heard).toHaveLength(before);
  });
});
