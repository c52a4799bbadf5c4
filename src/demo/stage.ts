/**
 * The world the demo plays in, and that `npm run sandbox` opens for playing by hand: a GitHub of its
 * own on this machine, the real app against it, a fresh database. The app knows its address only.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import { generateSigningKey } from '../adapters/signer.ts';
import { compose, type Lockkeeper } from '../compose.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { DEMO_POLICY, DEMO_SLACK_POLICY } from './policy.ts';

export interface Stage {
  readonly sandbox: Sandbox;
  /** The one that runs now. */
  readonly app: Lockkeeper;
  /** Where it listens. */
  readonly url: string;
  /** What the sandbox signs its webhooks with. */
  readonly secret: string;
  readonly databaseUrl: string;
  /** Its own, removed when the stage closes. */
  readonly folder: string;
  /** Waits until every event was delivered and everything that is due was done. */
  quiet(): Promise<void>;
  /** Stops the app and starts another on the same database; `meanwhile` has the place to itself. */
  restart(meanwhile?: (place: Place) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What another process needs to be the app of this stage. */
export interface Place {
  readonly env: Readonly<Record<string, string>>;
  readonly signingKey: string;
}

export interface StageOptions {
  readonly log: Log;
  readonly port: number;
  readonly sandboxPort: number;
  readonly policy?: string;
  readonly clock?: Clock;
  /** Settings beside those that the stage needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Beside the policy on the main branch. */
  readonly files?: Readonly<Record<string, string>>;
  /** Names of checks that the rules of the main branch require. */
  readonly requiredChecks?: readonly string[];
  /** How the sandbox sends its webhooks, and who is told of every call that it answers. */
  readonly wire?: Pick<SandboxOptions, 'doubled' | 'pick' | 'observe'>;
  /** The app is in the sandbox's Slack as well, and people can link their accounts. */
  readonly slack?: boolean;
  /** A fresh SQLite file when left out. */
  readonly databaseUrl?: string;
  /** In PEM, where the record must be signed with a known one; a fresh one when left out. */
  readonly signingKey?: string;
}

/** It guards nothing but this machine's own loopback. */
const SECRET = 'of-the-sandbox-on-this-machine-alone';

export const openStage = async (options: StageOptions): Promise<Stage> => {
  const clock = options.clock ?? systemClock;
  const files = {
    '.github/lockkeeper.yml':
      options.policy ?? (options.slack === true ? DEMO_SLACK_POLICY : DEMO_POLICY),
    'README.md': '# Shop\n',
    ...options.files,
  };
  const sandbox = await createSandbox({
    port: options.sandboxPort,
    clock,
    files,
    requiredChecks: options.requiredChecks ?? [],
    ...options.wire,
  });
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-'));
  const clear = async (): Promise<void> => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return await stageOn(sandbox, folder, clear, { ...options, clock });
  } catch (fault) {
    await clear();
    throw fault;
  }
};

const stageOn = async (
  sandbox: Sandbox,
  folder: string,
  clear: () => Promise<void>,
  options: StageOptions & { readonly clock: Clock },
): Promise<Stage> => {
  const { log, clock } = options;
  const own = options.slack === true ? await slackEnv(sandbox, options.port) : {};
  const databaseUrl = options.databaseUrl ?? `file:${join(folder, 'lockkeeper.db')}`;
  const env = { ...envFor(sandbox, databaseUrl, options), ...own, ...options.env };
  const settings = settingsIn(env);
  const parts = { settings, signingKey: options.signingKey ?? generateSigningKey() };
  const start = async () => {
    const app = await compose({ ...parts, log, clock });
    const url = await app.start().catch(async (fault: unknown) => {
      await app.stop();
      throw fault;
    });
    sandbox.connectApp({ url: `${url}/api/github/webhooks`, secret: SECRET });
    sandbox.slack.connectApp({ url: `${url}/slack/events`, signingSecret: SECRET });
    return { app, url };
  };
  let running = await start();
  return {
    sandbox,
    get app() {
      return running.app;
    },
    get url() {
      return running.url;
    },
    secret: SECRET,
    databaseUrl,
    folder,
    quiet: () => quiet(sandbox, running.app),
    restart: async (meanwhile) => {
      await running.app.stop();
      await meanwhile?.({ env, signingKey: parts.signingKey });
      running = await start();
    },
    close: async () => {
      await sandbox.settled();
      await running.app.stop();
      await clear();
    },
  };
};

const envFor = (
  sandbox: Sandbox,
  databaseUrl: string,
  { port }: StageOptions,
): Readonly<Record<string, string>> => ({
  APP_ID: String(sandbox.app.id),
  PRIVATE_KEY: sandbox.app.privateKey,
  WEBHOOK_SECRET: SECRET,
  GITHUB_API_URL: sandbox.url,
  DATABASE_URL: databaseUrl,
  PORT: String(port),
});

/** Links and sign-ins lead to the app, so its address is known before it listens. */
const slackEnv = async (
  sandbox: Sandbox,
  wanted: number,
): Promise<Readonly<Record<string, string>>> => {
  const port = wanted === 0 ? await freePort() : wanted;
  const publicUrl = `http://127.0.0.1:${port}`;
  sandbox.allowCallbacks([`${publicUrl}/link/slack`, `${publicUrl}/link/github`]);
  const { clients } = sandbox.app;
  return {
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    SLACK_BOT_TOKEN: sandbox.slack.workspace.tokens.bot,
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: sandbox.slack.apiUrl,
    SLACK_CLIENT_ID: clients.slack.id,
    SLACK_CLIENT_SECRET: clients.slack.secret,
    GITHUB_CLIENT_ID: clients.github.id,
    GITHUB_CLIENT_SECRET: clients.github.secret,
  };
};

/** Below those that systems give to connections, where one would take it before the app listens there. */
const PORTS = [20_000, 32_000] as const;
const MOST_TRIES = 50;

const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = randomInt(...PORTS);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free for the app');
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

const settingsIn = (env: Readonly<Record<string, string>>): Settings => {
  const settings = readSettings(env);
  if (settings.ok && settings.value.mode === 'serve') return settings.value;
  throw new Error('the stage has wrong settings', { cause: settings });
};

/** More rounds than this mean that two sides keep each other busy. */
const MAX_ROUNDS = 200;

const quiet = async (sandbox: Sandbox, app: Lockkeeper): Promise<void> => {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await sandbox.settled();
    const before = sandbox.deliveries.length;
    await app.worker.idle();
    await sandbox.settled();
    if (sandbox.deliveries.length === before) return;
  }
  throw new Error('the sandbox and the app do not come to rest');
};
