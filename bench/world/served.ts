/** The product as an operator runs it, `src/main.ts` in a process of its own, against a sandbox in this one. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Child, startChild } from '../processes/child.ts';
import { POLICY, until } from './shop.ts';

const SECRET = 'of-the-bench-on-this-machine-alone';

export interface Served {
  readonly sandbox: Sandbox;
  readonly child: Child;
  /** From the start of the process to the first time that it said it was ready. */
  readonly readyAfterMs: number;
  stop(): Promise<void>;
}

export const serve = async (options: {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly execArgv?: readonly string[];
}): Promise<Served> => {
  const files = { '.github/lockkeeper.yml': POLICY };
  const sandbox = await createSandbox({ port: 0, clock: systemClock, files });
  const port = await freePort();
  const begun = performance.now();
  const child = startChild('src/main.ts', {
    env: {
      APP_ID: String(sandbox.app.id),
      PRIVATE_KEY: sandbox.app.privateKey,
      WEBHOOK_SECRET: SECRET,
      GITHUB_API_URL: sandbox.url,
      DATABASE_URL: options.databaseUrl,
      SIGNING_KEY_PATH: join(options.folder, 'signing-key.pem'),
      PORT: String(port),
    },
    execArgv: options.execArgv ?? [],
  });
  const url = `http://127.0.0.1:${port}`;
  await until(() => isReady(url), `${url}/readyz`);
  const readyAfterMs = performance.now() - begun;
  sandbox.connectApp({ url: `${url}/api/github/webhooks`, secret: SECRET });
  return {
    sandbox,
    child,
    readyAfterMs,
    stop: async () => {
      await child.stop();
      await sandbox.close();
    },
  };
};

const isReady = async (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
