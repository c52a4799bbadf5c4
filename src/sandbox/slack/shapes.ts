/** People, channels, messages and views as Slack writes them into answers and requests. */
import { inputsIn } from './blocks/identify.ts';
import { type InputValue, initialValueOf } from './input-values.ts';
import type { Message, OpenView, SlackState } from './state.ts';
import type { SlackChannel, SlackUser } from './workspace.ts';

export const userShape = ({ workspace, clock }: SlackState, user: SlackUser): object => ({
  id: user.id,
  team_id: workspace.team.id,
  name: user.name,
  deleted: user.deleted,
  real_name: user.realName,
  tz: user.tz,
  profile: { real_name: user.realName, display_name: user.name, team: workspace.team.id },
  is_admin: false,
  is_owner: false,
  is_bot: user.isBot,
  is_app_user: false,
  updated: Math.floor(clock.now() / 1000),
});

export const channelShape = ({ workspace }: SlackState, channel: SlackChannel): object => ({
  id: channel.id,
  name: channel.name,
  name_normalized: channel.name,
  is_channel: !channel.isPrivate,
  is_group: channel.isPrivate,
  is_im: false,
  is_mpim: false,
  is_private: channel.isPrivate,
  is_archived: channel.isArchived,
  is_member: channel.members.has(workspace.bot.id),
  context_team_id: workspace.team.id,
});

export const directShape = (id: string, user: string): object => ({
  id,
  is_im: true,
  is_channel: false,
  is_group: false,
  is_archived: false,
  user,
});

export const messageShape = (
  { workspace, messages }: SlackState,
  message: Message,
  withMetadata = false,
): object => {
  const isOurs = message.user === workspace.bot.id;
  const replies = messages.filter(
    (each) =>
      each.channel === message.channel && each.threadTs === message.ts && each.onlyFor === null,
  );
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    ...(isOurs ? { bot_id: workspace.botId, app_id: workspace.appId } : {}),
    team: workspace.team.id,
    text: message.text.replaceAll(BARE_AMPERSAND, '&amp;'),
    ...(message.blocks.length === 0 ? {} : { blocks: escapedIn(message.blocks) }),
    ...(message.editedTs === null
      ? {}
      : { edited: { user: isOurs ? workspace.botId : message.user, ts: message.editedTs } }),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    ...(replies.length === 0
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          latest_reply: replies.at(-1)?.ts,
        }),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
  };
};

const BARE_AMPERSAND = /&(?!(?:amp|lt|gt);)/g;

/** Slack gives back plain text with its three characters escaped, though it was sent without. */
export const escapedIn = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_, part) =>
    part?.type === 'plain_text' && typeof part.text === 'string'
      ? { ...part, text: escaped(part.text) }
      : part,
  );

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export type Values = Readonly<Record<string, Readonly<Record<string, InputValue>>>>;

/** `values` are what the person filled in; before that, what the app put there. */
export const viewShape = (
  { workspace }: SlackState,
  { id, content, hash }: OpenView,
  values: Values = initialValuesOf(content.blocks),
): object => ({
  id,
  team_id: workspace.team.id,
  type: content.type,
  blocks: content.blocks,
  private_metadata: content.private_metadata ?? '',
  callback_id: content.callback_id ?? '',
  external_id: content.external_id ?? '',
  state: { values },
  hash,
  title: content.type === 'modal' ? content.title : HOME_TITLE,
  submit: (content.type === 'modal' ? content.submit : null) ?? null,
  close: (content.type === 'modal' ? content.close : null) ?? null,
  clear_on_close: content.type === 'modal' && content.clear_on_close === true,
  notify_on_close: content.type === 'modal' && content.notify_on_close === true,
  previous_view_id: null,
  root_view_id: id,
  app_id: workspace.appId,
  app_installed_team_id: workspace.team.id,
  bot_id: workspace.botId,
});

const HOME_TITLE = { type: 'plain_text', text: 'View Title', emoji: true };

const initialValuesOf = (blocks: OpenView['content']['blocks']): Values =>
  Object.fromEntries(
    inputsIn(blocks).map(({ block_id = '', element }) => [
      block_id,
      { [element.action_id ?? '']: initialValueOf(element) },
    ]),
  );
