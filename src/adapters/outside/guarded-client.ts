/**
 * The one way to a URL that somebody wrote into a policy. The name is looked up once, the address that
 * was found fit is the one connected to, redirects are not followed, and time and size have limits.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Outside, OutsideAnswer, OutsideRequest } from '../../ports/outside.ts';
import { isPublic } from './address.ts';

export interface GuardParts {
  /** `host` or `host:port`: these may be private, and may be spoken to without TLS. */
  readonly allowPrivateHosts: readonly string[];
  /** Every address of a name. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
}

const MAX_HEADER_BYTES = 16_384;

export const createOutside = ({
  allowPrivateHosts,
  resolve = systemResolve,
}: GuardParts): Outside => ({
  request: async (ask) => {
    if (!URL.canParse(ask.url)) return refused('its address is no URL');
    const url = new URL(ask.url);
    const hosts = [url.hostname, `${url.hostname}:${portOf(url)}`];
    const mayBePrivate = hosts.some((host) => allowPrivateHosts.includes(host));
    const unfit = unfitUrl(url, ask.secure && !mayBePrivate);
    if (unfit !== null) return refused(unfit);
    const signal = AbortSignal.timeout(ask.timeoutMs);
    try {
      const found = await within(signal, addressesOf(url.hostname, resolve));
      const [address] = found;
      if (address === undefined) return failed('its name has no address');
      // One name with two kinds of addresses is how a guard is tricked.
      if (!mayBePrivate && !found.every(isPublic))
        return refused('its address is not a public one');
      return await send(ask, url, address, signal);
    } catch (fault) {
      return failed(signal.aborted ? 'it took too long' : wordOf(fault));
    }
  },
});

/** A URL leaves out the one that its scheme implies. */
const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);

const unfitUrl = (url: URL, onlyTls: boolean): string | null => {
  if (url.username !== '' || url.password !== '') return 'its address holds a name or a password';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && !onlyTls)) return null;
  return 'its address does not begin with https';
};

const refused = (why: string): OutsideAnswer => ({ kind: 'refused', why });
const failed = (why: string): OutsideAnswer => ({ kind: 'failed', why });

/** The system's code alone: a message may hold an address. */
const wordOf = (fault: unknown): string => {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'no connection';
  return `it could not be reached (${code})`;
};

const systemResolve = async (name: string): Promise<readonly string[]> =>
  (await systemLookup(name, { all: true, order: 'ipv4first' })).map(({ address }) => address);

const addressesOf = async (
  hostname: string,
  resolve: (name: string) => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  const literal = hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) === 0 ? resolve(hostname) : [literal];
};

/** Looking up a name cannot be called off; nobody waits for it longer than this. */
const within = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  ]);

/** To the address that was looked at, in the name that was asked for. */
const send = (
  ask: OutsideRequest,
  url: URL,
  address: string,
  signal: AbortSignal,
): Promise<OutsideAnswer> =>
  new Promise((resolve, reject) => {
    const isTls = url.protocol === 'https:';
    const begin = isTls ? httpsRequest : httpRequest;
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const body = ask.body === null ? null : Buffer.from(ask.body);
    const request = begin({
      host: address,
      port: portOf(url),
      path: `${url.pathname}${url.search}`,
      method: ask.method,
      agent: false,
      signal,
      maxHeaderSize: MAX_HEADER_BYTES,
      ...(isTls && isIP(name) === 0 ? { servername: name } : {}),
      headers: {
        'user-agent': 'Lockkeeper',
        'accept-encoding': 'identity',
        ...ask.headers,
        ...(body === null ? {} : { 'content-length': String(body.length) }),
        host: url.host,
      },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      read(response, ask.maxBytes).then(resolve, reject);
    });
    request.end(body ?? undefined);
  });

const read = async (response: IncomingMessage, maxBytes: number): Promise<OutsideAnswer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      return failed(`its answer is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  const retryAfter = response.headers['retry-after'] ?? null;
  return { kind: 'answered', status: response.statusCode ?? 0, body, retryAfter };
};
