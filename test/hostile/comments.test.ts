/**
 * Comments written to stall the finder of commands, or to slip it a command that nobody sees. What would
 * cost the parser the square of its length is not parsed at all; the rest is, whatever it is made of.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCommands, MAX_COMMANDS } from '../../src/commands/parse/find-commands.ts';

const MOST = 65_536;
const SEED = { seed: 20_261_121 };

const found = (text: string): readonly string[] =>
  findCommands(text).commands.map((each) => each.text);

/** As long as a comment can be. */
const full = (unit: string, before = ''): string =>
  before + unit.repeat(Math.floor((MOST - before.length) / unit.length));

describe('a comment as long as can be', () => {
  it.each([
    ['brackets in brackets', `${'['.repeat(30_000)}a${']'.repeat(30_000)}`],
    ['brackets and parentheses', full('[ (](')],
    ['links that never end', full('[a](<b')],
    ['references that never end', full('[a][b')],
    ['HTML comments that never end', full('a <!-- ')],
    ['processing instructions', full('a <? ')],
    ['lines that continue a quote', full('b\n', '> a\n')],
    ['lines that continue a deep list', full('b\n', `${'- '.repeat(15)}a\n`)],
    ['notes by carriage returns', full('\t>>>>>>>>>>>[^\r')],
    ['table rows', full('x|y\n', 'a|b\n-|-\n')],
    ['definitions', full('[a]: /u "t\n')],
  ])('of %s is not parsed, and has no commands', (_, hostile) => {
    expect(hostile.length).toBeGreaterThan(50_000);
    expect(findCommands(`/help\n\n${hostile}`)).toEqual({ commands: [], tooMany: false });
  });

  it.each([
    ['tags that never end', full('<a b="')],
    ['tags opened and closed', full('<a href=x></b></a>')],
    ['backticks', full('`a``')],
    ['stars and underscores', full('*a_ **b__ ')],
    ['columns', `${'|a'.repeat(16_000)}\n${'|-'.repeat(16_000)}`],
    ['addresses', full('a.b@c.d www.a ')],
    ['backslashes', full('\\')],
    ['spaces', full(' ', 'a')],
    ['invisible characters', full('\u200b\u202e')],
  ])('of %s is parsed', (_, hostile) => {
    expect(hostile.length).toBeGreaterThan(50_000);
    expect(found(`/help\n\n${hostile}`)).toEqual(['/help']);
  });

  it.each([
    ['brackets', `${'['.repeat(3_900)}a${']'.repeat(3_900)}`],
    ['HTML comments', 'a <!-- '.repeat(990)],
    ['continued lines', `> a\n${'b\n'.repeat(2_900)}`],
  ])('is read with as many %s as anybody writes', (_, much) => {
    expect(found(`/help\n\n${much}`)).toEqual(['/help']);
  });

  it('is read to its end', () => {
    const log = full('2026-11-21 12:00:00 [info] it ran\n').slice(0, MOST - 40);
    expect(found(`${log}\n\n/promote staging`)).toEqual(['/promote staging']);
    expect(found(`${log}${log}\n\n/promote staging`)).toEqual([]);
  });

  it('of thousands of commands has ten', () => {
    const { commands, tooMany } = findCommands('/promote staging\n'.repeat(2_900));
    expect([commands.length, tooMany]).toEqual([MAX_COMMANDS, true]);
  });
});

/** How a command can stand in a comment, and whether a person sees it there as text of its own. */
const shown: readonly ((command: string) => string)[] = [
  (command) => command,
  (command) => `- ${command}`,
  (command) => `Fine.\n${command}`,
  (command) => `Fine.  \n${command}`,
  (command) => `  ${command}`,
  (command) => `<!-- a note -->\n\n${command}`,
  (command) => `\u200b${command}`,
];
const hidden: readonly ((command: string) => string)[] = [
  (command) => `> ${command}`,
  (command) => `> said\n${command}`,
  (command) => `    ${command}`,
  (command) => `\`\`\`\n${command}\n\`\`\``,
  (command) => `~~~~\n\`\`\`\n${command}\n~~~~`,
  (command) => `\`${command}\``,
  (command) => `\`a\n${command}\``,
  (command) => `<!--\n${command}\n-->`,
  (command) => `<!-- ${command} -->`,
  (command) => `<pre>\n${command}\n</pre>`,
  (command) => `<code>\n\n${command}\n\n</code>`,
  (command) => `[${command}](https://example.com)`,
  (command) => `[a\n${command}](https://example.com)`,
  (command) => `![${command}](https://example.com/x.png)`,
  (command) => `# ${command}`,
  (command) => `${command}\n===`,
  (command) => `| a |\n|---|\n| ${command} |`,
  (command) => `[^1]: ${command}`,
  (command) => `[a]: /b "\n${command}\n"`,
  (command) => `- [ ] ${command}`,
  (command) => `~~${command}~~`,
  (command) => `~~a\n${command}~~`,
  (command) => `say ${command}`,
  (command) => `\\${command}x`.replace('\\/', '/ '),
  (command) => `https:/${command}`,
  (command) => `.${command}`,
];

const arbPart = fc.oneof(
  fc.constantFrom(...shown).map((wrap) => ({ wrap, isShown: true })),
  fc.constantFrom(...hidden).map((wrap) => ({ wrap, isShown: false })),
);

describe('of commands anywhere in a comment', () => {
  it('those are found that a person sees as text, in their order', () => {
    fc.assert(
      fc.property(fc.array(arbPart, { maxLength: MAX_COMMANDS }), (parts) => {
        const told = parts.map(({ wrap }, index) => wrap(`/promote e${index}`));
        const wanted = parts.flatMap(({ isShown }, index) =>
          isShown ? [`/promote e${index}`] : [],
        );
        // An empty HTML comment keeps one part from going on in the next.
        expect(found(told.join('\n\n<!-- -->\n\n'))).toEqual(wanted);
      }),
      { ...SEED, numRuns: 400 },
    );
  });

  it('none is ever found that does not begin a line of the source', () => {
    const pieces = fc.constantFrom(
      ...[
        '/promote a',
        '\n',
        '\n\n',
        ' ',
        '    ',
        '> ',
        '- ',
        '1. ',
        '`',
        '```',
        '~~~',
        '<!--',
        '-->',
      ],
      ...[
        '<a href=x>',
        '</a>',
        '<pre>',
        '</pre>',
        '[',
        '](x)',
        '[^1]: ',
        '|',
        '\\',
        '&lt;',
        '\u0000',
      ],
      ...[
        '\u202e',
        '\ufeff',
        '\ud800',
        '\r',
        '\u2028',
        '\t',
        '*',
        '~~',
        'word',
        '# ',
        '---\n',
        '<br>',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (all) => {
        for (const { name, text } of findCommands(all.join('')).commands) {
          expect(name).toMatch(/^[a-z][a-z-]*$/);
          expect(text).toMatch(/^\//);
        }
      }),
      { ...SEED, numRuns: 1_000 },
    );
  });
});
