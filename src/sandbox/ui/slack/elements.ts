/** Buttons, menus and inputs as forms and fields that work without a script. */
import { html } from 'hono/html';
import type { ActionElement, InputElement } from '../../slack/blocks/elements.ts';
import { type Filled, type Option, optionsOf } from '../../slack/input-values.ts';
import { type Html, hidden } from '../page.ts';

/** Where an element stands, sent along with it. */
export type Where = Readonly<Record<string, string>>;

export const elementHtml = (element: ActionElement, where: Where): Html => {
  const { action_id: action = '' } = element;
  const fields = hidden({ ...where, action });
  if (element.type !== 'button') {
    return html`<form method="post" action="/ui/slack/press" class="menu">
      ${fields} ${fieldHtml(element, 'choice')} <button data-testid="choose-${action}">Choose</button>
    </form>`;
  }
  const { text, url, style = '', confirm } = element;
  if (url !== undefined) {
    return html`<a class="button ${style}" href="${url}" rel="noreferrer" data-testid="press-${action}">${text.text}</a>`;
  }
  const press = html`<form method="post" action="/ui/slack/press">
    ${fields}
    <button class="${style}" data-testid="press-${action}">${confirm?.confirm?.text ?? text.text}</button>
  </form>`;
  if (confirm === undefined) return press;
  return html`<details class="confirm">
    <summary class="button ${style}">${text.text}</summary>
    <strong>${confirm.title?.text ?? ''}</strong> ${confirm.text.text} ${press}
  </details>`;
};

/** The field of a form; `name` is what its value is sent under, `filled` what was put there before. */
export const fieldHtml = (
  element: ActionElement | InputElement,
  name: string,
  filled?: Filled,
): Html => {
  const several = filled === undefined ? undefined : [filled].flat();
  const one = several?.[0];
  switch (element.type) {
    case 'button':
      return html``;
    case 'plain_text_input': {
      const { initial_value = '', placeholder, multiline } = element;
      return multiline === true
        ? html`<textarea name="${name}" placeholder="${placeholder?.text ?? ''}" data-testid="${name}">${one ?? initial_value}</textarea>`
        : inputHtml('text', name, one ?? initial_value, placeholder?.text);
    }
    case 'overflow':
      return selectHtml(name, optionsOf(element), one);
    case 'static_select':
      return selectHtml(name, optionsOf(element), one ?? element.initial_option?.value);
    case 'radio_buttons': {
      const first = element.initial_option === undefined ? [] : [element.initial_option.value];
      return ticksHtml('radio', name, optionsOf(element), several ?? first);
    }
    case 'checkboxes': {
      const first = element.initial_options?.map(({ value }) => value) ?? [];
      return ticksHtml('checkbox', name, optionsOf(element), several ?? first);
    }
    case 'users_select':
      return inputHtml('text', name, one ?? element.initial_user, 'Id of a user');
    case 'timepicker':
      return inputHtml('time', name, one ?? element.initial_time);
  }
};

const inputHtml = (type: string, name: string, value = '', placeholder = ''): Html =>
  html`<input type="${type}" name="${name}" value="${value}" placeholder="${placeholder}" data-testid="${name}" />`;

const selectHtml = (
  name: string,
  options: readonly Option[],
  first: string | undefined,
): Html => html`<select name="${name}" data-testid="${name}">
  ${options.every(({ value }) => value !== first) ? html`<option value=""></option>` : ''}
  ${options.map(
    ({ value, text }) =>
      html`<option value="${value}" ${value === first ? 'selected' : ''}>${text.text}</option>`,
  )}
</select>`;

/** With nothing as one of its values, so that ticking none is sent as well. */
const ticksHtml = (
  type: 'radio' | 'checkbox',
  name: string,
  options: readonly Option[],
  first: readonly string[],
): Html =>
  html`<span class="ticks">${hidden({ [name]: '' })}${options.map(
    ({ value, text }) => html`<label class="line">
      <input type="${type}" name="${name}" value="${value}" ${first.includes(value) ? 'checked' : ''} />
      ${text.text}
    </label>`,
  )}</span>`;
