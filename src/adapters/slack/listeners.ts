/** What people do in Slack, brought into the words of the app and kept: nothing is worked on here. */
import type { App, BlockAction, ReceiverEvent } from '@slack/bolt';
import type { z } from 'zod';
import type { ChatForm } from '../../core/chat-content.ts';
import type { Chat } from '../../ports/chat.ts';
import { ChatFault } from '../../ports/chat.ts';
import type { ChatPress, ChatRequest } from '../../ports/chat-request.ts';
import type { Log } from '../../ports/log.ts';
import { SLASH_COMMAND } from './command-words.ts';
import { commandIn, formIn, homeIn, leftIn, pressIn, type Told } from './requests.ts';

export interface SlackHooks {
  /** Keeps a request; what it throws is answered with an error, and Slack's user sees that. */
  readonly intake: (id: string, request: ChatRequest) => Promise<void>;
  /** The form that a press opens, from what is stored alone; null where it is worked on like any other. */
  readonly form: (press: ChatPress) => Promise<ChatForm | null>;
}

interface Parts {
  readonly chat: Chat;
  readonly hooks: SlackHooks;
  readonly log: Log;
}

export const listen = (bolt: App, parts: Parts): void => {
  const keep = async (schema: z.ZodType<Told | null>, body: unknown): Promise<void> => {
    const told = whole(schema, body, parts.log);
    if (told !== null) await parts.hooks.intake(told.id, told.request);
  };
  bolt.action<BlockAction>({ type: 'block_actions' }, async ({ body, ack }) => {
    await takePress(body, parts);
    await ack();
  });
  bolt.view(/.*/, async ({ body, ack }) => {
    await keep(formIn, body);
    await ack();
  });
  bolt.command(SLASH_COMMAND, async ({ body, ack }) => {
    await keep(commandIn, body);
    await ack();
  });
  bolt.event('app_home_opened', ({ body }) => keep(homeIn, body));
  bolt.event('user_change', ({ body }) => keep(leftIn, body));
  answerAll(bolt, parts.log);
};

/** Null where there is nothing to do, and for what is not whole: asked again, Slack would send the same. */
const whole = <T>(schema: z.ZodType<T>, body: unknown, log: Log): T | null => {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  log.warn({ problems }, NOT_UNDERSTOOD);
  return null;
};

const NOT_UNDERSTOOD = 'Slack sent something that is not understood; nothing was done';

/**
 * Bolt leaves without an answer what nobody listens to, stumbles over what is not whole, and answers events
 * before anybody has listened: what it answers goes to Slack when everything is kept, and not before.
 */
const answerAll = (bolt: App, log: Log): void => {
  const heard = new WeakSet<object>();
  bolt.use(async ({ body, next }) => {
    heard.add(body);
    await next();
  });
  const process = bolt.processEvent.bind(bolt);
  bolt.processEvent = async (event) => {
    const answers: unknown[] = [];
    const ack: typeof event.ack = async (answer) => void answers.push(answer);
    try {
      await process({ ...event, ack });
    } catch (fault) {
      if (!heard.has(event.body)) return notTaken(event, log);
      log.error({ err: fault }, 'what somebody did in Slack could not be kept');
      throw fault;
    }
    if (answers.length === 0) await notTaken(event, log);
    else await event.ack(answers[0]);
  };
};

const notTaken = async ({ ack }: ReceiverEvent, log: Log): Promise<void> => {
  log.warn({ problems: ['nobody takes it'] }, NOT_UNDERSTOOD);
  await ack();
};

const takePress = async (body: unknown, { chat, hooks, log }: Parts): Promise<void> => {
  const told = whole(pressIn, body, log);
  if (told === null) return;
  const { id, trigger, request: press } = told;
  const form = await hooks.form(press);
  if (form !== null) {
    try {
      return await chat.openForm({ trigger, channel: press.channel }, form);
    } catch (fault) {
      if (!(fault instanceof ChatFault)) throw fault;
      log.warn(
        { err: fault },
        'a form could not be opened; the person is told what to type instead',
      );
    }
  }
  await hooks.intake(id, press);
};
