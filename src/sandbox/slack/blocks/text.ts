/** Texts within blocks, with the lengths that Slack's Block Kit reference gives for each place. */
import { z } from 'zod';

export const characters = (max: number) => z.string().min(1).max(max);

export const plainText = (max = 3000) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: characters(max),
    emoji: z.boolean().optional(),
  });

export const textObject = (max = 3000) =>
  z.discriminatedUnion('type', [
    plainText(max),
    z.strictObject({
      type: z.literal('mrkdwn'),
      text: characters(max),
      verbatim: z.boolean().optional(),
    }),
  ]);

export const actionId = characters(255);
export const blockId = characters(255).optional();

export const address = (max = 3000) =>
  characters(max).refine((text) => /^(?:https?:\/\/|mailto:)\S+$/.test(text), {
    error: 'must be a valid url',
  });

export const confirmation = z.strictObject({
  title: plainText(100).optional(),
  text: textObject(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

export type TextObject = z.infer<ReturnType<typeof textObject>>;
