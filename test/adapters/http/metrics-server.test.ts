/** The page that Prometheus reads: nothing else is there, and what goes wrong is said without details. */
import { afterEach, expect, it } from 'vitest';
import {
  createMetricsServer,
  type MetricsServer,
} from '../../../src/adapters/http/metrics-server.ts';

const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const open: MetricsServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(1_000);
});

const serve = (text: () => Promise<string>, port = 0): Promise<string> => {
  const at = { host: '127.0.0.1', port };
  const server = createMetricsServer({ at, log, contentType: 'text/plain', text });
  open.push(server);
  return server.listen();
};

it('has one page', async () => {
  const url = await serve(async () => 'up 1\n');
  const page = await fetch(`${url}/metrics`);
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
    200,
    'text/plain',
    'up 1\n',
  ]);
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(404);
});

it('says that it cannot tell, and not why', async () => {
  const url = await serve(() => Promise.reject(new Error('password')));
  const page = await fetch(`${url}/metrics`);
  expect(page.status).toBe(500);
  expect(await page.text()).not.toContain('password');
});

it('names its own setting where its port is taken', async () => {
  const { port } = new URL(await serve(async () => ''));
  await expect(serve(async () => '', Number(port))).rejects.toThrow('set METRICS_PORT');
});
