/** The Web API over HTTP: who calls, with which arguments, and what is answered. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { isRecord } from '../content.ts';
import type { SlackState } from '../state.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { type Args, type Method, needScope, SlackError } from './method.ts';
import { viewMethods } from './view-methods.ts';

export interface SlackCall {
  /** `response_url` where somebody was answered. */
  readonly method: string;
  readonly args: Args;
  readonly status: number;
  /** As Slack words it; null where it went well, or nothing was answered. */
  readonly error: string | null;
}

const METHODS: Readonly<Record<string, Method>> = {
  ...chatMethods,
  ...conversationMethods,
  ...viewMethods,
  'auth.test': {
    token: 'bot',
    scope: null,
    answer: ({ workspace: { team, bot, botId } }) => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: bot.name,
      team_id: team.id,
      user_id: bot.id,
      bot_id: botId,
      is_enterprise_install: false,
    }),
  },
  'apps.connections.open': {
    token: 'app',
    scope: null,
    answer: ({ socketUrl }) => {
      if (socketUrl === null) throw new SlackError('internal_error');
      return { url: socketUrl };
    },
  },
};

/** Null where Slack has no such method, or it is none of those that the sandbox speaks. */
export const methodNamed = (name: string): Method | null =>
  Object.hasOwn(METHODS, name) ? (METHODS[name] ?? null) : null;

export const answerApi = (
  state: SlackState,
  method: Method | null,
  token: string | null,
  args: Args | null,
): object => {
  try {
    if (args === null) throw new SlackError('invalid_json');
    if (method === null) throw new SlackError('unknown_method');
    checkToken(state, method, token);
    if (method.scope !== null) needScope(state, method.scope);
    return { ok: true, ...method.answer(state, args) };
  } catch (fault) {
    if (!(fault instanceof SlackError)) throw fault;
    return { ok: false, error: fault.code, ...fault.more };
  }
};

const checkToken = ({ workspace }: SlackState, method: Method, token: string | null): void => {
  const { bot, app } = workspace.tokens;
  if (token === null) throw new SlackError('not_authed');
  if (token !== bot && token !== app) throw new SlackError('invalid_auth');
  if (!workspace.isInstalled) throw new SlackError('account_inactive');
  if (token !== workspace.tokens[method.token]) throw new SlackError('not_allowed_token_type');
};

export const tokenIn = (c: Context, args: Args | null): string | null => {
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  return typeof args?.token === 'string' && args.token !== '' ? args.token : null;
};

/** From JSON or a form, as Slack takes both; null is JSON that is none, or no object. */
export const argsIn = async (c: Context<{ Bindings: HttpBindings }>): Promise<Args | null> => {
  const type = c.req.header('content-type') ?? '';
  if (!type.startsWith('application/json')) {
    return type === '' ? {} : await c.req.parseBody();
  }
  try {
    const parsed: unknown = JSON.parse(await c.req.text());
    return isRecord(parsed) ? parsed : null;
  } catch {
    return null;
  }
};
