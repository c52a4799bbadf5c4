/**
 * The Markdown of our own messages as plain text and as simple HTML, for mail and for programs. What
 * others wrote was escaped before, so that here it is text and nothing else.
 */
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

const WORD_JOINER = /\u2060/g;

export const plainText = (markdown: string): string => plain(fromMarkdown(markdown)).trim();

export const htmlText = (markdown: string): string => html(fromMarkdown(markdown)).trim();

/** For an attribute or a text of HTML. */
export const htmlEscaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const plain = (node: Nodes): string => {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return node.value.replace(WORD_JOINER, '');
    case 'root':
      return node.children.map(plain).join('\n\n');
    case 'list':
      return node.children.map((item) => `- ${plain(item)}`).join('\n');
    case 'break':
      return '\n';
    default:
      return 'children' in node ? node.children.map(plain).join('') : '';
  }
};

const html = (node: Nodes): string => {
  switch (node.type) {
    case 'text':
      return htmlEscaped(node.value.replace(WORD_JOINER, ''));
    case 'inlineCode':
      return `<code>${htmlEscaped(node.value.replace(WORD_JOINER, ''))}</code>`;
    case 'strong':
      return `<strong>${inside(node)}</strong>`;
    case 'emphasis':
      return `<em>${inside(node)}</em>`;
    case 'link':
      return `<a href="${htmlEscaped(node.url)}">${inside(node)}</a>`;
    case 'paragraph':
      return `<p>${inside(node)}</p>\n`;
    case 'list':
      return `<ul>${inside(node)}</ul>\n`;
    case 'listItem':
      return `<li>${inside(node)}</li>`;
    case 'break':
      return '<br>';
    default:
      return 'children' in node ? inside(node) : '';
  }
};

const inside = (node: Extract<Nodes, { children: unknown[] }>): string =>
  node.children.map(html).join('');
