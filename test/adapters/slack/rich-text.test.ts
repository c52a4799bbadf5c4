/** Markdown as people read it in Slack: nothing is lost but its form, and nothing is obeyed but ours. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { inSlack } from '../../../src/adapters/slack/command-words.ts';
import { plainText, type Rendered, richText } from '../../../src/adapters/slack/rich-text.ts';
import { code, text } from '../../../src/messages/escape.ts';
import { checkBlocks } from '../../../src/sandbox/slack/blocks/check.ts';
import { shownBlocks } from '../../../src/sandbox/slack/shown.ts';

const ALL = { command: (said: string) => said, most: 100_000 };

const shown = (rendered: Rendered | null): string => {
  const checked = checkBlocks(rendered === null ? [] : [rendered.block]);
  if (checked.kind === 'bad') throw new Error(checked.messages.join());
  return shownBlocks(checked.value, (id) => `<${id}>`);
};

const WORDS = new URL('../../../fixtures/words/', import.meta.url);
const pages = readdirSync(WORDS).flatMap((file) =>
  readFileSync(new URL(file, WORDS), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section): readonly [string, string] => {
      const end = section.indexOf('\n');
      return [`${file}: ${section.slice(0, end)}`, section.slice(end)];
    }),
);

/** The head of the table of gates names what everybody sees. */
const wordsIn = (said: string): readonly string[] =>
  said.split(/[\s•:]+/).filter((word) => word !== '' && word !== 'gate');

test.each(pages)('%s: every word is shown', (_, markdown) => {
  expect(new Set(wordsIn(shown(richText(markdown, ALL))))).toEqual(
    new Set(wordsIn(plainText(markdown))),
  );
});

describe('forms', () => {
  it('read well', () => {
    const markdown = [
      '## Head\nA **bold**, *slanted* and ~~struck~~ word, and `code`.  \nOn a line of its own.',
      '[`d4e5f6a`](https://github.com/acme/shop/commit/1) and [#7](https://github.com/acme/shop/pull/7)',
      '- one\n- two `x`\n  - deeper\n- three',
      '1. first\n2. second\n   - deeper\n3. third',
      '| | gate | |\n|---|---|---|\n| ✅ | `a\\|b` | said |\n| ⏳ | lock | **ada** has it |',
      '| where | live | on its way |\n|---|---|---|\n| staging | d4e5f6a | – |',
      '<details><summary>History</summary>\n\n- it went\n\n</details>',
      '```\nraw <!channel>\n```\n\n> said',
    ].join('\n\n');
    expect(shown(richText(markdown, ALL))).toMatchInlineSnapshot(`
      "Head
      A bold, slanted and struck word, and code.
      On a line of its own.
      d4e5f6a and #7
      • one
      • two x
        • deeper
      • three
      1. first
      2. second
        • deeper
      3. third
      ✅ a|b: said
      ⏳ lock: ada has it
      staging · live: d4e5f6a · on its way: –
      • it went
      raw <!channel>
      > said"
    `);
  });

  it('are none in text of other people', () => {
    const said = '*a* _b_ ~c~ `d` <!channel> <@U1> @ada #7 :tada: [e](https://x.example) & &lt; $1';
    expect(richText(`${text(said)} ${code(said)}`, ALL)?.block.elements).toEqual([
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: `${said.split('$')[0]}` },
          { type: 'text', text: '$' },
          { type: 'text', text: '1 ' },
          { type: 'text', text: said, style: { code: true } },
          { type: 'text', text: '\n' },
        ],
      },
    ]);
    expect(plainText(text(said))).toBe(said);
  });

  it.each([
    'javascript:alert(1)',
    '/acme/shop',
    'mailto:a@b.example',
    `https://x.example/${'a'.repeat(3_000)}`,
  ])('have no link to %s, which Slack would refuse', (url) => {
    expect(shown(richText(`[here](${url})`, ALL))).toBe('here');
  });
});

describe('room', () => {
  it.each([
    ['text', 'one two three', 'one two…'],
    ['code', '`one two three`', 'one two…'],
    ['a link', '[one two three](https://x.example)', 'one two…'],
    ['what follows', 'one **two t**hree four', 'one two…'],
    ['a character of two halves', 'one two👍', 'one two…'],
    ['a list', '- one\n- two three\n- four', '• one\n• two …'],
  ])('%s is cut to it, with a sign', (_, markdown, expected) => {
    const rendered = richText(markdown, { ...ALL, most: 8 });
    expect(shown(rendered)).toBe(expected);
    expect(rendered?.length).toBe(8);
  });

  it('is all there is', () => {
    expect(richText('one', { ...ALL, most: 0 })).toBeNull();
    expect(richText('<!-- nothing -->', ALL)).toBeNull();
  });

  it('never opens what was code: what is too long to be read ends at the end of a line', () => {
    const long = code(`[here](https://evil.example) ${'x'.repeat(30_000)}`);
    expect(shown(richText(`first\n\n${long}`, ALL))).toBe('first\n…');
    expect(plainText(`first\n\n${long}`)).toBe('first …');
  });
});

describe('commands', () => {
  const command = inSlack({ repository: 'acme/shop', pullNumber: 7 });

  it('are told as Slack takes them, where they are commands', () => {
    const said = (markdown: string): string => shown(richText(markdown, { ...ALL, command }));
    expect(said('`/why production` `/why` `/whyever` `why` `x /why` /why')).toBe(
      '/lockkeeper why acme/shop#7 production /lockkeeper why acme/shop#7 /whyever why x /why /why',
    );
  });

  it('name no pull request where there is none, and stay as they are where nothing is known', () => {
    expect(inSlack({ repository: 'acme/shop', pullNumber: null })('/halt all')).toBe(
      '/lockkeeper halt acme/shop all',
    );
    expect(inSlack(null)('/halt all')).toBe('/halt all');
  });
});
