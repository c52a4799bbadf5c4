/** Started without settings: the page that registers the app, as a browser gets it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';

let child: ChildProcess | null = null;
afterEach(async () => {
  if (child === null || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Starts the app, and resolves with everything it said until it listens. */
const start = async (env: Readonly<Record<string, string>>) => {
  const port = await freePort();
  const started = spawn(process.execPath, ['src/main.ts'], {
    env: { PATH: process.env.PATH ?? '', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  const said: string[] = [];
  const listening = new Promise<void>((resolve, reject) => {
    for (const stream of [started.stdout, started.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        if (line.includes('Listening on')) resolve();
      });
    }
    started.once('exit', (code) => reject(new Error(`exit ${code}: ${said.join('\n')}`)));
  });
  await listening;
  return { url: `http://127.0.0.1:${port}`, said: () => said.join('\n') };
};

const registration = async (url: string) => {
  const page = await (await fetch(`${url}/probot`)).text();
  const manifest = /value='(\{[^']*\})'/.exec(page)?.[1] ?? '';
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  return { action, manifest: JSON.parse(manifest) as Readonly<Record<string, unknown>> };
};

it('registers with the events and permissions of app.yml, and with our own address', async () => {
  const app = await start({ PUBLIC_URL: 'https://lockkeeper.acme.example' });
  const { action, manifest } = await registration(app.url);
  expect(action).toContain('https://github.com/settings/apps/new');
  expect(manifest).toMatchObject({
    hook_attributes: { url: 'https://lockkeeper.acme.example/api/github/webhooks' },
    redirect_url: `${app.url}/probot/setup`,
    public: false,
    default_events: expect.arrayContaining(['issue_comment', 'push']),
    default_permissions: { checks: 'write', contents: 'read' },
  });
  expect(app.said()).not.toContain('PUBLIC_URL');
});

it('goes to an Enterprise Server’s own page, and says when GitHub could not reach it back', async () => {
  const app = await start({ GITHUB_API_URL: 'https://ghe.acme.example/api/v3' });
  const { action } = await registration(app.url);
  expect(action).toContain('https://ghe.acme.example/settings/apps/new');
  expect(app.said()).toContain('PUBLIC_URL is not set');
});
