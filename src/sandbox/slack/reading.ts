/** What people of the workspace see, read without going through Slack's interfaces. */
import { onTop } from './api/conversations.ts';
import type { Block } from './blocks/blocks.ts';
import type { TextObject } from './blocks/text.ts';
import type { NameOf } from './mrkdwn.ts';
import { shownBlocks, shownText } from './shown.ts';
import {
  channelNamed,
  directOf,
  type Message,
  type Metadata,
  type OpenView,
  type SlackState,
  userNamed,
  userOf,
} from './state.ts';

export interface ReadMessage {
  /** The id of the channel, or of the direct messages. */
  readonly channel: string;
  readonly ts: string;
  /** The handle of who wrote it. */
  readonly by: string;
  /** What stands in notifications; on the screen too where there are no blocks. */
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly metadata: Metadata | null;
  readonly edited: boolean;
  readonly threadTs: string | null;
  /** What a person reads. */
  readonly shown: string;
}

export interface ReadView {
  readonly id: string;
  readonly title: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly blocks: readonly Block[];
  /** By block, where the app did not take what was submitted. */
  readonly errors: Readonly<Record<string, string>>;
  /** What a person reads, with title and buttons. */
  readonly shown: string;
}

export interface SlackReading {
  /** What stands in a channel, oldest first: no replies in threads, nothing that one alone sees. */
  messages(channel: string): readonly ReadMessage[];
  /** The replies to it. */
  thread(message: Pick<ReadMessage, 'channel' | 'ts'>): readonly ReadMessage[];
  /** What was shown to this person alone, anywhere. */
  ephemerals(login: string): readonly ReadMessage[];
  /** The direct messages of the app to this person. */
  directs(login: string): readonly ReadMessage[];
  modal(login: string): ReadView | null;
  home(login: string): ReadView | null;
  /** What Slack told this person that did not work. */
  trouble(login: string): readonly string[];
  shown(blocks: readonly Block[]): string;
}

export const readingOfSlack = (state: SlackState): SlackReading => {
  const nameOf = namesOf(state);
  const read = (messages: readonly Message[]) => messages.map((each) => messageRead(state, each));
  return {
    messages: (name) => read(onTop(state, channelNamed(state, name).id)),
    thread: ({ channel, ts }) =>
      read(
        state.messages.filter(
          (each) => each.channel === channel && each.threadTs === ts && each.onlyFor === null,
        ),
      ),
    ephemerals: (login) => {
      const { id } = userNamed(state, login);
      return read(state.messages.filter(({ onlyFor }) => onlyFor === id));
    },
    directs: (login) => {
      const channel = directOf(userNamed(state, login));
      return read(onTop(state, channel).filter(({ user }) => user === state.workspace.bot.id));
    },
    modal: (login) => viewRead(state.modals.get(userNamed(state, login).id), nameOf),
    home: (login) => viewRead(state.homes.get(userNamed(state, login).id), nameOf),
    trouble: (login) => {
      const { id } = userNamed(state, login);
      return state.troubles.filter(({ user }) => user === id).map(({ text }) => text);
    },
    shown: (blocks) => shownBlocks(blocks, nameOf),
  };
};

export const namesOf =
  (state: SlackState): NameOf =>
  (id) =>
    userOf(state, id)?.name ?? state.workspace.channels.find((each) => each.id === id)?.name ?? id;

const messageRead = (state: SlackState, message: Message): ReadMessage => {
  const { channel, ts, text, blocks, metadata, threadTs } = message;
  const nameOf = namesOf(state);
  return {
    channel,
    ts,
    by: nameOf(message.user),
    text,
    blocks,
    metadata,
    edited: message.editedTs !== null,
    threadTs,
    shown: blocks.length === 0 ? shownText(textOf(message), nameOf) : shownBlocks(blocks, nameOf),
  };
};

/** What is shown of a message without blocks. */
export const textOf = ({ text, isPlain }: Message): TextObject => ({
  type: isPlain ? 'plain_text' : 'mrkdwn',
  text,
});

const viewRead = (view: OpenView | undefined, nameOf: NameOf): ReadView | null => {
  if (view === undefined) return null;
  const { content, errors } = view;
  const isModal = content.type === 'modal';
  const title = isModal ? content.title.text : '';
  const buttons = isModal ? [content.close?.text ?? 'Close', content.submit?.text] : [];
  const shown = [
    ...(isModal ? [title] : []),
    shownBlocks(content.blocks, nameOf),
    ...Object.values(errors).map((error) => `! ${error}`),
    ...(isModal
      ? [buttons.flatMap((each) => (each === undefined ? [] : [`[${each}]`])).join(' ')]
      : []),
  ].join('\n');
  return {
    id: view.id,
    title,
    callbackId: content.callback_id ?? '',
    privateMetadata: content.private_metadata ?? '',
    blocks: content.blocks,
    errors,
    shown,
  };
};
