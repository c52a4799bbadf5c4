/** Blocks as Slack renders them. Inputs are rendered by the modal that holds them. */
import { html } from 'hono/html';
import type { Block } from '../../slack/blocks/blocks.ts';
import type { Filled } from '../../slack/input-values.ts';
import { linesOf, type NameOf, richLines } from '../../slack/mrkdwn.ts';
import type { Html } from '../page.ts';
import { elementHtml, fieldHtml, type Where } from './elements.ts';
import { linesHtml } from './lines.ts';

export interface Rendering {
  readonly nameOf: NameOf;
  readonly where: Where;
  /** By block: what the app did not take. */
  readonly errors: Readonly<Record<string, string>>;
  /** What the person put there already. */
  readonly filled: Readonly<Record<string, Filled>>;
}

/** Of a message or the home tab, where nothing is filled in. */
export const rendering = (nameOf: NameOf, where: Where): Rendering => ({
  nameOf,
  where,
  errors: {},
  filled: {},
});

export const blocksHtml = (blocks: readonly Block[], rendering: Rendering): readonly Html[] =>
  blocks.map(
    (block) => html`<div class="block ${block.type}">${blockHtml(block, rendering)}</div>`,
  );

const blockHtml = (
  block: Block,
  { nameOf, where, errors, filled }: Rendering,
): Html | readonly Html[] => {
  switch (block.type) {
    case 'header':
      return html`<h3>${block.text.text}</h3>`;
    case 'divider':
      return html`<hr />`;
    case 'image':
      return html`<figure>${block.title?.text ?? ''}<div class="picture">${block.alt_text}</div></figure>`;
    case 'context':
      return block.elements.map((each) =>
        each.type === 'image'
          ? html`<span class="picture">${each.alt_text}</span>`
          : html`<span>${linesHtml(linesOf(each, nameOf))}</span>`,
      );
    case 'actions':
      return block.elements.map((each) => elementHtml(each, where));
    case 'rich_text':
      return block.elements.flatMap((part) => linesHtml(richLines(part, nameOf)));
    case 'section': {
      const { text, fields = [], accessory } = block;
      const cells = fields.map((each) => html`<div>${linesHtml(linesOf(each, nameOf))}</div>`);
      return html`<div class="grow">
        ${text === undefined ? '' : linesHtml(linesOf(text, nameOf))}
        ${cells.length === 0 ? '' : html`<div class="fields">${cells}</div>`}
      </div>
      ${accessoryHtml(accessory, where)}`;
    }
    case 'input': {
      const { label, hint, optional, element, block_id: id = '' } = block;
      const error = errors[id];
      return html`<label>
        <strong>${label.text}${optional === true ? html` <span class="soft">(optional)</span>` : ''}</strong>
        ${fieldHtml(element, `in.${id}`, filled[id])}
        ${hint === undefined ? '' : html`<span class="soft">${hint.text}</span>`}
        ${error === undefined ? '' : html`<span class="wrong" data-testid="wrong-${id}">${error}</span>`}
      </label>`;
    }
  }
};

const accessoryHtml = (
  accessory: Extract<Block, { readonly type: 'section' }>['accessory'],
  where: Where,
): Html => {
  if (accessory === undefined) return html``;
  return accessory.type === 'image'
    ? html`<span class="picture">${accessory.alt_text}</span>`
    : elementHtml(accessory, where);
};
