/** Puts the chat together: none unless it is set. Its libraries are not even loaded then. */
import type { SlackDoor } from './adapters/slack/app.ts';
import { lacksForLinks, type Settings } from './config/settings.ts';
import type { ChatForm } from './core/chat-content.ts';
import type { Chat } from './ports/chat.ts';
import type { ChatPress, ChatRequest } from './ports/chat-request.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';

export interface Chatting {
  /** Null where there is none. */
  readonly chat: Chat | null;
  /** Takes over what people do there. */
  open(hooks: ChatHooks): SlackDoor;
}

export interface ChatHooks {
  readonly intake: (id: string, request: ChatRequest) => Promise<void>;
  readonly form: (press: ChatPress) => Promise<ChatForm | null>;
}

interface Parts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
}

const nothing = async (): Promise<void> => undefined;

export const chatting = async ({ settings, clock, log }: Parts): Promise<Chatting> => {
  const { slack } = settings;
  if (slack === null) {
    const start = async (): Promise<void> =>
      log.info({}, 'SLACK_BOT_TOKEN is not set: there is no Slack, and everything else works');
    return { chat: null, open: () => ({ inbound: null, start, stop: nothing }) };
  }
  const missing = lacksForLinks(settings);
  if (missing.length > 0) {
    log.warn({ missing }, 'nobody can link an account, and so press in Slack, until these are set');
  }
  const { createSlack } = await import('./adapters/slack/app.ts');
  return createSlack(
    {
      botToken: slack.botToken.reveal(),
      signingSecret: slack.signingSecret?.reveal() ?? null,
      appToken: slack.appToken?.reveal() ?? null,
      apiUrl: slack.apiUrl,
      timeoutMs: settings.githubTimeoutMs,
    },
    { clock, log },
  );
};
