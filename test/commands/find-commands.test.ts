/** What holds of any comment; single ones, as people type them, are in `fixtures/comments`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCommands } from '../../src/commands/parse/find-commands.ts';
import { readTokens } from '../../src/commands/parse/tokens.ts';

const found = (text: string): readonly string[] =>
  findCommands(text).commands.map((each) => each.text);

describe('finding commands', () => {
  it('never throws, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string().map((rest) => `/promote ${rest}`),
    );
    fc.assert(fc.property(texts, (text) => void findCommands(text)));
  });

  it.each([
    ['lists in lists', '- '.repeat(20_000)],
    ['quotes in quotes', '> '.repeat(20_000)],
    ['notes in notes', '[^1]: '.repeat(10_000)],
  ])('does not go into %s without end', (_, nested) => {
    expect(found(`${nested}\n\n/promote staging`)).toEqual([]);
  });

  it('finds nothing in any code block', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('~')),
        (text) => {
          expect(found(`~~~~\n${text}\n/promote staging\n~~~~`)).toEqual([]);
        },
      ),
    );
  });

  it('finds nothing between the tags of code and quotes', () => {
    const tags = fc.constantFrom('code', 'pre', 'blockquote', 'kbd', 'a', 'del', 'CODE');
    const breaks = fc.constantFrom('\n', '\n\n', '\n\ntext\n', '\n\n- item\n\n');
    fc.assert(
      fc.property(tags, breaks, fc.constantFrom('', 'Type '), (tag, space, before) => {
        expect(found(`${before}<${tag} href="x">${space}/promote staging\n\n</${tag}>`)).toEqual(
          [],
        );
      }),
    );
  });
});

describe('taking a command apart', () => {
  it('keeps a quoted reason to the letter', () => {
    const words = fc.stringMatching(/^[A-Za-z0-9'’.,;:@#/ –—-]{1,80}$/);
    fc.assert(
      fc.property(words, (text) => {
        fc.pre(text.trim() !== '');
        for (const quoted of [`"${text}"`, `“${text}”`, `„${text}“`, `«${text}»`]) {
          const tokens = readTokens(`staging because ${quoted} --dry-run`, ['dry-run']);
          expect(tokens).toMatchObject({ ok: true, value: { reason: text.trim() } });
        }
      }),
    );
  });
});
