/** Blocks of messages, modals and the home tab. Of Slack's blocks these are known here; others are refused. */
import { z } from 'zod';
import { accessory, actionElement, image, inputElement } from './elements.ts';
import { richText } from './rich-text.ts';
import { address, blockId, characters, plainText, textObject } from './text.ts';

/** Slack wants the actions of one block told apart; those of different blocks it tells apart itself. */
const areToldApart = (
  elements: readonly { readonly action_id?: string | undefined }[],
): boolean => {
  const ids = elements.flatMap(({ action_id }) => (action_id === undefined ? [] : [action_id]));
  return new Set(ids).size === ids.length;
};

const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: blockId,
  elements: z
    .array(actionElement)
    .min(1)
    .max(25)
    .refine(areToldApart, { error: '`action_id` already exists in this block' }),
});

const context = z.strictObject({
  type: z.literal('context'),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion('type', [image, textObject()]))
    .min(1)
    .max(10),
});

const header = z.strictObject({
  type: z.literal('header'),
  block_id: blockId,
  text: plainText(150),
});

const divider = z.strictObject({ type: z.literal('divider'), block_id: blockId });

const imageBlock = z.strictObject({
  type: z.literal('image'),
  block_id: blockId,
  image_url: address(),
  alt_text: characters(2000),
  title: plainText(2000).optional(),
});

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: textObject().optional(),
    fields: z.array(textObject(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, {
    error: 'must define either `fields` or `text`',
  });

const input = z.strictObject({
  type: z.literal('input'),
  block_id: blockId,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});

export const block = z.discriminatedUnion('type', [
  actions,
  context,
  divider,
  header,
  imageBlock,
  input,
  richText,
  section,
]);

export type Block = z.infer<typeof block>;
export type InputBlock = z.infer<typeof input>;
