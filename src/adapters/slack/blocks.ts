/**
 * What is to be said, as blocks of Slack. Its limits hold for any input (docs: "Block Kit" reference):
 * what is too long is cut, and what is too much is left out with a sign.
 */
import type { ActionsBlock, Button, HomeView, KnownBlock, ModalView } from '@slack/types';
import type { ChatButton, ChatContent, ChatForm, ChatPart } from '../../core/chat-content.ts';
import { cut } from '../../core/cut.ts';
import { inSlack } from './command-words.ts';
import { plainText, richText } from './rich-text.ts';

const MAX_BLOCKS = 50;
const MAX_HOME_BLOCKS = 100;
const MAX_HEADER = 150;
const MAX_LABEL = 75;
const MAX_TITLE = 24;
const MAX_HINT = 150;
const MAX_WRITTEN = 3_000;
/** Of one block. Slack takes more, and says only that it was too much. */
const MAX_TEXT = 3_000;
/**
 * Of all of a message, for which Slack names no limit: 9,600 in 50 blocks were seen to go through, and
 * 11,300 in 45 were not. A view may hold 250,000 bytes.
 */
const MAX_MESSAGE_TEXT = 9_000;
const MAX_HOME_TEXT = 20_000;
/** Of the line in notifications; Slack takes more, and shows less. */
const MAX_SUMMARY = 1_000;

export const messageBlocks = (content: ChatContent): KnownBlock[] =>
  blocksOf(content, { blocks: MAX_BLOCKS, text: MAX_MESSAGE_TEXT });

export const homeView = (content: ChatContent): HomeView => ({
  type: 'home',
  blocks: blocksOf(content, { blocks: MAX_HOME_BLOCKS, text: MAX_HOME_TEXT }),
});

/** Slack makes links and mentions of three characters in it, and of no others. */
export const summaryText = ({ summary }: ChatContent): string =>
  cut(plainText(summary), MAX_SUMMARY)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** It carries where it was asked for, as nothing else tells that when it is sent. */
export const formView = (form: ChatForm, channel: string | null): ModalView => ({
  type: 'modal',
  callback_id: form.name,
  private_metadata: `${channel ?? NO_CHANNEL} ${form.value}`,
  title: plain(form.title, MAX_TITLE),
  submit: plain(form.submit, MAX_TITLE),
  close: plain('Cancel', MAX_TITLE),
  blocks: [
    ...blocksOf(
      { parts: [{ kind: 'markdown', markdown: form.lead }], about: null },
      { blocks: 1, text: MAX_TEXT },
    ),
    {
      type: 'input',
      block_id: WRITTEN,
      label: plain(form.label, MAX_LABEL),
      hint: plain(form.hint, MAX_HINT),
      element: {
        type: 'plain_text_input',
        action_id: WRITTEN,
        multiline: true,
        min_length: 1,
        max_length: Math.min(form.most, MAX_WRITTEN),
        focus_on_load: true,
      },
    },
  ],
});

/** What the one field of a form is known by. */
export const WRITTEN = 'written';
const NO_CHANNEL = '-';

/** The channel where a form was asked for, and what it carries. */
export const readMetadata = (
  text: string,
): { readonly value: string; readonly channel: string | null } => {
  const [channel = NO_CHANNEL, value = ''] = text.split(' ');
  return { value, channel: channel === NO_CHANNEL ? null : channel };
};

const blocksOf = (
  { parts, about }: Pick<ChatContent, 'parts' | 'about'>,
  most: { readonly blocks: number; readonly text: number },
): KnownBlock[] => {
  let left = most.text;
  const blocks = parts.flatMap((part): readonly KnownBlock[] => {
    if (part.kind !== 'markdown') return other(part);
    if (left <= 0) return [];
    const command = inSlack(part.about ?? about);
    const said = richText(part.markdown, { command, most: Math.min(MAX_TEXT, left) });
    if (said === null) return [];
    left -= said.length;
    return [said.block];
  });
  if (blocks.length <= most.blocks) return blocks;
  // Buttons come last, and are what the message is for.
  const buttons = blocks.filter(({ type }) => type === 'actions').slice(0, 1);
  return [
    ...blocks.filter(({ type }) => type !== 'actions').slice(0, most.blocks - buttons.length),
    ...buttons,
  ];
};

const other = (part: Exclude<ChatPart, { kind: 'markdown' }>): readonly KnownBlock[] => {
  switch (part.kind) {
    case 'title':
      return [{ type: 'header', text: plain(part.text, MAX_HEADER) }];
    case 'line':
      return [{ type: 'divider' }];
    case 'buttons':
      return part.buttons.length === 0 ? [] : [actions(part.buttons)];
    default:
      return part satisfies never;
  }
};

const actions = (buttons: readonly ChatButton[]): ActionsBlock => ({
  type: 'actions',
  elements: buttons.map(
    ({ name, label, style, does }): Button => ({
      type: 'button',
      action_id: name,
      text: plain(label, MAX_LABEL),
      ...(style === 'plain' ? {} : { style }),
      ...does,
    }),
  ),
});

const plain = (text: string, most: number) => {
  const shown = text.trim() === '' ? '–' : cut(text, most);
  return { type: 'plain_text', text: shown, emoji: false } as const;
};
