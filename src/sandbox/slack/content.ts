/** What a message says, checked as Slack does: by the Web API and for answers to people alike. */
import { type Args, badArguments, SlackError, structureIn, textIn } from './api/method.ts';
import type { Block } from './blocks/blocks.ts';
import { areTooLong, checkBlocks } from './blocks/check.ts';
import { identified } from './blocks/identify.ts';
import type { Metadata, SlackState } from './state.ts';

export interface Content {
  readonly text: string;
  readonly blocks: readonly Block[];
}

const MAX_TEXT = 40_000;
/** Slack names no number; this is well above what anybody should tie to a message. */
const MAX_METADATA = 8000;

export const contentIn = (state: SlackState, args: Args): Content => {
  const text = textIn(args, 'text') ?? '';
  const blocks = blocksIn(state, args) ?? [];
  if (text.trim() === '' && blocks.length === 0) throw new SlackError('no_text');
  if (text.length > MAX_TEXT) throw new SlackError('msg_too_long');
  return { text, blocks };
};

/** Undefined where the call says nothing of blocks. */
export const blocksIn = (state: SlackState, args: Args): readonly Block[] | undefined => {
  const given = structureIn(args, 'blocks', 'invalid_blocks_format');
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) throw new SlackError('invalid_blocks_format');
  const checked = checkBlocks(given);
  if (checked.kind === 'bad') throw badArguments(checked.messages, 'invalid_blocks');
  if (areTooLong(checked.value)) throw new SlackError('msg_blocks_too_long');
  return identified(checked.value, () => state.nextId('b'));
};

/** Undefined where the call says nothing of it, null where it takes it away. */
export const metadataIn = (args: Args): Metadata | null | undefined => {
  const given = structureIn(args, 'metadata', 'invalid_metadata_format');
  if (given === undefined) return undefined;
  if (!isRecord(given)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(given).length === 0) return null;
  const { event_type, event_payload, ...rest } = given;
  if (typeof event_type !== 'string' || event_type === '' || !isRecord(event_payload)) {
    throw new SlackError('invalid_metadata_format');
  }
  if (Object.keys(rest).length > 0) throw new SlackError('invalid_metadata_schema');
  if (JSON.stringify(given).length > MAX_METADATA) throw new SlackError('metadata_too_large');
  return { event_type, event_payload };
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
