/** Commands are found as a person sees them in the rendered comment, and nowhere else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCommands } from '../../src/commands/parse/find-commands.ts';
import { readTokens } from '../../src/commands/parse/tokens.ts';
import { isMeant } from '../../src/commands/plan-command.ts';

const found = (text: string): readonly string[] =>
  findCommands(text).commands.map((each) => each.text);

describe('a command is found', () => {
  it.each([
    ['alone', '/promote staging', ['/promote staging']],
    ['among text', 'Looks good.\n/promote staging\nThanks', ['/promote staging']],
    ['twice', '/status\n/why', ['/status', '/why']],
    ['in a list', '- /promote staging', ['/promote staging']],
    ['inside details', '<details>\n\n/promote staging\n\n</details>', ['/promote staging']],
    ['with a phone’s dash', '/promote staging —dry-run', ['/promote staging --dry-run']],
    [
      'with a phone’s quotes',
      '/promote staging because “it is time”',
      ['/promote staging because "it is time"'],
    ],
    ['with an argument in code', '/promote `staging`', ['/promote staging']],
    ['with Windows line ends', '/status\r\n/why\r\n', ['/status', '/why']],
    ['behind an invisible character', '\u200b/promote staging', ['/promote staging']],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('nothing is found', () => {
  it.each([
    ['in a code block', '```\n/promote staging\n```'],
    ['in indented code', 'x\n\n    /promote staging'],
    ['in inline code', '`/promote staging`'],
    ['in a quote', '> /promote staging'],
    ['in a hidden comment', '<!--\n/promote staging\n-->'],
    ['in HTML', '<pre>\n/promote staging\n</pre>'],
    ['in a link', '[/promote staging](https://example.com)'],
    ['within a line', 'please /promote staging'],
    ['in a heading', '# /promote staging'],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('limits', () => {
  it('runs ten, and says that there were more', () => {
    const many = findCommands('/status\n'.repeat(11));
    expect(many).toMatchObject({ tooMany: true });
    expect(many.commands).toHaveLength(10);
  });

  it('never throws, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string().map((rest) => `/promote ${rest}`),
    );
    fc.assert(fc.property(texts, (text) => void findCommands(text)));
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
});

describe('what is meant', () => {
  it('is a known command or a slip of one, and no path', () => {
    const meant = (text: string): boolean => findCommands(text).commands.some(isMeant);
    expect(meant('/promote staging')).toBe(true);
    expect(meant('/promot staging')).toBe(true);
    expect(meant('/etc')).toBe(false);
    expect(meant('/usr/bin/env')).toBe(false);
  });

  it('is taken apart into words, flags and the reason', () => {
    expect(readTokens('staging --dry-run because "it is" time', ['dry-run'])).toMatchObject({
      ok: true,
      value: { words: ['staging'], flags: new Set(['dry-run']), reason: 'it is time' },
    });
    expect(readTokens('staging --fast', ['dry-run'])).toMatchObject({ ok: false });
    expect(readTokens('staging because', [])).toMatchObject({ ok: false });
  });
});
