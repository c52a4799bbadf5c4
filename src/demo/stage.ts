/**
 * The world the demo plays in, and that `npm run sandbox` opens for playing by hand: a GitHub of its
 * own on this machine, the real app against it, a fresh database.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey } from '../adapters/signer.ts';
import { compose, type Lockkeeper } from '../compose.ts';
import { readSettings } from '../config/settings.ts';
import type { Log } from '../ports/log.ts';
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts';

export interface Stage {
  readonly sandbox: Sandbox;
  readonly app: Lockkeeper;
  /** Where the app listens. */
  readonly url: string;
  readonly folder: string;
  /** Waits until every event was delivered and everything that is due was done. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** The policy of the demo's repository: what the README shows. */
export const DEMO_POLICY = `version: 1
environments:
  - name: development
  - name: staging
    gates:
      checks: { required: [build, test] }
  - name: production
    production: true
    url: https://shop.example.com
    gates:
      checks: { required: [build, test] }
    approvals:
      rules:
        - { name: platform, count: 1, teams: [platform] }
    separation_of_duties: strict
`;

export const openStage = async (options: {
  readonly log: Log;
  readonly port: number;
  readonly sandboxPort: number;
}): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-'));
  const sandbox = await createSandbox({
    port: options.sandboxPort,
    clock: { now: () => Date.now() },
    files: { '.github/lockkeeper.yml': DEMO_POLICY },
  });
  const secret = 'a-secret-of-the-sandbox-alone';
  const settings = readSettings({
    APP_ID: String(sandbox.app.id),
    PRIVATE_KEY: sandbox.app.privateKey,
    WEBHOOK_SECRET: secret,
    GITHUB_API_URL: sandbox.url,
    DATABASE_URL: `file:${join(folder, 'lockkeeper.db')}`,
    PORT: String(options.port),
    HOST: '127.0.0.1',
  });
  if (!settings.ok || settings.value.mode !== 'serve') throw new Error('the stage has wrong settings');
  const app = await compose({
    settings: settings.value,
    signingKey: generateSigningKey(),
    log: options.log,
  });
  const url = await app.start();
  sandbox.connectApp({ url: `${url}/api/github/webhooks`, secret });
  return {
    sandbox,
    app,
    url,
    folder,
    quiet: () => quiet(sandbox, app),
    close: async () => {
      await sandbox.settled();
      await app.stop();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** More rounds than this mean that two sides keep each other busy. */
const MAX_ROUNDS = 100;

const quiet = async (sandbox: Sandbox, app: Lockkeeper): Promise<void> => {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await sandbox.settled();
    await app.worker.idle();
    if (!sandbox.busy() && (await app.worker.isIdle())) return;
  }
  throw new Error('the sandbox and the app do not come to rest');
};
