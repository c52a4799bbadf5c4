/** Opens a sandbox for a test: a clock to turn, a listener for webhooks, calls as the app makes them. */
import { createHmac, createSign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { watchConformance } from '../conformance/watch.ts';

/** 2026-11-21T09:12:00.345Z: the part of a second must never be seen. */
export const START = 1_795_252_320_345;

export interface Heard {
  readonly event: string;
  readonly delivery: string;
  readonly signed: boolean;
  readonly body: Payload;
}

/** What tests look into one by one; all else is matched as a whole. */
export interface Payload {
  readonly action?: string;
  readonly pull_request?: { readonly head: { readonly repo: { readonly id: number } } };
  readonly deployment_status?: {
    readonly state: string;
    readonly creator: { readonly type: string };
  };
  readonly [key: string]: unknown;
}

/** `Body` is what the test expects to be there; the assertion that follows proves it. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface GraphqlBody<Found> {
  readonly data: Found;
  readonly errors?: readonly { readonly type?: string; readonly message: string }[];
}

export interface Opened {
  readonly sandbox: Sandbox;
  readonly clock: { time: number; now(): number };
  readonly heard: readonly Heard[];
  /** `event.action` of everything heard. */
  names(): readonly string[];
  /** As the installation of the app. */
  call<Body = unknown>(method: string, path: string, body?: unknown): Promise<Answer<Body>>;
  graphql<Found = unknown>(query: string, variables?: unknown): Promise<Answer<GraphqlBody<Found>>>;
  close(): Promise<void>;
}

const SECRET = 'the secret of a test';

export const open = async (options: Partial<SandboxOptions> = {}): Promise<Opened> => {
  const clock = {
    time: START,
    now() {
      return this.time;
    },
  };
  const { observe, end } = watchConformance('answers');
  const sandbox = await createSandbox({
    clock,
    port: 0,
    files: { 'README.md': 'hi' },
    observe,
    ...options,
  });
  const { heard, url, stop } = await listen();
  sandbox.connectApp({ url, secret: SECRET });
  const minted = await send<{ readonly token: string }>(
    `${sandbox.url}/app/installations/${sandbox.app.installationId}/access_tokens`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${jwt(sandbox, clock.now())}` },
    },
  );
  const headers = { authorization: `token ${minted.body.token}` };
  const call = <Body>(method: string, path: string, body?: unknown) =>
    send<Body>(`${sandbox.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    sandbox,
    clock,
    heard,
    names: () => heard.map(({ event, body }) => (body.action ? `${event}.${body.action}` : event)),
    call,
    graphql: <Found>(query: string, variables: unknown = {}) =>
      call<GraphqlBody<Found>>('POST', '/graphql', { query, variables }),
    close: async () => {
      await sandbox.close();
      await stop();
      end(sandbox);
    },
  };
};

export const send = async <Body = unknown>(
  url: string,
  init: RequestInit,
): Promise<Answer<Body>> => {
  const answer = await fetch(url, init);
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
};

/** The token an app signs for itself. */
export const jwt = (
  sandbox: Sandbox,
  now: number,
  o: { readonly exp?: number; readonly iss?: number; readonly key?: string } = {},
): string => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(now / 1000);
  const claims = { iat: seconds - 30, exp: o.exp ?? seconds + 500, iss: o.iss ?? sandbox.app.id };
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  const sign = createSign('RSA-SHA256').update(text);
  return `${text}.${sign.sign(o.key ?? sandbox.app.privateKey, 'base64url')}`;
};

const listen = async () => {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const signature = createHmac('sha256', SECRET).update(text).digest('hex');
      heard.push({
        event: String(request.headers['x-github-event']),
        delivery: String(request.headers['x-github-delivery']),
        signed: request.headers['x-hub-signature-256'] === `sha256=${signature}`,
        body: JSON.parse(text),
      });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { heard, url, stop };
};
