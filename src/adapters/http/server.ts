/**
 * The server: takes webhooks, stores them, answers. Nothing is worked on while GitHub waits, and
 * nothing is answered with success before it is on the disk.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { verify } from '@octokit/webhooks-methods';
import type { Settings } from '../../config/settings.ts';
import type { Log } from '../../ports/log.ts';
import { ANSWERS } from '../../services/inquiry/gate-question.ts';
import { type Answers, takeAnswer } from './gate-answers.ts';
import type { ServeLink } from './link/serve-link.ts';
import { close, listen, reply } from './listen.ts';
import { decodeUtf8, header, readBody } from './read-request.ts';

export type Intake = (delivery: {
  readonly id: string;
  readonly event: string;
  readonly payload: string;
}) => Promise<'stored' | 'duplicate'>;

export interface HttpParts {
  readonly settings: Pick<Settings, 'host' | 'port' | 'webhookSecret'>;
  readonly log: Log;
  readonly intake: Intake;
  readonly answers: Answers;
  /** What Slack sends; null where it sends nothing here. */
  readonly slack: SlackInbound | null;
  /** Null where no account can be linked. */
  readonly link: ServeLink | null;
  /** Each throws when the part is not well. */
  readonly health: Readonly<Record<string, () => Promise<void>>>;
}

export interface SlackInbound {
  readonly path: string;
  /** Answers by itself; false where it was not Slack who sent this. */
  take(
    sent: { readonly request: IncomingMessage; readonly body: Buffer },
    response: ServerResponse,
  ): Promise<boolean>;
}

export interface HttpServer {
  /** Resolves with the address it listens on. */
  listen(): Promise<string>;
  /** Says that it is not ready, so that nothing more is sent here; what still comes is taken. */
  drain(): void;
  /** Takes nothing new, and waits at most so long for what is under way. */
  close(graceMs: number): Promise<void>;
}

const LINKS = '/link/';
const WEBHOOKS = '/api/github/webhooks';
/** GitHub sends no more. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;

export const createHttpServer = (parts: HttpParts): HttpServer => {
  let draining = false;
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS },
    (request, response) => {
      answer(parts, request, response, () => draining).catch((fault: unknown) => {
        // Its sender hung up, or was too slow: nobody is left to answer, and nobody here may act.
        if (request.readableAborted) return;
        parts.log.error({ err: fault }, 'a request could not be answered');
        reply(response, 500, { error: 'internal', message: 'Something broke on our side.' });
      });
    },
  );
  return {
    listen: () => listen(server, parts.settings),
    drain: () => {
      draining = true;
    },
    close: (graceMs) => close(server, graceMs),
  };
};

const answer = async (
  parts: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
  draining: () => boolean,
): Promise<void> => {
  const path = (request.url ?? '/').split('?')[0];
  if (path === WEBHOOKS) return takeWebhook(parts, request, response);
  if (parts.slack !== null && path === parts.slack.path) {
    return takeSlack(parts.slack, request, response);
  }
  if (path?.startsWith(ANSWERS) === true) {
    return takeAnswer(parts, request, response, path);
  }
  if (path?.startsWith(LINKS) === true && parts.link !== null) {
    return parts.link(request, response, new URL(request.url ?? '/', 'http://here'));
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return reply(response, 405, {
      error: 'method_not_allowed',
      message: 'Only GET is answered here.',
    });
  }
  if (path === '/healthz') return reply(response, 200, { status: 'ok' });
  if (path === '/readyz') return ready(parts, response, draining());
  if (path === '/') {
    return reply(response, 200, {
      name: 'Lockkeeper',
      message: `GitHub delivers its webhooks to ${WEBHOOKS}.`,
    });
  }
  return reply(response, 404, { error: 'not_found', message: 'There is nothing here.' });
};

const takeWebhook = async (
  parts: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (request.method !== 'POST') {
    return reply(response, 405, { error: 'method_not_allowed', message: 'Webhooks come by POST.' });
  }
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === null)
    return reply(response, 413, { error: 'too_large', message: 'At most 25 MiB are taken.' });
  const signature = header(request, 'x-hub-signature-256');
  const text = decodeUtf8(body);
  const secret = parts.settings.webhookSecret.reveal();
  // A text that is not UTF-8 cannot have been signed as it would be read, so it is refused as well.
  const isWhole = signature !== null && text !== null && text !== '';
  const genuine = isWhole && (await verify(secret, text, signature));
  if (!genuine)
    return reply(response, 401, {
      error: 'bad_signature',
      message: 'The signature is missing or wrong.',
    });
  const id = header(request, 'x-github-delivery');
  const event = header(request, 'x-github-event');
  if (id === null || event === null || !isObject(text)) {
    const message = 'A delivery needs X-GitHub-Delivery, X-GitHub-Event and a JSON object.';
    return reply(response, 400, { error: 'malformed', message });
  }
  try {
    return reply(response, 202, { status: await parts.intake({ id, event, payload: text }) });
  } catch (fault) {
    parts.log.error({ err: fault, delivery: id, event }, 'a delivery could not be stored');
    response.setHeader('retry-after', '30');
    return reply(response, 503, {
      error: 'unavailable',
      message: 'The delivery was not stored; send it again.',
    });
  }
};

/** Slack's own requests are a few kilobytes. */
const MAX_SLACK_BYTES = 1024 * 1024;

const takeSlack = async (
  door: SlackInbound,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (request.method !== 'POST') {
    return reply(response, 405, { error: 'method_not_allowed', message: 'Slack asks by POST.' });
  }
  const body = await readBody(request, MAX_SLACK_BYTES);
  if (body === null)
    return reply(response, 413, { error: 'too_large', message: 'At most 1 MiB is taken.' });
  if (await door.take({ request, body }, response)) return;
  reply(response, 401, {
    error: 'bad_signature',
    message: 'The signature is missing, wrong, or more than five minutes old.',
  });
};

const isObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

const ready = async (
  parts: HttpParts,
  response: ServerResponse,
  draining: boolean,
): Promise<void> => {
  const checks: Record<string, string> = { serving: draining ? 'draining' : 'ok' };
  for (const [name, check] of Object.entries(parts.health)) {
    checks[name] = await check().then(
      () => 'ok',
      () => 'failing',
    );
  }
  const well = Object.values(checks).every((value) => value === 'ok');
  return reply(response, well ? 200 : 503, { status: well ? 'ready' : 'not_ready', checks });
};
