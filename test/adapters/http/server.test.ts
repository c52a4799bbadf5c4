/** The server takes what GitHub signed, stores it before it answers, and refuses the rest in words. */
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createHttpServer,
  type HttpServer,
  type Intake,
} from '../../../src/adapters/http/server.ts';
import { secret } from '../../../src/config/secret.ts';

const SECRET = 'a secret that is long enough';
const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

let server: HttpServer;
afterEach(async () => {
  await server.close(1_000);
});

const serve = (intake: Intake, ready = true): Promise<string> => {
  server = createHttpServer({
    settings: { host: '127.0.0.1', port: 0, webhookSecret: secret(SECRET) },
    log: quiet,
    intake,
    slack: null,
    answers: async () => ({ kind: 'unknown' }),
    link: null,
    health: { store: ready ? async () => undefined : () => Promise.reject(new Error('down')) },
  });
  return server.listen();
};

const deliver = (
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-github-event': 'push',
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
      ...headers,
    },
  });

it('has no pages to link accounts where that is not set up', async () => {
  const url = await serve(async () => 'stored');
  expect((await fetch(`${url}/link/x`)).status).toBe(404);
});

describe('a webhook', () => {
  it('is stored and then answered, once', async () => {
    const seen = new Set<string>();
    const url = await serve(async ({ id }) => {
      if (seen.has(id)) return 'duplicate';
      seen.add(id);
      return 'stored';
    });
    const first = await deliver(url, '{"zen":"ok"}');
    expect([first.status, await first.json()]).toEqual([202, { status: 'stored' }]);
    expect(await (await deliver(url, '{"zen":"ok"}')).json()).toEqual({ status: 'duplicate' });
  });

  it('is answered in one piece', async () => {
    const answer = await deliver(await serve(async () => 'stored'), '{}');
    const { byteLength } = await answer.arrayBuffer();
    expect(answer.headers.get('content-length')).toBe(String(byteLength));
    expect(answer.headers.has('transfer-encoding')).toBe(false);
  });

  it.each([
    ['without a signature', '{}', { 'x-hub-signature-256': '' }, 401],
    ['with a wrong signature', '{}', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, 401],
    ['with an old kind of signature', '{}', { 'x-hub-signature-256': 'sha1=abc' }, 401],
    ['without a delivery id', '{}', { 'x-github-delivery': '' }, 400],
    ['without an event', '{}', { 'x-github-event': '' }, 400],
    ['that is a list', '[]', {}, 400],
    ['that is no JSON', '{', {}, 400],
  ] as const)('%s is refused and not stored', async (_, body, headers, status) => {
    let stored = 0;
    const url = await serve(async () => {
      stored += 1;
      return 'stored';
    });
    expect((await deliver(url, body, headers)).status).toBe(status);
    expect(stored).toBe(0);
  });

  it('that is not UTF-8 is refused, though it was signed', async () => {
    const url = await serve(async () => 'stored');
    expect((await deliver(url, new Uint8Array([0x7b, 0xff, 0x7d]))).status).toBe(401);
  });

  it('is asked for again when it could not be stored', async () => {
    const url = await serve(() => Promise.reject(new Error('the disk is full')));
    const answer = await deliver(url, '{}');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(await answer.text()).not.toContain('disk');
  });
});

describe('health', () => {
  it('is the process alone, readiness is what it needs', async () => {
    const url = await serve(async () => 'stored', false);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
  });
});
