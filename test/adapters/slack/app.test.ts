/** What could not be kept is answered with an error, so that Slack's user sees it, and said in the log. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createSlack } from '../../../src/adapters/slack/app.ts';
import type { Log } from '../../../src/ports/log.ts';
import { openSlack } from '../../sandbox/slack-open.ts';

it('says that it was not kept, to who did it and in the log', async () => {
  const { slack, sandbox, clock, close } = await openSlack();
  const errors: string[] = [];
  const nothing = () => undefined;
  const log: Log = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (_, message) => void errors.push(message),
  };
  const parts = {
    clock: { ...clock, now: clock.now, newId: () => 'id', sleep: async () => undefined },
    log,
  };
  const settings = { botToken: 'xoxb-1', signingSecret: 'secret', appToken: null };
  const app = createSlack({ ...settings, apiUrl: slack.apiUrl, timeoutMs: 1_000 }, parts);
  const door = app.open({
    intake: async () => {
      throw new Error('the disk is full');
    },
    form: async () => null,
  });
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    if ((await door.inbound?.take({ request, body }, response)) !== true)
      response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  slack.connectApp({ url: `http://127.0.0.1:${port}/slack/events`, signingSecret: 'secret' });
  const sent = await slack.as('grace').command('releases', 'status acme/shop');
  expect(sent.status).toBe(500);
  expect(slack.read.trouble('grace')).toHaveLength(1);
  slack.as('grace').openHome();
  await sandbox.settled();
  expect(slack.deliveries.at(-1)?.status).toBe(500);
  expect(errors).toEqual(Array(2).fill('what somebody did in Slack could not be kept'));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await close();
});
