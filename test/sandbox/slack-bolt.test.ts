// Slack's own framework as the app: it takes what the sandbox sends for real, over HTTP and by socket.
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { buttons, section } from './slack-open.ts';
import { serveSlackSocket } from './slack-socket.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const SECRET = 'the signing secret of a test';

/** Bolt reads the machine's clock, and so does this sandbox. */
const opened = async (): Promise<Sandbox> => {
  const sandbox = await createSandbox({
    clock: { now: () => Date.now() },
    port: 0,
    files: { a: '' },
  });
  closing.push(() => sandbox.close());
  return sandbox;
};

const boltOn = (
  { slack }: Sandbox,
  receiver: HTTPReceiver | SocketModeReceiver,
): readonly string[] => {
  const app = new App({
    receiver,
    token: slack.workspace.tokens.bot,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    logLevel: LogLevel.ERROR,
  });
  const heard: string[] = [];
  app.action('reject', async ({ ack, body, client, respond }) => {
    await ack();
    heard.push(`action of ${body.user.id}`);
    await respond({ text: 'looking', response_type: 'ephemeral' });
    if (!('trigger_id' in body)) return;
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'reject',
        title: { type: 'plain_text', text: 'Reject' },
        submit: { type: 'plain_text', text: 'Reject' },
        blocks: [
          {
            type: 'input',
            block_id: 'reason',
            label: { type: 'plain_text', text: 'Reason' },
            element: { type: 'plain_text_input', action_id: 'text' },
          },
        ],
      },
    });
  });
  app.view('reject', async ({ ack, view }) => {
    const reason = view.state.values.reason?.text?.value ?? '';
    heard.push(`reason ${reason}`);
    await ack({ response_action: 'errors', errors: { reason: 'Say more' } });
  });
  app.command('/lockkeeper', async ({ ack, command }) => {
    heard.push(`command ${command.text}`);
    await ack({ text: 'done' });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    heard.push(`home of ${event.user}`);
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [section('Hi')] },
    });
  });
  return heard;
};

const playThrough = async ({ slack }: Sandbox, heard: readonly string[]): Promise<void> => {
  const ada = slack.as('ada');
  await ada.command('releases', 'help');
  expect(slack.read.ephemerals('ada').map(({ shown }) => shown)).toEqual(['done']);
  ada.openHome();
  await slack.settled();
  await expect.poll(() => slack.read.home('ada')?.shown).toBe('Hi');
  slack.as('bob').say('releases', 'hello');
  const headers = {
    authorization: `Bearer ${slack.workspace.tokens.bot}`,
    'content-type': 'application/json',
  };
  const body = JSON.stringify({ channel: 'releases', text: 't', blocks: [buttons('reject')] });
  await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
  const message = slack.read.messages('releases').at(-1);
  if (message === undefined) throw new Error('nothing was posted');
  await ada.press(message, 'reject');
  await expect.poll(() => slack.read.modal('ada')?.title).toBe('Reject');
  expect(slack.read.ephemerals('ada').at(-1)?.shown).toBe('looking');
  await ada.submit({ id: slack.read.modal('ada')?.id ?? '' }, { reason: 'no' });
  expect(slack.read.modal('ada')?.errors).toEqual({ reason: 'Say more' });
  expect(heard).toEqual([
    'command help',
    'home of U07ADA0001',
    'action of U07ADA0001',
    'reason no',
  ]);
  expect(slack.read.trouble('ada')).toEqual([]);
  expect(slack.unknownCalls).toEqual([]);
};

test('over HTTP, where what is forged or late is refused', async () => {
  const sandbox = await opened();
  const receiver = new HTTPReceiver({
    signingSecret: SECRET,
    endpoints: ['/slack/events'],
    logLevel: LogLevel.ERROR,
    port: 0,
  });
  const heard = boltOn(sandbox, receiver);
  const server = await receiver.start(0);
  closing.push(() => receiver.stop());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : address;
  sandbox.slack.connectApp({
    url: `http://127.0.0.1:${port}/slack/events`,
    signingSecret: SECRET,
  });
  await playThrough(sandbox, heard);
  const body = new URLSearchParams({ command: '/lockkeeper', text: 'forged' }).toString();
  const late = `${Math.floor(Date.now() / 1000) - 301}`;
  expect((await sandbox.slack.forge({ body, signature: `v0=${'0'.repeat(64)}` })).status).toBe(401);
  expect((await sandbox.slack.forge({ body, timestamp: late })).status).toBe(401);
  expect(heard).toHaveLength(4);
});

test('by a socket', async () => {
  const sandbox = await opened();
  const { slack } = sandbox;
  const socket = await serveSlackSocket(slack);
  closing.push(() => socket.close());
  const receiver = new SocketModeReceiver({
    appToken: slack.workspace.tokens.app,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
    logLevel: LogLevel.ERROR,
  });
  const heard = boltOn(sandbox, receiver);
  await receiver.start();
  closing.push(() => receiver.stop());
  await socket.connected();
  await playThrough(sandbox, heard);
});
