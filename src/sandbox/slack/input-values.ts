/** What is in an input of a modal, as `view.state.values` has it, and what Slack itself lets nobody submit. */
import { Refusal } from '../github/refusal.ts';
import type { InputBlock } from './blocks/blocks.ts';
import type { ActionElement, InputElement } from './blocks/elements.ts';

export type InputValue = Readonly<Record<string, unknown>>;
/** As a person gives it: words, or the `value` of an option, or several of them. */
export type Filled = string | readonly string[];

type Choosing = ActionElement | InputElement;

export const initialValueOf = (element: InputElement): InputValue => {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: element.initial_value ?? null };
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, selected_option: element.initial_option ?? null };
    case 'checkboxes':
      return { type: element.type, selected_options: element.initial_options ?? [] };
    case 'users_select':
      return { type: element.type, selected_user: element.initial_user ?? null };
    case 'timepicker':
      return { type: element.type, selected_time: element.initial_time ?? null };
  }
};

/** What Slack shows beside an input instead of sending it. */
export const filledIn = (
  { label, element, optional }: InputBlock,
  filled: Filled | undefined,
): InputValue => {
  if (filled === undefined || filled.length === 0) {
    const before = filled === undefined ? initialValueOf(element) : emptyOf(element);
    if (optional !== true && isEmpty(before))
      throw new Refusal(422, `${label.text}: Please complete this required field.`);
    return before;
  }
  if (element.type !== 'plain_text_input')
    return { type: element.type, ...chosenIn(element, filled) };
  const { min_length = 0, max_length = 3000 } = element;
  if (typeof filled !== 'string') throw new Refusal(422, `${label.text}: takes one text`);
  if (filled.length < min_length || filled.length > max_length) {
    throw new Refusal(422, `${label.text}: from ${min_length} to ${max_length} characters`);
  }
  return { type: element.type, value: filled };
};

const emptyOf = (element: InputElement): InputValue => {
  if (element.type === 'plain_text_input') return { type: element.type, value: null };
  if (element.type === 'checkboxes') return { type: element.type, selected_options: [] };
  return {
    type: element.type,
    [element.type === 'users_select'
      ? 'selected_user'
      : element.type === 'timepicker'
        ? 'selected_time'
        : 'selected_option']: null,
  };
};

const isEmpty = ({ type: _, ...values }: InputValue): boolean =>
  Object.values(values).every(
    (value) => value === null || (Array.isArray(value) && value.length === 0),
  );

/** The part of an action or of a value that says what was chosen; a button has none. */
export const chosenIn = (element: Choosing, filled: Filled | undefined): InputValue => {
  const first = typeof filled === 'string' ? filled : (filled?.[0] ?? '');
  switch (element.type) {
    case 'button':
    case 'plain_text_input':
      return {};
    case 'users_select':
      return { selected_user: first };
    case 'timepicker':
      return { selected_time: first };
    case 'checkboxes': {
      const all = typeof filled === 'string' ? [filled] : (filled ?? []);
      return { selected_options: all.map((value) => optionOf(element, value)) };
    }
    case 'overflow':
    case 'static_select':
    case 'radio_buttons':
      return { selected_option: optionOf(element, first) };
  }
};

export type Option = { readonly text: { readonly text: string }; readonly value: string };

export const optionsOf = (
  element: Extract<Choosing, { readonly options?: unknown }>,
): readonly Option[] =>
  element.type === 'static_select'
    ? (element.options ?? element.option_groups?.flatMap(({ options }) => options) ?? [])
    : element.options;

const optionOf = (
  element: Extract<Choosing, { readonly options?: unknown }>,
  value: string,
): Option => {
  const found = optionsOf(element).find((option) => option.value === value);
  if (found === undefined) throw new Refusal(404, `There is no option ${value}`);
  return found;
};
