/** What the operator reads where GitHub does not know the app, or does not answer. */
import { generateKeyPairSync } from 'node:crypto';
import pino from 'pino';
import { Probot } from 'probot';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/adapters/clock.ts';
import { lockkeeperOctokit } from '../../../src/adapters/github/octokit.ts';
import { ownApp } from '../../../src/adapters/github/own-app.ts';
import { noMetrics } from '../../../src/ports/metrics.ts';
import { noTraces } from '../../../src/ports/traces.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';

const log = pino({ level: 'silent' });

const ask = (appId: number, privateKey: string, baseUrl: string) => {
  const Octokit = lockkeeperOctokit({
    clock: systemClock,
    log,
    metrics: noMetrics,
    traces: noTraces,
    timeLimitMs: 10_000,
  });
  return ownApp(new Probot({ appId, privateKey, baseUrl, Octokit, log, secret: 'x' }), baseUrl);
};

it('is who it is; with the key of another app, both settings are named', async () => {
  const { app, url, close } = await createSandbox({ clock: systemClock, port: 0, files: {} });
  onTestFinished(close);
  expect(await ask(app.id, app.privateKey, url)).toEqual({ id: app.id, slug: app.slug });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  await expect(ask(app.id, other, url)).rejects.toThrow(
    'GitHub does not take this APP_ID with this PRIVATE_KEY. Both stand on the page of your GitHub App',
  );
  await expect(ask(app.id + 1, app.privateKey, url)).rejects.toThrow('does not take this APP_ID');
});

it('names the address that does not answer', async () => {
  const { app, url, close } = await createSandbox({ clock: systemClock, port: 0, files: {} });
  await close();
  await expect(ask(app.id, app.privateKey, url)).rejects.toThrow(
    `GitHub at ${url} cannot be reached: `,
  );
});
