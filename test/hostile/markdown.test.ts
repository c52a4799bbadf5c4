/**
 * Text of other people in what the app writes: it is read as it was written, and obeyed in nothing. It
 * is put in wherever the golden corpus has a name, a reason or an answer.
 */
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { describe, expect, it, test } from 'vitest';
import { shown } from '../../src/commands/parse/said.ts';
import { clause, code, href, text } from '../../src/messages/escape.ts';
import { linksFor } from '../../src/messages/links.ts';
import { mention } from '../../src/messages/mention.ts';
import { refusalText } from '../../src/messages/refusals.ts';
import { corpusOf, gatesWithCorpus } from '../core/corpus.ts';
import { pageOf } from '../messages/golden-page.ts';
import { refusalSamples } from '../messages/refusal-samples.ts';
import { CANARY, faultsIn, parsed } from './rendered.ts';

const RUNS = { seed: 20_261_121, numRuns: 500 };

const TRICKS = [
  ...[
    '@org/team',
    '@user',
    '\\@user',
    '&#64;user',
    '&commat;user',
    '@\u200buser',
    '`@user',
    '``` @user',
  ],
  ...['#1', '\\#1', '&#35;1', 'owner/repo#1', 'GH-1', 'gh-12', 'closes #1', 'fixes owner/repo#2'],
  ...['https://canary.example', 'www.canary.example', 'ftp://canary.example', 'a@canary.example'],
  ...['mailto:a@canary.example', '<https://canary.example>', '[canary](https://canary.example)'],
  ...[
    '![canary](https://canary.example/x.png)',
    '[canary]: https://canary.example',
    '[^1]',
    '[canary]',
  ],
  ...[
    '<img src=x onerror=canary>',
    '<b>canary',
    '</details>',
    '</td>',
    '<!-- canary',
    '-->',
    '<br>',
  ],
  ...[
    '<!-- lockkeeper:status -->',
    '<!-- record repository:7 3 sha256:00 -->',
    '&lt;b&gt;',
    '&nbsp;',
  ],
  ...['|', '\\|', '\\\\|', '||', '\n', '\r\n', '\n\n', '\n| a |\n', '\u2028', '\u2029', '\u0085'],
  ...['`', '``', '```', '~~~', '\\`', '\\', '**canary**', '_canary_', '~~canary~~', '*', '__'],
  ...[
    '\n# canary',
    '\n> canary',
    '\n- canary',
    '\n1. canary',
    '\n    canary',
    '\n---\n',
    '\n===\n',
  ],
  ...[
    '$canary$',
    '$$',
    '$`canary`$',
    ':tada:',
    '\u202e',
    '\u2066',
    '\u061c',
    '\u200d',
    '\ufeff',
    '\u00ad',
  ],
  ...[
    '\u0000',
    '\u0007',
    '\u001b[31m',
    '\ud800',
    '\udc00',
    '\u{e0041}',
    '\u2060',
    '\u180e',
    ' ',
    '  ',
    '.',
  ],
];

const arbTrick = fc
  .array(fc.oneof(fc.constantFrom(...TRICKS), fc.string({ maxLength: 6 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

/** Where foreign text can stand. */
const PLACES: Readonly<Record<string, (said: string) => string>> = {
  'a sentence': (said) => `It was said: ${said}.`,
  'a list': (said) => `- one: ${said}\n- two`,
  'stressed words': (said) => `It is **${said}** again.`,
  'a cell': (said) => `| a | b |\n|---|---|\n| x: ${said} | y |`,
  parentheses: (said) => `closed (${said}), for all`,
};

const joined = (node: Nodes): string =>
  'value' in node && node.type !== 'html'
    ? node.value
    : 'children' in node
      ? node.children.map(joined).join('')
      : '';

/** As it is read: without what only keeps it from being obeyed. */
const read = (markdown: string): string => joined(parsed(markdown)).replaceAll('\u2060', '');

describe.each(Object.entries(PLACES))('foreign text in %s', (_, place) => {
  it('does nothing', () => {
    fc.assert(
      fc.property(arbTrick, (trick) => {
        for (const write of [text, clause, code]) {
          expect(faultsIn(place(write(trick))), place(write(trick))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('changes nothing around it', () => {
    const nodes = (node: Nodes): string =>
      'children' in node && node.type !== 'paragraph' && node.type !== 'tableCell'
        ? `${node.type}(${node.children.map(nodes).join(' ')})`
        : node.type;
    fc.assert(
      fc.property(arbTrick, (trick) => {
        for (const write of [text, code]) {
          expect(nodes(parsed(place(write(trick))))).toBe(nodes(parsed(place('word'))));
        }
      }),
      RUNS,
    );
  });

  it('is read as it was written', () => {
    const words = fc.stringMatching(/^[!-~]{1,3}( ?[!-~]){0,40}$/);
    fc.assert(
      fc.property(words, (said) => {
        expect(read(place(text(said)))).toBe(read(place('WORDS')).replace('WORDS', () => said));
        // Before a pipe backslashes come in pairs.
        if (said.includes('|')) return;
        expect(read(place(code(said)))).toBe(read(place('WORDS')).replace('WORDS', () => said));
      }),
      RUNS,
    );
  });
});

test('an address of somebody else is one link to where it says, or none', () => {
  const parts = fc.array(
    fc.oneof(
      fc.constantFrom(
        'https://',
        'http://',
        'javascript:',
        'a.example',
        '/',
        '?',
        '&amp;',
        '&#41;',
      ),
      fc.constantFrom(...TRICKS),
    ),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(parts, (all) => {
      const link = href(`https://a.example/${all.join('')}`);
      expect(href(all.join(''))?.startsWith('http') ?? true).toBe(true);
      if (link === null) return;
      const shape = (node: Nodes): string =>
        'children' in node ? `${node.type}(${node.children.map(shape).join(' ')})` : node.type;
      for (const place of Object.values(PLACES)) {
        const page = parsed(place(`[open it](${link})`));
        expect(shape(page)).toBe(shape(parsed(place('[open it](https://a.example/x)'))));
        expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(link), link).toBe(false);
      }
    }),
    RUNS,
  );
});

test('whoever is called is called by a name that GitHub gives, and by nothing else', () => {
  fc.assert(
    fc.property(arbTrick, (trick) => {
      expect(faultsIn(`${mention(trick)}: it is yours`, [trick])).toEqual([]);
    }),
    RUNS,
  );
});

test('what was not understood is repeated as it was typed, and cut between characters', () => {
  fc.assert(
    fc.property(arbTrick, (trick) => {
      expect(faultsIn(`${shown(`${trick}${'😀'.repeat(40)}`)} is no time`)).toEqual([]);
    }),
    RUNS,
  );
});

/** What other people write freely. Names of rules and environments are held to letters where a policy is read. */
const FOREIGN = [
  ...[
    'login',
    'name',
    'reason',
    'email',
    'branch',
    'host',
    'problem',
    'last',
    'file',
    'conclusion',
  ],
  ...[
    'message',
    'command',
    'asked',
    'fork',
    'url',
    'teams',
    'users',
    'freeze',
    'known',
    'migrations',
  ],
];

const poisoned = <T>(value: T, poison: string, key = ''): T => {
  if (typeof value === 'string') return (FOREIGN.includes(key) ? `${value}${poison}` : value) as T;
  if (Array.isArray(value)) return value.map((each) => poisoned(each, poison, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const isRule = 'needed' in value || 'count' in value;
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    isRule && name === 'name' ? each : poisoned(each, poison, name),
  ]);
  return Object.fromEntries(entries) as T;
};

const POISONS = [
  ` ${CANARY} @org/team #1 GH-1 owner/repo#1 https://canary.example www.canary.example $canary$`,
  ` <img src=x> <!-- lockkeeper:status --> </details> &#64;user [canary](https://canary.example)`,
  ` \`@user\` \`\`\`\n# canary\n| a | b |\n\\| **canary** ![canary](x)\n\n- canary\n`,
  ` \u202e\u0000\u200b\ud800 \u2028@user\u061c \\`,
];

describe.each(POISONS)('a name, reason or answer with %j', (poison) => {
  it.each(gatesWithCorpus())('does nothing in what is told of the gate %s', (gate) => {
    for (const [name, golden] of corpusOf(gate)) {
      const { promotion, verdict } = golden;
      const page = pageOf({
        ...golden,
        promotion: poisoned(promotion, poison),
        verdict: { ...verdict, reasons: poisoned(verdict.reasons, poison) },
      });
      expect(faultsIn(page), name).toEqual([]);
    }
  });

  it('does nothing in a refusal', () => {
    const context = { links: linksFor('https://github.com/acme/shop'), now: 3_600_000 };
    for (const refusal of refusalSamples) {
      // What was not understood is put in words where it is read.
      const { problem, ...foreign } = { problem: undefined, ...poisoned(refusal, poison) };
      const told = problem === undefined ? foreign : { ...foreign, problem: 'it needs more' };
      expect(faultsIn(refusalText(told as typeof refusal, context)), refusal.code).toEqual([]);
    }
  });
});
