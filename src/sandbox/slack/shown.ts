/** What a person reads on the screen, as plain text: a line for each line, buttons as `[Approve]`. */
import type { Block } from './blocks/blocks.ts';
import type { ActionElement, InputElement } from './blocks/elements.ts';
import type { TextObject } from './blocks/text.ts';
import { type Line, linesOf, type NameOf, richLines } from './mrkdwn.ts';

export const shownBlocks = (blocks: readonly Block[], nameOf: NameOf): string =>
  blocks.flatMap((block) => shownBlock(block, nameOf)).join('\n');

export const shownText = (text: TextObject, nameOf: NameOf): string =>
  linesOf(text, nameOf).map(shownLine).join('\n');

const shownBlock = (block: Block, nameOf: NameOf): readonly string[] => {
  switch (block.type) {
    case 'header':
      return [block.text.text];
    case 'divider':
      return ['---'];
    case 'image':
      return [`(${block.title?.text ?? block.alt_text})`];
    case 'context': {
      const texts = block.elements.map((each) =>
        each.type === 'image'
          ? `(${each.alt_text})`
          : linesOf(each, nameOf).map(shownLine).join('\n'),
      );
      return [texts.join('  ')];
    }
    case 'actions':
      return [block.elements.map(shownElement).join(' ')];
    case 'rich_text':
      return block.elements.flatMap((part) => richLines(part, nameOf).map(shownLine));
    case 'section': {
      const { text, fields = [], accessory } = block;
      const texts = [...(text === undefined ? [] : [text]), ...fields];
      const lines = texts.flatMap((each) => linesOf(each, nameOf).map(shownLine));
      if (accessory === undefined) return lines;
      return [
        ...lines,
        accessory.type === 'image' ? `(${accessory.alt_text})` : shownElement(accessory),
      ];
    }
    case 'input': {
      const { label, optional, element, hint } = block;
      const name = optional === true ? `${label.text} (optional)` : label.text;
      const lines = [`${name}: ${shownElement(element)}`];
      return hint === undefined ? lines : [...lines, hint.text];
    }
  }
};

const shownLine = ({ kind, pieces, mark = '', indent = 0 }: Line): string => {
  const text = pieces.map((piece) => piece.text).join('');
  if (kind === 'quote') return `> ${text}`;
  return kind === 'item' ? `${'  '.repeat(indent)}${mark} ${text}` : text;
};

const shownElement = (element: ActionElement | InputElement): string => {
  switch (element.type) {
    case 'button':
      return `[${element.text.text}]`;
    case 'overflow':
      return '[…]';
    case 'plain_text_input':
      return element.initial_value ?? '____';
    case 'checkboxes':
      return element.options
        .map(
          (each) => `[${isOne(element.initial_options, each.value) ? 'x' : ' '}] ${each.text.text}`,
        )
        .join(' ');
    case 'radio_buttons':
      return element.options
        .map(
          (each) =>
            `(${element.initial_option?.value === each.value ? 'x' : ' '}) ${each.text.text}`,
        )
        .join(' ');
    case 'static_select':
      return `[${element.initial_option?.text.text ?? element.placeholder?.text ?? 'Select'} ▾]`;
    case 'users_select':
      return `[${element.initial_user ?? element.placeholder?.text ?? 'Select'} ▾]`;
    case 'timepicker':
      return `[${element.initial_time ?? element.placeholder?.text ?? 'Select a time'} ▾]`;
  }
};

const isOne = (options: readonly { readonly value: string }[] = [], value: string): boolean =>
  options.some((each) => each.value === value);
