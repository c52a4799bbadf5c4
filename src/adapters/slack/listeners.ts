/** What people do in Slack, brought into the words of the app and kept: nothing is worked on here. */
import type { App, BlockAction, SlackViewAction } from '@slack/bolt';
import type { ChatForm } from '../../core/chat-content.ts';
import type { Chat } from '../../ports/chat.ts';
import { ChatFault } from '../../ports/chat.ts';
import type { ChatPress, ChatRequest } from '../../ports/chat-request.ts';
import type { SlackIdentity } from '../../ports/identities.ts';
import type { Log } from '../../ports/log.ts';
import { readMetadata, WRITTEN } from './blocks.ts';
import { SLASH_COMMAND } from './command-words.ts';

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
  const { intake } = parts.hooks;
  bolt.action<BlockAction>({ type: 'block_actions' }, async ({ body, ack }) => {
    await takePress(body, parts);
    await ack();
  });
  bolt.view(/.*/, async ({ body, ack }) => {
    await takeForm(body, parts);
    await ack();
  });
  bolt.command(SLASH_COMMAND, async ({ command, ack }) => {
    await intake(`slack:${command.trigger_id}`, {
      kind: 'command',
      who: { team: command.team_id, user: command.user_id },
      text: command.text,
      channel: command.channel_id,
      replyTo: command.response_url,
    });
    await ack();
  });
  bolt.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    const who = { team: body.team_id, user: event.user };
    await intake(`slack:${body.event_id}`, { kind: 'home', who });
  });
  bolt.event('user_change', async ({ event, body }) => {
    const { user } = event;
    if (user.deleted !== true) return;
    const who = { team: user.team_id ?? body.team_id, user: user.id };
    await intake(`slack:${body.event_id}`, { kind: 'left', who });
  });
};

const takePress = async (body: BlockAction, { chat, hooks, log }: Parts): Promise<void> => {
  const [action] = body.actions;
  // A button that leads somewhere tells of its press as well.
  if (action?.type !== 'button' || action.value === undefined) return;
  const press: ChatPress = {
    kind: 'press',
    who: whoIn(body),
    button: action.action_id,
    value: action.value,
    written: null,
    channel: body.channel?.id ?? null,
    replyTo: body.response_url === '' ? null : (body.response_url ?? null),
  };
  const form = await hooks.form(press);
  if (form !== null) {
    try {
      return await chat.openForm({ trigger: body.trigger_id, channel: press.channel }, form);
    } catch (fault) {
      if (!(fault instanceof ChatFault)) throw fault;
      log.warn(
        { err: fault },
        'a form could not be opened; the person is told what to type instead',
      );
    }
  }
  await hooks.intake(`slack:${body.trigger_id}`, press);
};

const takeForm = async (body: SlackViewAction, { hooks }: Parts): Promise<void> => {
  if (body.type !== 'view_submission') return;
  const { view } = body;
  const written = view.state.values[WRITTEN]?.[WRITTEN]?.value ?? '';
  const { value, channel } = readMetadata(view.private_metadata);
  await hooks.intake(`slack:${view.id}:${view.hash}`, {
    kind: 'press',
    who: whoIn(body),
    button: view.callback_id,
    value,
    written,
    channel,
    replyTo: null,
  });
};

/** A channel may be shared with another workspace, whose people press as well: they are of their own. */
const whoIn = (body: BlockAction | SlackViewAction): SlackIdentity => ({
  team: body.user.team_id ?? body.team?.id ?? '',
  user: body.user.id,
});
