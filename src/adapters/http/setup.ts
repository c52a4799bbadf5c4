/**
 * Without settings, a page that registers the GitHub App. Whoever registers it decides whose app runs
 * here, so the page asks for a token that only this process prints, and the way back from GitHub for
 * one that only the page knew.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SetupMode } from '../../config/settings.ts';
import { close, listen, reply } from './listen.ts';
import { manifestFor, type RegisteredApp, register, registerUrl } from './registration.ts';
import { page, registeredPage, setupPage } from './setup-page.ts';

interface Setup {
  readonly mode: SetupMode;
  readonly say: (text: string) => void;
  readonly token: string;
  readonly state: string;
  registered: RegisteredApp | null;
}

/** Resolves once the page can be opened; `say` then told where. */
export const serveSetup = async (
  mode: SetupMode,
  say: (text: string) => void,
): Promise<{ stop(): Promise<void> }> => {
  const setup: Setup = { mode, say, token: chance(), state: chance(), registered: null };
  const server = createServer((request, response) => {
    answer(setup, request, response).catch((fault: unknown) => {
      say(`The app could not be registered: ${fault instanceof Error ? fault.message : fault}`);
      const content =
        'The reason stands where npm start was typed. Open the address from there again.';
      return show(setup, response, 500, page('The app could not be registered', content));
    });
  });
  const here = (await listen(server, mode)).replace(/\/\/(?:0\.0\.0\.0|\[::\])/, '//localhost');
  const addresses = [...new Set([mode.publicUrl ?? here, here])];
  say('No app is set. Register one on GitHub by this address, which nobody else should see:');
  for (const address of addresses) say(`  ${address}/?token=${setup.token}`);
  return { stop: () => close(server, 0) };
};

const chance = (): string => randomBytes(16).toString('hex');

const answer = async (
  setup: Setup,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const [path, query = ''] = (request.url ?? '/').split('?');
  const asked = new URLSearchParams(query);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return reply(response, 405, { error: 'method_not_allowed', message: 'Only GET is answered.' });
  if (path === '/healthz') return reply(response, 200, { status: 'ok' });
  if (path === '/readyz')
    return reply(response, 503, { status: 'not_ready', checks: { settings: 'missing' } });
  if (path === '/') return ask(setup, request, response, asked);
  if (path === BACK) return comeBack(setup, response, asked);
  return reply(response, 404, { error: 'not_found', message: 'There is nothing here.' });
};

const BACK = '/registered';

const ask = async (
  setup: Setup,
  request: IncomingMessage,
  response: ServerResponse,
  asked: URLSearchParams,
): Promise<void> => {
  const { mode, token, state, registered } = setup;
  if (!isSame(asked.get('token'), token)) {
    const content = 'Open it by the address that npm start printed, with the token in it.';
    return show(setup, response, 401, page('This page is locked', content));
  }
  if (registered !== null) return show(setup, response, 200, registeredPage(registered));
  const organisation = /^[a-z\d][a-z\d-]{0,38}$/i.exec(asked.get('organisation')?.trim() ?? '');
  const named = organisation?.[0] ?? null;
  const content = setupPage({
    token,
    organisation: named,
    registerUrl: registerUrl(mode, named, state),
    manifest: await manifestFor(mode, `${addressOf(mode, request)}${BACK}`),
    isReachable: mode.publicUrl !== null,
  });
  return show(setup, response, 200, content);
};

/** Where the browser found this page, as GitHub must send it back to the same. */
const addressOf = ({ publicUrl }: SetupMode, { headers }: IncomingMessage): string => {
  const host = headers.host ?? '';
  if (publicUrl !== null && new URL(publicUrl).host === host) return publicUrl;
  const isSecure = String(headers['x-forwarded-proto'] ?? '').startsWith('https');
  return `${isSecure ? 'https' : 'http'}://${host}`;
};

const comeBack = async (
  setup: Setup,
  response: ServerResponse,
  asked: URLSearchParams,
): Promise<void> => {
  const code = asked.get('code');
  if (code === null || !isSame(asked.get('state'), setup.state)) {
    const content = 'GitHub did not send you here, or Lockkeeper was started again since.';
    return show(setup, response, 401, page('This page is locked', content));
  }
  if (setup.registered === null) {
    setup.registered = await register(setup.mode, code);
    setup.say('The app is registered, and .env has its settings. Start Lockkeeper again.');
  }
  return show(setup, response, 200, registeredPage(setup.registered));
};

const isSame = (given: string | null, wanted: string): boolean =>
  given !== null &&
  Buffer.byteLength(given) === Buffer.byteLength(wanted) &&
  timingSafeEqual(Buffer.from(given), Buffer.from(wanted));

const show = async (
  { mode }: Setup,
  response: ServerResponse,
  status: number,
  content: ReturnType<typeof page>,
): Promise<void> => {
  const text = String(await content);
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${new URL(registerUrl(mode, null, '')).origin}; frame-ancestors 'none'; base-uri 'none'`,
    'x-content-type-options': 'nosniff',
    // GitHub wants to know where a form comes from, and must not learn the token.
    'referrer-policy': 'strict-origin',
    'cache-control': 'no-store',
  });
  response.end(text);
};
