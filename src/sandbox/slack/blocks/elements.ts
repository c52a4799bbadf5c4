/** What people press, choose and type in: the elements of Block Kit that have an `action_id`. */
import { z } from 'zod';
import { actionId, address, characters, confirmation, plainText, textObject } from './text.ts';

const acting = { action_id: actionId.optional(), confirm: confirmation.optional() };
const focusable = { focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plainText(150).optional() };

const option = <T extends z.ZodType>(text: T) =>
  z.strictObject({
    text,
    value: characters(75),
    description: plainText(75).optional(),
  });
interface Named {
  readonly value: string;
  readonly text: { readonly text: string };
}

/** What is chosen at first is one of the options, to the letter. */
const areAmong = (first: readonly (Named | undefined)[], options: readonly Named[]): boolean =>
  first.every(
    (one) =>
      one === undefined ||
      options.some(({ value, text }) => value === one.value && text.text === one.text.text),
  );
const NOT_AMONG = { error: 'initial options must match options' };

const menuOption = option(plainText(75));
const shownOption = option(textObject(75));

const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  value: characters(2000).optional(),
  url: address().optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: characters(75).optional(),
  ...acting,
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  options: z
    .array(menuOption.extend({ url: address().optional() }))
    .min(1)
    .max(5),
  ...acting,
});

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    options: z.array(menuOption).min(1).max(100).optional(),
    option_groups: z
      .array(z.strictObject({ label: plainText(75), options: z.array(menuOption).min(1).max(100) }))
      .min(1)
      .max(100)
      .optional(),
    initial_option: menuOption.optional(),
    ...placeholder,
    ...focusable,
    ...acting,
  })
  .refine(
    ({ options, option_groups }) => (options === undefined) !== (option_groups === undefined),
    {
      error: 'must define either `options` or `option_groups`',
    },
  )
  .refine(
    ({ options = [], option_groups = [], initial_option }) =>
      areAmong([initial_option], [...options, ...option_groups.flatMap((each) => each.options)]),
    NOT_AMONG,
  );

const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  initial_user: characters(255).optional(),
  ...placeholder,
  ...focusable,
  ...acting,
});

const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    options: z.array(shownOption).min(1).max(10),
    initial_options: z.array(shownOption).min(1).max(10).optional(),
    ...focusable,
    ...acting,
  })
  .refine(({ options, initial_options = [] }) => areAmong(initial_options, options), NOT_AMONG);

const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    options: z.array(shownOption).min(1).max(10),
    initial_option: shownOption.optional(),
    ...focusable,
    ...acting,
  })
  .refine(({ options, initial_option }) => areAmong([initial_option], options), NOT_AMONG);

const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  initial_time: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
  timezone: characters(255).optional(),
  ...placeholder,
  ...focusable,
  ...acting,
});

const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    action_id: actionId.optional(),
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
    ...placeholder,
    ...focusable,
  })
  .refine(({ min_length = 0, max_length = 3000 }) => min_length <= max_length, {
    error: '`min_length` must not be more than `max_length`',
  });

const pressed = [
  button,
  overflow,
  staticSelect,
  usersSelect,
  checkboxes,
  radioButtons,
  timepicker,
] as const;

export const image = z.strictObject({
  type: z.literal('image'),
  image_url: address(),
  alt_text: characters(2000),
});
export const actionElement = z.discriminatedUnion('type', pressed);
export const accessory = z.discriminatedUnion('type', [image, ...pressed]);
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  staticSelect,
  usersSelect,
  checkboxes,
  radioButtons,
  timepicker,
]);

export type ActionElement = z.infer<typeof actionElement>;
export type InputElement = z.infer<typeof inputElement>;
