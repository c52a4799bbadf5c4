// TLS to URLs of a policy: the certificate must be for the name that was asked for, not for the address.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOutside } from '../../src/adapters/outside/guarded-client.ts';
import type { OutsideAnswer } from '../../src/ports/outside.ts';

/** Both the key and the certificate of `gate.internal`, which signs itself. */
const PEM = readFileSync('fixtures/tls/gate.internal.txt', 'utf8');
const trusted = getCACertificates('default');
const asked: string[] = [];
const server = createServer({ key: PEM, cert: PEM }, (request, response) => {
  asked.push(`${request.headers.host}`);
  response.end('hello');
});
let port: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  setDefaultCACertificates(trusted);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const ask = (name: string): Promise<OutsideAnswer> =>
  createOutside({ allowPrivateHosts: [name], resolve: async () => ['127.0.0.1'] }).request({
    method: 'POST',
    url: `https://${name}:${port}/`,
    headers: {},
    body: 'a question',
    secure: true,
    timeoutMs: 5_000,
    maxBytes: 1_000,
  });

test('a service whose certificate nobody vouches for is told nothing', async () => {
  expect(await ask('gate.internal')).toMatchObject({ kind: 'failed' });
  expect(asked).toEqual([]);
});

test('nor is one whose certificate is for another name than was asked for', async () => {
  setDefaultCACertificates([...trusted, PEM]);
  expect(await ask('other.internal')).toEqual({
    kind: 'failed',
    why: 'it could not be reached (ERR_TLS_CERT_ALTNAME_INVALID)',
  });
  expect(await ask('127.0.0.1')).toMatchObject({ kind: 'failed' });
  expect(asked).toEqual([]);
});

test('the name that was asked for is the one that counts, whatever its address', async () => {
  setDefaultCACertificates([...trusted, PEM]);
  expect(await ask('gate.internal')).toMatchObject({ kind: 'answered', body: 'hello' });
  expect(asked).toEqual([`gate.internal:${port}`]);
});
