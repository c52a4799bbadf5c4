/**
 * Requests from strangers: forged, replayed, too large, wrongly encoded, or never finished. Each is answered
 * in words, stored only when GitHub signed it, and no stranger fills the log.
 */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer, type HttpServer } from '../../src/adapters/http/server.ts';
import { secret } from '../../src/config/secret.ts';

const SECRET = 'a secret that is long enough';
const MIB = 1024 * 1024;
const BODY = '{"zen":"Keep it logically awesome."}';

let server: HttpServer;
let stored: { readonly id: string; readonly event: string; readonly payload: string }[] = [];
let logged: string[] = [];
let asked = 0;
afterEach(async () => {
  await server.close(1_000);
});

const serve = (): Promise<string> => {
  [stored, logged, asked] = [[], [], 0];
  const note = (_fields: object, message: string): void => void logged.push(message);
  server = createHttpServer({
    settings: { host: '127.0.0.1', port: 0, webhookSecret: secret(SECRET) },
    log: { debug: note, info: note, warn: note, error: note },
    intake: async (delivery) => {
      if (stored.some(({ id }) => id === delivery.id)) return 'duplicate';
      stored.push(delivery);
      return 'stored';
    },
    slack: null,
    answers: async () => {
      asked += 1;
      return { kind: 'unknown' };
    },
    link: null,
    health: {},
  });
  return server.listen();
};

const mac = (body: string | Uint8Array, key = SECRET, kind = 'sha256'): string =>
  createHmac(kind, key).update(body).digest('hex');

type Headers = Readonly<Record<string, string>>;

const deliver = async (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Headers | readonly (readonly [string, string])[] = {},
  path = '/api/github/webhooks',
): Promise<number> => {
  const url = await serve();
  const all = new Headers({
    'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'x-github-event': 'ping',
  });
  const given = Array.isArray(headers) ? headers : Object.entries(headers);
  for (const [name, value] of given) all.append(name, value);
  const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers: all });
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(await answer.json()).toMatchObject(
    answer.status < 300
      ? { status: 'stored' }
      : { error: expect.any(String), message: expect.any(String) },
  );
  return answer.status;
};

const signed = (body: string | Uint8Array<ArrayBuffer>, more: Headers = {}): Promise<number> =>
  deliver(body, { 'x-hub-signature-256': `sha256=${mac(body)}`, ...more });

describe('a signature', () => {
  const right = mac(BODY);
  it.each([
    ['none', []],
    ['an empty one', [['x-hub-signature-256', '']]],
    ['that of the old header alone', [['x-hub-signature', `sha1=${mac(BODY, SECRET, 'sha1')}`]]],
    ['that of the old kind', [['x-hub-signature-256', `sha1=${mac(BODY, SECRET, 'sha1')}`]]],
    ['one without its kind', [['x-hub-signature-256', right]]],
    ['one of another kind', [['x-hub-signature-256', `sha512=${mac(BODY, SECRET, 'sha512')}`]]],
    ['one in upper case', [['x-hub-signature-256', `sha256=${right.toUpperCase()}`]]],
    ['one of upper-case kind', [['x-hub-signature-256', `SHA256=${right}`]]],
    ['a part of it', [['x-hub-signature-256', `sha256=${right.slice(0, 32)}`]]],
    ['more than it', [['x-hub-signature-256', `sha256=${right}00`]]],
    ['that of another secret', [['x-hub-signature-256', `sha256=${mac(BODY, 'another secret')}`]]],
    ['that of an empty secret', [['x-hub-signature-256', `sha256=${mac(BODY, '')}`]]],
    ['that of another body', [['x-hub-signature-256', `sha256=${mac('{}')}`]]],
    [
      'a wrong one before it',
      [
        ['x-hub-signature-256', `sha256=${mac('{}')}`],
        ['x-hub-signature-256', `sha256=${right}`],
      ],
    ],
    [
      'a wrong one behind it',
      [
        ['x-hub-signature-256', `sha256=${right}`],
        ['x-hub-signature-256', `sha256=${mac('{}')}`],
      ],
    ],
  ] as const)('is needed: %s counts for nothing', async (_, headers) => {
    expect(await deliver(BODY, headers)).toBe(401);
    expect([stored, logged]).toEqual([[], []]);
  });

  it('is over the bytes as they came', async () => {
    expect(await deliver(`${BODY} `, { 'x-hub-signature-256': `sha256=${right}` })).toBe(401);
    expect(await deliver(`\ufeff${BODY}`, { 'x-hub-signature-256': `sha256=${right}` })).toBe(401);
    expect(await signed(BODY)).toBe(202);
  });

  it('that is replayed is of a delivery that was taken already', async () => {
    const url = await serve();
    const again = async (): Promise<unknown> => {
      const headers = {
        'x-github-delivery': 'one',
        'x-github-event': 'ping',
        'x-hub-signature-256': `sha256=${right}`,
      };
      const init = { method: 'POST', body: BODY, headers };
      return (await fetch(`${url}/api/github/webhooks`, init)).json();
    };
    expect(await again()).toEqual({ status: 'stored' });
    expect(await again()).toEqual({ status: 'duplicate' });
    expect(stored).toHaveLength(1);
  });
});

describe('a body', () => {
  it.each([
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 401],
    ['a surrogate as three bytes', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), 401],
    ['UTF-16', new Uint8Array(Buffer.from(BODY, 'utf16le')), 400],
    ['gzip', new Uint8Array(gzipSync(BODY)), 401],
    ['nothing', '', 401],
    ['a list', '[]', 400],
    ['a text', '"{}"', 400],
    ['null', 'null', 400],
    ['two objects', '{}{}', 400],
    ['a form', 'payload=%7B%7D', 400],
    ['a NUL', '{"a":"\u0000"}', 400],
    ['an object that never ends', `{"a":`.repeat(10_000), 400],
  ] as const)('of %s is refused, though it was signed', async (_, body, status) => {
    expect(await signed(body)).toBe(status);
    expect([stored, logged]).toEqual([[], []]);
  });

  it.each([
    ['nested 10,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['with half a character', '{"a":"\\ud800"}'],
    ['with an escaped NUL', '{"a":"\\u0000"}'],
    ['with keys of every object', '{"__proto__":{"a":1},"constructor":1}'],
  ])('%s is kept as it came', async (_, body) => {
    expect(await signed(body)).toBe(202);
    expect(stored.map(({ payload }) => payload)).toEqual([body]);
  });

  it('that says it is packed is taken for what it is', async () => {
    expect(await signed(BODY, { 'content-encoding': 'gzip' })).toBe(202);
    expect(stored.map(({ payload }) => payload)).toEqual([BODY]);
  });

  it('of 25 MiB is taken, and a larger one refused in words', async () => {
    const most = `{"a":"${'x'.repeat(25 * MIB - 8)}"}`;
    expect(await signed(most)).toBe(202);
    expect(await signed(`${most} `)).toBe(413);
    expect([stored, logged]).toEqual([[], []]);
  });

  it('of an answer is smaller', async () => {
    const path = '/api/gates/abc';
    expect(await deliver('x'.repeat(65_537), { 'webhook-id': 'a' }, path)).toBe(413);
    expect(asked).toBe(0);
  });
});

/** What is answered to bytes as they are; the connection is closed by the other side, or after them. */
const raw = async (text: string, o: { readonly hangUp?: boolean } = {}): Promise<string> => {
  const { port } = new URL(await serve());
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(text, () => o.hangUp === true && socket.destroy());
    });
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      socket.end();
    });
    // Closed while more is on its way, it breaks off; what was answered was read before.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
  });
};

const head = (...lines: readonly string[]): string =>
  ['POST /api/github/webhooks HTTP/1.1', 'host: x', ...lines, '', ''].join('\r\n');

describe('a request', () => {
  it('in pieces is put together', async () => {
    const signature = `x-hub-signature-256: sha256=${mac(BODY)}`;
    const lines = [
      signature,
      'x-github-delivery: a',
      'x-github-event: ping',
      'transfer-encoding: chunked',
    ];
    const pieces = `5\r\n${BODY.slice(0, 5)}\r\n${(BODY.length - 5).toString(16)}\r\n${BODY.slice(5)}\r\n0\r\n\r\n`;
    expect(await raw(`${head(...lines)}${pieces}`)).toBe('HTTP/1.1 202 Accepted');
    expect(stored).toHaveLength(1);
  });

  it.each([
    ['two lengths', head('content-length: 2', 'content-length: 3')],
    ['a length and pieces', head('content-length: 2', 'transfer-encoding: chunked')],
    ['a length that is none', head('content-length: many')],
    ['no form of HTTP', '\u0016\u0003\u0001\u0000\r\n\r\n'],
  ])('with %s is refused', async (_, text) => {
    expect(await raw(text)).toBe('HTTP/1.1 400 Bad Request');
    expect([stored, logged]).toEqual([[], []]);
  });

  it('with more header than anybody needs is refused', async () => {
    expect(await raw(head(`x: ${'y'.repeat(100_000)}`))).toContain('431');
    expect(stored).toEqual([]);
  });

  it('that announces too much is answered before it is sent', async () => {
    expect(await raw(head(`content-length: ${26 * MIB}`))).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it('in more pieces than are taken is answered while they come', async () => {
    const piece = `${(4 * MIB).toString(16)}\r\n${'x'.repeat(4 * MIB)}\r\n`;
    const answer = await raw(`${head('transfer-encoding: chunked')}${piece.repeat(8)}`);
    expect(answer).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it.each([
    ['fewer bytes than it announced', head('content-length: 1000', 'x-github-event: ping')],
    ['a piece that is not whole', `${head('transfer-encoding: chunked')}ff\r\nabc`],
  ])('whose sender hangs up after %s is nothing to log', async (_, text) => {
    expect(await raw(text, { hangUp: true })).toBe('');
    await new Promise((resolve) => setImmediate(resolve));
    expect([stored, logged]).toEqual([[], []]);
  });
});

describe('the route of answers', () => {
  it.each(['../../healthz', '%2e%2e/healthz', 'a/b', `${'a'.repeat(65)}`, '', "1'--", '%00'])(
    'asks nobody about %j',
    async (question) => {
      const headers = { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' };
      const url = await serve();
      const init = { method: 'POST', body: '{}', headers };
      const answer = await fetch(`${url}/api/gates/${question}`, init);
      expect([401, 405]).toContain(answer.status);
      expect(asked).toBe(0);
    },
  );
});
