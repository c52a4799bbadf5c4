/** A sandbox for a test of its Slack: the real client of Slack, and an app that answers as it is told. */
import { createHmac } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type KnownBlock, type Logger, LogLevel, WebClient } from '@slack/web-api';
import { createSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { START } from './open.ts';

const SECRET = 'the signing secret of a test';

export interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly signed: boolean;
  /** The payload of an interaction, the fields of a command, or an event as it was wrapped. */
  readonly body: Told;
}

/** What tests look into one by one; all else is matched as a whole. */
export interface Told {
  readonly trigger_id: string;
  readonly response_url: string;
  readonly event_id: string;
  readonly [key: string]: unknown;
}

export type Answering = (request: Request, response: ServerResponse) => void;

export const openSlack = async (options: Partial<SandboxOptions> = {}) => {
  const clock = { time: START, now: () => clock.time };
  const sandbox = await createSandbox({ clock, port: 0, files: { a: '' }, ...options });
  const { slack } = sandbox;
  const heard: Request[] = [];
  const app = { answer: ((_, response) => response.end()) as Answering };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const told = { headers: request.headers, text, ...readOf(request.headers, text) };
      heard.push(told);
      app.answer(told, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  slack.connectApp({ url, signingSecret: SECRET });
  return {
    sandbox,
    slack,
    clock,
    heard,
    app,
    client: clientWith(slack.apiUrl, slack.workspace.tokens.bot),
    close: async () => {
      await sandbox.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

export type OpenedSlack = Awaited<ReturnType<typeof openSlack>>;

const quiet = () => undefined;
const SILENT: Logger = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  getLevel: () => LogLevel.ERROR,
  setName: quiet,
};

export const clientWith = (slackApiUrl: string, token: string | undefined): WebClient =>
  new WebClient(token, {
    slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });

const readOf = (headers: Request['headers'], text: string): Pick<Request, 'signed' | 'body'> => {
  const base = `v0:${headers['x-slack-request-timestamp']}:${text}`;
  const signature = `v0=${createHmac('sha256', SECRET).update(base).digest('hex')}`;
  const fields = new URLSearchParams(text);
  const isForm = String(headers['content-type']).startsWith('application/x-www-form');
  const json = isForm ? fields.get('payload') : text;
  return {
    signed: headers['x-slack-signature'] === signature,
    body: json === null ? Object.fromEntries(fields) : JSON.parse(json),
  };
};

/** What a call was refused with. */
export const refusal = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'went well',
    (fault: { readonly data?: unknown; readonly code?: string }) => fault.data ?? fault.code,
  );

export const section = (text: string): KnownBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text },
});

export const buttons = (...ids: readonly string[]): KnownBlock => ({
  type: 'actions',
  elements: ids.map((id) => ({
    type: 'button',
    text: { type: 'plain_text', text: id.charAt(0).toUpperCase() + id.slice(1) },
    action_id: id,
    value: `value of ${id}`,
  })),
});
