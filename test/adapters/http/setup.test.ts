/** Started without settings: the page that registers the app, as a browser gets it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { temporaryFolder } from '../store/temporary-folder.ts';

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

let child: ChildProcess | null = null;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
  if (child === null || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
});

const serving = (listener?: Parameters<typeof createServer>[1]): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer(listener ?? (() => undefined)).listen(0, '127.0.0.1', () =>
      resolve((server.address() as AddressInfo).port),
    );
    servers.push(server);
  });

const spawned = (folder: string, env: Readonly<Record<string, string>>) => {
  const started = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  const said: string[] = [];
  const heard = new Promise<string>((resolve, reject) => {
    for (const stream of [started.stdout, started.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const address = /http:\/\/127\S+/.exec(line)?.[0];
        if (address !== undefined) resolve(address);
      });
    }
    started.once('close', (code) => reject(new Error(`exit ${code}: ${said.join('\n')}`)));
  });
  return { heard, said: () => said.join('\n') };
};

/** Starts the app, and resolves with the address it printed and everything else it said. */
const start = async (env: Readonly<Record<string, string>> = {}) => {
  const folder = temporaryFolder();
  const { heard, said } = spawned(folder, env);
  const address = await heard;
  return { address, url: new URL(address).origin, said, folder };
};

const registration = async (address: string) => {
  const answer = await fetch(address);
  const text = (await answer.text()).replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const manifest = /name="manifest" value="(\{.*?\})" \/>/.exec(text)?.[1] ?? '';
  const action = /method="post" action="([^"]+)"/.exec(text)?.[1] ?? '';
  return { text, action, manifest: JSON.parse(manifest) as Readonly<Record<string, unknown>> };
};

it('registers with the events and permissions of app.yml, and with our own address', async () => {
  const app = await start({ PUBLIC_URL: 'https://lockkeeper.acme.example' });
  const { text, action, manifest } = await registration(app.address);
  expect(text).toContain('<title>Register Lockkeeper on GitHub</title>');
  expect(action).toMatch(/^https:\/\/github\.com\/settings\/apps\/new\?state=[0-9a-f]{32}$/);
  expect(manifest).toMatchObject({
    hook_attributes: { url: 'https://lockkeeper.acme.example/api/github/webhooks' },
    redirect_url: `${app.url}/registered`,
    callback_urls: ['https://lockkeeper.acme.example/link/github'],
    public: false,
    default_events: expect.arrayContaining(['issue_comment', 'push']),
    default_permissions: { checks: 'write', contents: 'read' },
  });
  expect(app.said()).toContain('  https://lockkeeper.acme.example/?token=');
  expect(app.said()).not.toContain('PUBLIC_URL');
  const ofAcme = await registration(`${app.address}&organisation=acme`);
  expect(ofAcme.action).toContain('https://github.com/organizations/acme/settings/apps/new?state=');
  const ofNobody = await registration(
    `${app.address}&organisation=${encodeURIComponent('a/../b')}`,
  );
  expect(ofNobody.action).toContain('https://github.com/settings/apps/new');
});

it('goes to an Enterprise Server’s own page, and says when GitHub could not reach it back', async () => {
  const app = await start({ GITHUB_API_URL: 'https://ghe.acme.example/api/v3' });
  const { action, text } = await registration(app.address);
  expect(action).toContain('https://ghe.acme.example/settings/apps/new');
  expect(app.said()).toContain('PUBLIC_URL is not set');
  expect(text).toContain('PUBLIC_URL is not set');
});

it('lives but is not ready, and shows nothing without the token that it printed', async () => {
  const { url, address } = await start();
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  const token = new URL(address).searchParams.get('token') ?? '';
  for (const path of ['/', '/?token=', `/?token=${'0'.repeat(token.length)}`]) {
    const answer = await fetch(`${url}${path}`);
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('manifest');
  }
  expect((await fetch(`${url}/registered?code=x&state=${token}`)).status).toBe(401);
});

it('keeps what GitHub gives for the code, once', async () => {
  const exchanged: string[] = [];
  const github = await serving((request, response) => {
    exchanged.push(`${request.method} ${request.url}`);
    response.writeHead(201, { 'content-type': 'application/json' });
    const pem = '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n';
    const html_url = 'https://github.com/apps/lock';
    const client = { client_id: 'Iv1.7', client_secret: 'c' };
    response.end(
      JSON.stringify({ id: 7, name: 'lock', pem, webhook_secret: 'w', html_url, ...client }),
    );
  });
  const app = await start({ GITHUB_API_URL: `http://127.0.0.1:${github}` });
  const { action } = await registration(app.address);
  const state = new URL(action).searchParams.get('state');
  expect(existsSync(join(app.folder, '.env'))).toBe(false);
  for (let i = 0; i < 2; i += 1) {
    const back = await fetch(`${app.url}/registered?code=a%2Fb&state=${state}`);
    expect(await back.text()).toContain('https://github.com/apps/lock/installations/new');
  }
  expect(exchanged).toEqual(['POST /app-manifests/a%2Fb/conversions']);
  expect(parseEnv(readFileSync(join(app.folder, '.env'), 'utf8'))).toEqual({
    APP_ID: '7',
    WEBHOOK_SECRET: 'w',
    PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----',
    GITHUB_CLIENT_ID: 'Iv1.7',
    GITHUB_CLIENT_SECRET: 'c',
  });
});

it('says in one sentence that its port is taken', async () => {
  const port = await serving();
  await expect(spawned(temporaryFolder(), { PORT: String(port) }).heard).rejects.toThrow(
    `Port ${port} is taken: set PORT to another one, or stop what listens there.`,
  );
  expect(child?.exitCode).toBe(1);
});
