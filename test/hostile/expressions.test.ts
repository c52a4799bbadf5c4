/**
 * Every function that looks through text of other people takes a long one, of whatever it is made. The
 * texts are so long that work which grew by the square of the length would not end within a test.
 */
import { describe, expect, it } from 'vitest';
import { inTerminal } from '../../src/adapters/cli/terminal.ts';
import { runInCallback } from '../../src/adapters/github/callback-url.ts';
import { readTokens } from '../../src/commands/parse/tokens.ts';
import { show, span } from '../../src/config/policy/said.ts';
import { cut } from '../../src/core/cut.ts';
import { DURATION } from '../../src/core/duration.ts';
import { ruleProblem } from '../../src/core/freezes/rule.ts';
import { matchesGlob } from '../../src/core/glob.ts';
import { fromIso } from '../../src/core/instant.ts';
import { closest } from '../../src/core/names.ts';
import { matchesPath } from '../../src/core/rollback/path-pattern.ts';
import { clause, code, cutAtLine, href, text } from '../../src/messages/escape.ts';
import { mention } from '../../src/messages/mention.ts';
import { jsonIn } from '../../src/services/inquiry/gate-answer.ts';

const LONG = 100_000;
/** No line of a comment is longer that is read as a command. */
const LINE = 2_000;
const SHOP = { owner: 'acme', name: 'shop' };

const FUNCTIONS: Readonly<Record<string, (foreign: string) => unknown>> = {
  text,
  clause,
  code,
  mention,
  href,
  span,
  show,
  jsonIn,
  fromIso,
  ruleProblem,
  inTerminal: (foreign) => inTerminal(foreign, LONG),
  cut: (foreign) => cut(foreign, LONG - 1),
  cutAtLine: (foreign) => cutAtLine(foreign, 60_000, 'There is more.'),
  duration: (foreign) => DURATION.test(foreign),
  matchesGlob: (foreign) => matchesGlob('a*b/*c', foreign),
  matchesPath: (foreign) => matchesPath('**/a*b/**/*c', foreign),
  closest: (foreign) => closest(foreign, ['staging', 'production']),
  runInCallback: (foreign) => runInCallback(foreign, 'https://api.github.com', SHOP),
  readTokens: (foreign) => readTokens(foreign.slice(0, LINE), ['again'], true),
  reason: (foreign) => readTokens(`a because ${foreign.slice(0, LINE)}`, [], true),
};

const UNITS = [
  ...[
    ' ',
    '\t',
    '.',
    ' .',
    '\n',
    '\r\n',
    '`',
    '` ',
    '\\',
    '\\|',
    '|',
    '@',
    '#',
    '$',
    ':',
    '://',
    'www.',
  ],
  ...[
    'gh-',
    'a',
    '1',
    '1d',
    '9',
    '-',
    '_',
    '*',
    '**',
    '/',
    'a/',
    '[',
    '(',
    '<',
    '<!--',
    '&',
    '"',
    '"a',
    "'",
  ],
  ...[
    '\u201c',
    '\u00ab',
    '\\"',
    '--',
    ' for ',
    ' for a',
    ' for 1',
    '1.',
    ',',
    '=',
    ';',
    'BYDAY=',
    'MO,',
    '{',
  ],
  ...[
    '\u202e',
    '\u0000',
    '\ud800',
    '\udc00',
    '😀',
    '\u200d',
    '%2f',
    '..',
    '../',
    'T',
    'Z',
    '+',
    '🇩🇪',
  ],
];

describe.each(Object.entries(FUNCTIONS))('%s', (_, run) => {
  it('takes a text of whatever it is made', () => {
    for (const unit of UNITS) {
      const long = unit.repeat(Math.floor(LONG / unit.length));
      for (const foreign of [long, `a${long}\u0001`]) run(foreign);
    }
    expect(run('')).not.toBeInstanceOf(Error);
  }, 15_000);
});
