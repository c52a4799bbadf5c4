/** Putting messages into the workspace, changing them and taking them away. */
import type { Content } from './content.ts';
import type { Message, Metadata, SlackState } from './state.ts';

export interface Posting extends Content {
  readonly channel: string;
  readonly user: string;
  readonly metadata?: Metadata | null;
  readonly isPlain?: boolean;
  readonly threadTs?: string | null;
  readonly broadcast?: boolean;
  readonly onlyFor?: string | null;
}

export const post = (state: SlackState, posting: Posting): Message => {
  const message: Message = {
    metadata: null,
    isPlain: false,
    threadTs: null,
    broadcast: false,
    onlyFor: null,
    ...posting,
    ts: state.nextTs(),
    editedTs: null,
    former: [],
  };
  state.messages.push(message);
  state.changes += 1;
  return message;
};

export const rewrite = (
  state: SlackState,
  message: Message,
  { text, blocks }: Content,
  metadata: Metadata | null = message.metadata,
): void => {
  message.former.push(message.blocks);
  message.text = text;
  message.blocks = blocks;
  message.metadata = metadata;
  message.editedTs = state.nextTs();
  state.changes += 1;
};

export const remove = (state: SlackState, message: Message): void => {
  state.messages.splice(state.messages.indexOf(message), 1);
  state.changes += 1;
};
