/** `npm start` with settings, as a process of its own: it serves, survives a restart, and stops cleanly. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../src/adapters/clock.ts';
import { DEMO_POLICY } from '../src/demo/policy.ts';
import { createSandbox, type Sandbox } from '../src/sandbox/sandbox.ts';

const SECRET = 'a secret of more than sixteen characters';
/** Long for a machine that does other things as well; nothing waits for it when all goes well. */
const PATIENCE = { timeout: 30_000 };

let folder: string;
let sandbox: Sandbox;
let running: ChildProcess | null = null;
let between: Server | null = null;
afterEach(async () => {
  running?.kill('SIGKILL');
  between?.closeAllConnections();
  between?.close();
  between = null;
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Has the process say which packages it loads that only those need who watch it, or are told elsewhere. */
const SAY_WHAT_IS_LOADED = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve: (name, context, next) => {
      if (/^(prom-client|@opentelemetry\\/.*|@slack\\/.*|nodemailer)$/.test(name)) console.log(JSON.stringify({ msg: 'loads', url: name }));
      return next(name, context);
    },
  });
`)}`;

/** What the process that was started last has said so far. */
let said: { readonly msg: string; readonly url?: string }[] = [];
const saidOf = (msg: string): readonly string[] =>
  said.flatMap((line) => (line.msg === msg && line.url !== undefined ? [line.url] : []));

const start = async (
  githubUrl = sandbox.url,
  env: Readonly<Record<string, string>> = {},
): Promise<string> => {
  said = [];
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: {
      PATH: process.env.PATH,
      APP_ID: String(sandbox.app.id),
      PRIVATE_KEY: sandbox.app.privateKey,
      WEBHOOK_SECRET: SECRET,
      GITHUB_API_URL: githubUrl,
      DATABASE_URL: `file:${join(folder, 'lockkeeper.db')}`,
      SIGNING_KEY_PATH: join(folder, 'signing-key.pem'),
      PORT: '0',
      NODE_OPTIONS: SAY_WHAT_IS_LOADED,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(JSON.parse(line) as (typeof said)[number]);
    const [url] = saidOf('serving');
    if (url === undefined) continue;
    child.stdout.resume();
    sandbox.connectApp({ url: `${url}/api/github/webhooks`, secret: SECRET });
    return url;
  }
  throw new Error('it ended before it served');
};

const stop = async (): Promise<number | null> => {
  const child = running;
  if (child === null) return null;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  running = null;
  return code;
};

test('serves, goes on after a restart where it stopped, and stops when it is told to', async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockkeeper-main-'));
  const files = { '.github/lockkeeper.yml': DEMO_POLICY };
  // GitHub's clock is moved past the second of the push: in that second a command is not run.
  let ahead = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + ahead };
  sandbox = await createSandbox({ port: 0, clock, files });
  const url = await start();
  expect(saidOf('loads')).toEqual([]);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  const ada = sandbox.as('ada');
  const pull = ada.openPull({ title: 'Tax', branch: 'tax', files: { 'a.txt': 'a\n' } });
  for (const check of ['build', 'test']) ada.setCheck(pull.headSha, check, 'success');
  await sandbox.settled();
  ahead = 2_000;
  ada.comment(pull.number, '/promote staging');
  await vi.waitFor(() => expect(sandbox.read.deployments()).toHaveLength(1), PATIENCE);
  expect(await stop()).toBe(0);
  await start(sandbox.url, { METRICS_PORT: '0' });
  const [deployment] = sandbox.read.deployments();
  sandbox.as('github-actions[bot]').deploymentStatus(deployment?.id ?? 0, 'success');
  const conclusion = (): string | null | undefined =>
    sandbox.read.checkRuns(pull.headSha).findLast((run) => run.name === 'promote / staging')
      ?.conclusion;
  await vi.waitFor(() => expect(conclusion()).toBe('success'), PATIENCE);
  expect(saidOf('loads')).toContain('prom-client');
  const [metrics = ''] = saidOf('metrics are told');
  const told = await (await fetch(metrics)).text();
  expect(told).toContain(
    'lockkeeper_promotions_total{environment="staging",kind="promote",state="completed"} 1',
  );
  expect(told).toMatch(
    /lockkeeper_github_calls_total{method="PATCH",route="[^"]*\/check-runs\/[^"]*",status="200"} [1-9]/,
  );
  expect(told).toMatch(/lockkeeper_github_rate_limit_remaining{.*resource="core"} [1-9]/);
  expect(told).toContain('lockkeeper_queue_buried{queue="outbox"} 0');
  expect((await fetch(metrics.replace('/metrics', '/'))).status).toBe(404);
  expect(await stop()).toBe(0);
});

/** A GitHub that takes the sandbox's calls, and answers none of them while it is `held`. */
const slowGithub = async (): Promise<{ readonly url: string; held: boolean; asked: number }> => {
  const slow = { url: '', held: false, asked: 0 };
  between = createServer((incoming, outgoing) => {
    if (slow.held) {
      slow.asked += 1;
      return;
    }
    const { method, headers, url } = incoming;
    incoming.pipe(
      request(`${sandbox.url}${url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  const address = between.address();
  if (address === null || typeof address === 'string') throw new Error('it has no port');
  slow.url = `http://127.0.0.1:${address.port}`;
  return slow;
};

test('is not ready once it was told to stop, and a second word ends it at once', async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockkeeper-main-'));
  let ahead = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const files = { '.github/lockkeeper.yml': DEMO_POLICY };
  sandbox = await createSandbox({ port: 0, clock, files });
  const slow = await slowGithub();
  const url = await start(slow.url);
  const ada = sandbox.as('ada');
  const pull = ada.openPull({ title: 'Tax', branch: 'tax', files: { 'a.txt': 'a\n' } });
  for (const check of ['build', 'test']) ada.setCheck(pull.headSha, check, 'success');
  await sandbox.settled();
  ahead = 2_000;
  slow.held = true;
  ada.comment(pull.number, '/promote staging');
  await vi.waitFor(() => expect(slow.asked).toBeGreaterThan(0), PATIENCE);
  running?.kill('SIGTERM');
  await vi.waitFor(async () => {
    const answer = await fetch(`${url}/readyz`);
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      { checks: { serving: 'draining' } },
    ]);
  }, PATIENCE);
  expect(await stop()).toBe(1);
  slow.held = false;
  await start(slow.url);
  expect(sandbox.read.deployments()).toHaveLength(0);
});
