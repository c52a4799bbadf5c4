/**
 * The Slack app: requests come signed over HTTP, or over a socket that the app itself opens, and are
 * stored before they are answered. Bolt reads them and answers; what they ask for is done by the worker.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  App,
  HTTPModuleFunctions,
  HTTPReceiver,
  type Receiver,
  SocketModeReceiver,
} from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Chat } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { boltLog } from './bolt-log.ts';
import { createChat } from './chat.ts';
import { reach } from './fault.ts';
import { isGenuine } from './genuine.ts';
import { keepOpen } from './keep-open.ts';
import { listen, type SlackHooks } from './listeners.ts';

export interface SlackSettings {
  readonly botToken: string;
  /** Null where requests come over a socket alone. */
  readonly signingSecret: string | null;
  /** Opens the socket; null where requests come over HTTP. */
  readonly appToken: string | null;
  /** `https://slack.com/api/` */
  readonly apiUrl: string;
  readonly timeoutMs: number;
}

export interface SlackApp {
  readonly chat: Chat;
  /** Takes over from here on what people do there. */
  open(hooks: SlackHooks): SlackDoor;
}

export interface SlackDoor {
  /** Null where requests come over a socket. */
  readonly inbound: {
    readonly path: string;
    /** Answers by itself; false where it was not Slack who sent this. */
    take(sent: SignedRequest, response: ServerResponse): Promise<boolean>;
  } | null;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface SignedRequest {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

/** The one path of everything that Slack sends. */
const SLACK_PATH = '/slack/events';

export const createSlack = (
  settings: SlackSettings,
  parts: { readonly clock: Clock; readonly log: Log },
): SlackApp => {
  const { botToken, apiUrl, timeoutMs } = settings;
  const clientWithin = (limitMs: number): WebClient =>
    new WebClient(botToken, {
      ...clientOptions({ ...settings, timeoutMs: Math.min(timeoutMs, limitMs) }, parts.log),
      allowAbsoluteUrls: false,
    });
  const client = clientWithin(timeoutMs);
  const chat = createChat({ client, hurried: clientWithin(FORM_LIMIT_MS), apiUrl, timeoutMs });
  return {
    chat,
    open: (hooks) => {
      const door = openDoor({ ...parts, settings, chat, hooks });
      return {
        ...door,
        start: async () => {
          await door.start();
          await introduce(client, parts.log);
        },
      };
    },
  };
};

/** A press is answered within three seconds, whether its form opens or not. */
const FORM_LIMIT_MS = 2_000;

const clientOptions = ({ apiUrl, timeoutMs }: SlackSettings, log: Log): WebClientOptions => ({
  slackApiUrl: apiUrl,
  timeout: timeoutMs,
  // What did not work is tried again by the outbox, which a new start does not forget.
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logger: boltLog(log),
});

/** Said once. While Slack is away everything else goes on, and what is to be said there waits. */
const introduce = async (client: WebClient, log: Log): Promise<void> => {
  try {
    const { team } = await reach('ask who the app is', () => client.auth.test());
    log.info({ workspace: team }, 'speaks with Slack');
  } catch (fault) {
    log.error({ err: fault }, 'Slack does not know the app at present; everything else goes on');
  }
};

interface DoorParts {
  readonly settings: SlackSettings;
  readonly chat: Chat;
  readonly hooks: SlackHooks;
  readonly clock: Clock;
  readonly log: Log;
}

const openDoor = (parts: DoorParts): SlackDoor => {
  const { settings, clock, log } = parts;
  if (settings.appToken !== null) return openSocket(parts, settings.appToken);
  const { signingSecret } = settings;
  if (signingSecret === null) throw new Error('Slack was set up without a way in.');
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: SLACK_PATH,
    // Checked before, by this app's clock.
    signatureVerification: false,
    // Answered when it is stored, and not before.
    processBeforeResponse: true,
    logger: boltLog(log),
  });
  listenOn(receiver, parts);
  return {
    inbound: {
      path: SLACK_PATH,
      take: async ({ request, body }, response) => {
        if (!isGenuine(signingSecret, request.headers, body, clock.now())) return false;
        const read = Object.assign(request, { rawBody: body });
        if (isWhole(read)) receiver.requestListener(read, response);
        else response.writeHead(400).end();
        return true;
      },
    },
    start: async () => undefined,
    stop: async () => undefined,
  };
};

/** Bolt reads it once more, and falls over what is no object. */
const isWhole = (read: IncomingMessage & { readonly rawBody: Buffer }): boolean => {
  try {
    const told: unknown = HTTPModuleFunctions.parseHTTPRequestBody(read);
    return typeof told === 'object' && told !== null;
  } catch {
    return false;
  }
};

const openSocket = (parts: DoorParts, appToken: string): SlackDoor => {
  const { settings, log } = parts;
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLog(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(settings, log) },
  });
  listenOn(receiver, parts);
  const socket = keepOpen(receiver.client, parts);
  return { inbound: null, start: async () => socket.start(), stop: socket.stop };
};

const listenOn = (receiver: Receiver, { settings, chat, hooks, log }: DoorParts): void => {
  const bolt = new App({
    receiver,
    // Bolt would ask Slack at the first request, while its sender waits.
    authorize: async () => ({ botToken: settings.botToken }),
    clientOptions: { slackApiUrl: settings.apiUrl },
    logger: boltLog(log),
    ignoreSelf: false,
  });
  listen(bolt, { chat, hooks, log });
};
