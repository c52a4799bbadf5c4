/** The server of the product over a store of its own, and no worker: webhooks are verified, stored, answered. */
import pino from 'pino';
import { systemClock } from '../../src/adapters/clock.ts';
import { createHttpServer } from '../../src/adapters/http/server.ts';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { secret } from '../../src/config/secret.ts';
import { answerEach } from './child.ts';

interface Begin {
  readonly databaseUrl: string;
  readonly secret: string;
}

answerEach<Begin>(async ({ databaseUrl, secret: webhookSecret }) => {
  const store = await openStore(databaseUrl);
  await store.migrate();
  const server = createHttpServer({
    settings: { host: '127.0.0.1', port: 0, webhookSecret: secret(webhookSecret) },
    log: pino({ level: 'warn' }, process.stderr),
    intake: (delivery) => store.inbox.put({ ...delivery, receivedAt: systemClock.now() }),
    slack: null,
    answers: () => Promise.reject(new Error('nobody was asked')),
    link: null,
    health: {},
  });
  return { url: `${await server.listen()}/api/github/webhooks` };
});
