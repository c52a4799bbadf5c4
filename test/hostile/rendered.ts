/**
 * Reads Markdown as GitHub does: first as Markdown, then once more through its text for what it makes
 * links of and calls people by. What the app writes itself is known; anything else came in with a name.
 */
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** A word in every hostile text, by which it is known again. */
export const CANARY = 'canary';

/** What the app writes as HTML. */
const OWN_HTML = /^(?:<\/?(?:details|summary|span)>|<details><summary>[\w ]+<\/summary>|<br>)$/;
const OWN_NOTE = /^<!-- (?:lockkeeper:\S+|record [\w:-]+ \d+ sha256:[0-9a-f]{64}) -->$/;

/** What GitHub looks for in text, and what it does with it. */
const LINKED: Readonly<Record<string, RegExp>> = {
  'calls somebody': /(?<![\w`])@[a-z\d]/i,
  'refers to an issue': /#\d|\bgh-\d/i,
  'is an address': /:\/\/|\bwww\./i,
  'may be a formula': /\$/,
  'hides or turns text': /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\n\u2060]]/v,
};

export const parsed = (markdown: string): Nodes =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** Each as a sentence; `called` are those whom the app calls on purpose. */
export const faultsIn = (markdown: string, called: readonly string[] = []): readonly string[] => {
  const faults: string[] = [];
  let before: Nodes | null = null;
  const look = (node: Nodes): void => {
    // A dollar that begins no formula stands in an element of its own.
    const isDollar = before?.type === 'html' && before.value === '<span>' && told(node) === '$';
    if (!isDollar) faults.push(...faultsOf(node, called));
    before = node;
    // GitHub leaves the text of a link alone; those of the app itself are numbers and SHAs.
    if ('children' in node && node.type !== 'link') for (const child of node.children) look(child);
  };
  look(parsed(markdown));
  return faults;
};

const faultsOf = (node: Nodes, called: readonly string[]): readonly string[] => {
  switch (node.type) {
    case 'text':
      return linked(node.value, called);
    case 'inlineCode':
      return LINKED['hides or turns text']?.test(node.value) === true
        ? [`in code: ${node.value}`]
        : [];
    case 'html':
      return OWN_HTML.test(node.value) || OWN_NOTE.test(node.value) ? [] : [`HTML: ${node.value}`];
    case 'link':
      return node.url.includes(CANARY) ? [`link: ${node.url}`] : [];
    case 'image':
    case 'imageReference':
    case 'definition':
    case 'footnoteReference':
      return [`${node.type}: ${told(node)}`];
    case 'heading':
    case 'code':
    case 'strong':
    case 'emphasis':
      return told(node).startsWith(CANARY) ? [`${node.type}: ${told(node)}`] : [];
    default:
      return [];
  }
};

const told = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(told).join('') : '';

const linked = (value: string, called: readonly string[]): readonly string[] => {
  const rest = called.reduce((text, name) => text.replaceAll(`@${name}`, ''), value);
  return Object.entries(LINKED).flatMap(([what, form]) =>
    form.test(rest) ? [`${what}: ${JSON.stringify(rest)}`] : [],
  );
};
