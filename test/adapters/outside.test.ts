// Requests to URLs of a policy: which addresses are reached, and that what was looked at is connected to.

import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { isPublic } from '../../src/adapters/outside/address.ts';
import { createOutside } from '../../src/adapters/outside/guarded-client.ts';
import { createSignatures } from '../../src/adapters/outside/signatures.ts';
import type { OutsideRequest } from '../../src/ports/outside.ts';
import { type Outsider, openOutsider } from '../scenarios/outsider.ts';

test.each([
  '127.0.0.1',
  '127.8.9.1',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:db8::1',
  '64:ff9b:1::a00:1',
  '::7f00:1',
  '100:0:0:1::1',
  '4000::1',
  'fec0::1',
  'not an address',
])('%s is not public', (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111'])('%s is public', (address) => {
  expect(isPublic(address)).toBe(true);
});

describe('a request', () => {
  let site: Outsider;
  beforeEach(async () => {
    site = await openOutsider();
  });
  afterEach(() => site.close());

  const get = (url: string, more: Partial<OutsideRequest> = {}): OutsideRequest => ({
    method: 'GET',
    url,
    headers: {},
    body: null,
    secure: false,
    timeoutMs: 2_000,
    maxBytes: 1_000,
    ...more,
  });
  const NOT_PUBLIC = { kind: 'refused', why: 'its address is not a public one' };

  it.each([
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::127.0.0.1]/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://127.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost/',
  ])('to %s is not made', async (url) => {
    expect(await createOutside({ allowPrivateHosts: [] }).request(get(url))).toEqual(NOT_PUBLIC);
  });

  it('is not made to a name of which any address is private', async () => {
    const resolve = async () => ['8.8.8.8', '10.0.0.1'];
    const outside = createOutside({ allowPrivateHosts: [], resolve });
    expect(await outside.request(get('https://two.example'))).toEqual(NOT_PUBLIC);
  });

  it('goes to the address that was looked at, and a name is looked up once', async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return asked === 1 ? ['127.0.0.1'] : ['10.0.0.1'];
    };
    const host = site.host.replace('127.0.0.1', 'gate.internal');
    const outside = createOutside({ allowPrivateHosts: [host], resolve });
    site.answer('hello');
    expect(await outside.request(get(`http://${host}/x`))).toEqual({
      kind: 'answered',
      status: 200,
      body: 'hello',
      retryAfter: null,
    });
    expect(asked).toBe(1);
    // What comes compressed could be of any size.
    expect(site.asked[0]?.headers).toMatchObject({ host, 'accept-encoding': 'identity' });
  });

  it('may be allowed a port that its scheme implies, and then no other', async () => {
    const allowPrivateHosts = ['gate.internal:443'];
    const outside = createOutside({ allowPrivateHosts, resolve: async () => ['127.0.0.1'] });
    const soon = { timeoutMs: 50 };
    expect(await outside.request(get('https://gate.internal/', soon))).toMatchObject({
      kind: 'failed',
    });
    expect(await outside.request(get('https://gate.internal:8443/', soon))).toEqual(NOT_PUBLIC);
    expect(await outside.request(get('http://gate.internal/', soon))).toEqual(NOT_PUBLIC);
  });

  it('with a secret in its URL, or without TLS where that is wanted, is not made', async () => {
    const outside = createOutside({ allowPrivateHosts: [], resolve: async () => ['8.8.8.8'] });
    for (const ask of [
      get('https://ada:pw@x.example'),
      get('ftp://x.example'),
      get('http://x.example', { secure: true }),
      get('nothing'),
    ]) {
      expect(await outside.request(ask)).toMatchObject({ kind: 'refused' });
    }
  });

  it('follows no redirect, and has limits of time and size', async () => {
    const outside = createOutside({ allowPrivateHosts: [site.host] });
    site.answer((response) => void response.writeHead(301, { location: '/y' }).end());
    expect(await outside.request(get(site.url))).toMatchObject({ status: 301 });
    site.answer('x'.repeat(1_001));
    expect(await outside.request(get(site.url))).toEqual({
      kind: 'failed',
      why: 'its answer is larger than 1000 bytes',
    });
    site.answer(() => undefined);
    expect(await outside.request(get(site.url, { timeoutMs: 50 }))).toEqual({
      kind: 'failed',
      why: 'it took too long',
    });
    site.answer((response) => {
      const drip = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(drip));
    });
    expect(await outside.request(get(site.url, { timeoutMs: 50, maxBytes: 1e9 }))).toEqual({
      kind: 'failed',
      why: 'it took too long',
    });
    expect(site.asked).toHaveLength(4);
  });

  it('that reaches nobody says so, without an address', async () => {
    const { host, url } = site;
    await site.close();
    const outside = createOutside({ allowPrivateHosts: [host] });
    expect(await outside.request(get(url))).toEqual({
      kind: 'failed',
      why: 'it could not be reached (ECONNREFUSED)',
    });
    const resolve = () => new Promise<readonly string[]>(() => undefined);
    const deaf = createOutside({ allowPrivateHosts: [], resolve });
    expect(await deaf.request(get('https://x.example', { timeoutMs: 50 }))).toEqual({
      kind: 'failed',
      why: 'it took too long',
    });
  });
});

describe('a signature', () => {
  const key = Buffer.alloc(32, 7);
  const library = new Webhook(key.toString('base64'));
  const ours = createSignatures(new Map([['default', key]]));
  const at = Math.floor(performance.timeOrigin / 1_000) * 1_000;
  const body = '{"a":"ü"}';

  it('is what the library of the standard makes and takes', () => {
    const signed = ours.sign('default', { id: 'm1', at, body });
    expect(signed?.signature).toBe(library.sign('m1', new Date(at), body));
    const theirs = { id: 'm2', timestamp: String(at / 1_000), signature: '' };
    const signature = `v2,x ${library.sign('m2', new Date(at), body)}`;
    expect(ours.verify('default', { ...theirs, signature }, body, at)).toBe(true);
    expect(ours.verify('default', { ...theirs, signature }, `${body} `, at)).toBe(false);
    const unknown = signature.replaceAll('v1,', 'v1a,');
    expect(ours.verify('default', { ...theirs, signature: unknown }, body, at)).toBe(false);
    expect(ours.verify('default', { ...theirs, id: 'm3', signature }, body, at)).toBe(false);
    expect(ours.verify('other', { ...theirs, signature }, body, at)).toBe(false);
  });

  it('holds five minutes, either way', () => {
    const signed = ours.sign('default', { id: 'm1', at, body });
    if (signed === null) throw new Error('nothing was signed');
    const verify = (now: number) => ours.verify('default', signed, body, now);
    expect([-300_000, 300_000].map((away) => verify(at + away))).toEqual([true, true]);
    expect([-300_001, 300_001].map((away) => verify(at + away))).toEqual([false, false]);
    expect(ours.verify('default', { ...signed, timestamp: 'NaN' }, body, at)).toBe(false);
  });

  it('and a token need a secret of that name', () => {
    expect(ours.sign('other', { id: 'm1', at, body })).toBeNull();
    expect(ours.token('other', 'q1')).toBeNull();
    expect(ours.token('default', 'q1')).not.toBe(ours.token('default', 'q2'));
  });
});
