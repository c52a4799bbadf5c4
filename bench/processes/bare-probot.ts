/**
 * What the intake is held against: Probot as its own `run` starts it, with one handler that does
 * nothing; or of Probot the middleware alone, without its server and a word in the log.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { type ApplicationFunction, createNodeMiddleware, Probot, run } from 'probot';
import { answerEach } from './child.ts';

interface Begin {
  readonly secret: string;
  readonly as: 'run' | 'middleware';
  readonly port: number;
}

const PATH = '/api/github/webhooks';
const APP_ID = '1';

const app: ApplicationFunction = (probot) => {
  probot.on('issue_comment', () => undefined);
};

answerEach<Begin>(async ({ secret, as, port }) => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const privateKey = key.export({ type: 'pkcs1', format: 'pem' }).toString();
  if (as === 'run') {
    const env = { APP_ID, PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret };
    await run(app, { env: { ...env, HOST: '127.0.0.1', PORT: String(port) } });
    return { url: `http://127.0.0.1:${port}${PATH}` };
  }
  const probot = new Probot({ appId: APP_ID, privateKey, secret, log: pino({ level: 'silent' }) });
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: PATH });
  const server = createServer((request, response) => {
    void middleware(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}` };
});
