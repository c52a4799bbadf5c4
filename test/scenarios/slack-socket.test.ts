/** The app opens the way to Slack itself: the same is done over it, and nothing of it holds up the rest. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compose, type Lockkeeper } from '../../src/compose.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Log } from '../../src/ports/log.ts';
import { type SlackSocket, serveSlackSocket } from '../sandbox/slack-socket.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

let story: SlackStory;
let socket: SlackSocket;
let errors: string[];
beforeEach(async () => {
  story = await tellSlackStory();
  errors = [];
});
afterEach(async () => {
  await story.close();
});

interface Socketed {
  readonly app: Lockkeeper;
  readonly url: string;
  quiet(): Promise<void>;
}

/** In the place of the story's own app, one that is set to Socket Mode. */
const bySocket = (
  tell: (running: Socketed) => Promise<void>,
  before: () => void = () => undefined,
): Promise<void> =>
  story.restart(async ({ env, signingKey }) => {
    const { slack } = story;
    const settings = readSettings({ ...env, SLACK_APP_TOKEN: slack.workspace.tokens.app });
    if (!settings.ok || settings.value.mode !== 'serve') throw new Error('wrong settings');
    const error: Log['error'] = (_, message) => void errors.push(message);
    const log: Log = { debug: () => undefined, info: () => undefined, warn: error, error };
    socket = await serveSlackSocket(slack);
    before();
    const app = await compose({ settings: settings.value, signingKey, log, clock: story.clock });
    try {
      const url = await app.start();
      const quiet = async (): Promise<void> => {
        await story.sandbox.settled();
        await app.worker.idle();
        await story.sandbox.settled();
      };
      await tell({ app, url, quiet });
    } finally {
      await app.stop();
      await socket.close();
    }
  });

it('approves by it, and takes nothing over HTTP', async () => {
  await story.link('grace');
  const pull = await story.waiting();
  await bySocket(async ({ url, quiet }) => {
    await socket.connected();
    const sent = await story.slack.as('grace').press(story.message(), 'approve');
    expect(sent.status).toBe(200);
    await quiet();
    expect(story.deployments('production')).toEqual([pull.headSha]);
    expect(story.said()).toContain('Approved by grace (slack');
    const posted = await fetch(`${url}/slack/events`, { method: 'POST', body: sent.body });
    expect(posted.status).toBe(405);
  });
  expect(errors).toEqual([]);
});

it.each([
  ['Slack asks for another', () => socket.refresh()],
  ['it is cut', () => socket.cut()],
])('opens another when %s', async (_, lose) => {
  await story.link('grace');
  const pull = await story.waiting();
  await bySocket(async ({ quiet }) => {
    await socket.connected();
    lose();
    await socket.connected();
    await story.slack.as('grace').press(story.message(), 'approve');
    await quiet();
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });
  expect(errors).toEqual([]);
});

it.each([
  ['is down', { as: 500, times: 3 }],
  ['does not know the token', { as: { error: 'invalid_auth' }, times: 3 }],
  ['cuts the connection', { as: 'cut', times: 3 }],
] as const)('goes on without it while Slack %s, and opens it then', async (_, fault) => {
  const pull = await story.waiting();
  let left = (): number => 0;
  await bySocket(
    async ({ quiet }) => {
      await story.as('grace').review(pull.number, 'APPROVE');
      await quiet();
      expect(story.deployments('production')).toEqual([pull.headSha]);
      let open = false;
      const opened = socket.connected().then(() => {
        open = true;
      });
      while (!open) {
        story.clock.advance(10_000);
        await new Promise(setImmediate);
      }
      await opened;
      expect(left()).toBe(0);
      expect((await story.slack.as('grace').command('releases', 'help')).status).toBe(200);
    },
    () => {
      left = story.slack.fail('apps.connections.open', fault).left;
    },
  );
  expect(errors).toEqual(['the socket to Slack is not open; it is tried again and again']);
});

it('stops while Slack is down', async () => {
  await bySocket(
    async () => undefined,
    () => void story.slack.fail('apps.connections.open', { as: 'hang', times: 1_000 }),
  );
  story.slack.heal();
  expect((await fetch(`${story.url}/healthz`)).status).toBe(200);
});

it('answers an event when it is kept, so that Slack sends it again otherwise', async () => {
  await bySocket(async ({ app, quiet }) => {
    await socket.connected();
    const { inbox } = app.store;
    const { put } = inbox;
    inbox.put = async () => {
      throw new Error('the disk is full');
    };
    story.slack.as('grace').openHome();
    await story.slack.settled();
    inbox.put = put;
    story.slack.retry();
    await quiet();
    // As in every story, it was sent twice already.
    expect(story.slack.deliveries.map(({ status }) => status)).toEqual([504, 504, 200]);
    expect(story.slack.read.home('grace')).not.toBeNull();
  });
  expect(new Set(errors)).toEqual(new Set(['what somebody did in Slack could not be kept']));
});
