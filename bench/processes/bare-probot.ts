/** What the intake is held against: Probot as it comes, with one handler that does nothing. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createNodeMiddleware, Probot } from 'probot';
import { answerEach } from './child.ts';

const PATH = '/api/github/webhooks';

answerEach<{ readonly secret: string }>(async ({ secret }) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const probot = new Probot({
    appId: 1,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    secret,
    // A line a request would cost it time that is not of its own.
    log: pino({ level: 'silent' }),
  });
  const app = (of: Probot): void => {
    of.on('issue_comment', () => undefined);
  };
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: PATH });
  const server = createServer((request, response) => {
    void middleware(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}` };
});
