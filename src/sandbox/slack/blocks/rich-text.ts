/** The `rich_text` block: what its sections, lists, quotes and preformatted parts may hold. */
import { z } from 'zod';
import { address, blockId, characters } from './text.ts';

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
    underline: z.boolean().optional(),
  })
  .optional();
const text = z.strictObject({ type: z.literal('text'), text: z.string().min(1), style });
const link = z.strictObject({
  type: z.literal('link'),
  url: address(),
  text: z.string().optional(),
  unsafe: z.boolean().optional(),
  style,
});
const element = z.discriminatedUnion('type', [
  text,
  link,
  z.strictObject({
    type: z.literal('emoji'),
    name: characters(255),
    unicode: z.string().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('user'), user_id: characters(255), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: characters(255), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: characters(255), style }),
  z.strictObject({
    type: z.literal('broadcast'),
    range: z.enum(['here', 'channel', 'everyone']),
    style,
  }),
]);

const border = z.union([z.literal(0), z.literal(1)]).optional();
const section = z.strictObject({
  type: z.literal('rich_text_section'),
  elements: z.array(element),
});
const part = z.discriminatedUnion('type', [
  section,
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(section),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().min(0).optional(),
    border,
  }),
  z.strictObject({
    type: z.literal('rich_text_preformatted'),
    elements: z.array(z.discriminatedUnion('type', [text, link])),
    border,
  }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(element), border }),
]);

export const richText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: blockId,
  elements: z.array(part).min(1),
});

export type RichPart = z.infer<typeof part>;
export type RichElement = z.infer<typeof element>;
