/**
 * Policy files written to stall the parser, to grow in it, or to make what is said of them do something.
 * The long ones end at their time limit where the work grows by the square of the file.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/config/policy-file.ts';
import { policyCheckText } from '../../src/messages/policy-check.ts';
import { policyFixtures } from '../config/policy-fixtures.ts';
import { faultsIn } from './rendered.ts';

const SEED = { seed: 20_261_121 };
/** Of 256 KiB. */
const MOST = 262_144;
const PATH = '.github/lockkeeper.yml';
const ONE = 'version: 1\nenvironments:\n  - name: production\n';

/** As many as go in, each with its number. */
const many = (unit: (index: number) => string, before = '', behind = ''): string => {
  const parts = [before];
  for (let size = before.length + behind.length, index = 0; ; index += 1) {
    const part = unit(index);
    size += part.length;
    if (size > MOST) return parts.join('') + behind;
    parts.push(part);
  }
};

const codesOf = (text: string): readonly string[] => {
  const parsed = parsePolicy(text, PATH);
  return parsed.ok ? [] : [...new Set(parsed.problem.map(({ code }) => code))];
};

describe('a policy file as large as can be', () => {
  it.each([
    ['keys nobody knows', many((i) => `k${i}:\n`), ['unknown_key', 'missing']],
    [
      'keys on one line',
      many((i) => `${i.toString(36)},`, '{', '}'),
      ['duplicate_key', 'missing', 'unknown_key'],
    ],
    ['one key again and again', many(() => 'a:\n'), ['missing', 'duplicate_key', 'unknown_key']],
    ['people', many((i) => `  a${i}@b.c: u\n`, `${ONE}people:\n`), []],
    ['gates', many((i) => `      g${i}: {}\n`, `${ONE}    gates:\n`), ['unknown_gate']],
    ['aliases of one name', many(() => 'a, ', `${ONE}    aliases: [`, ']\n'), ['duplicate_name']],
    ['environments', many((i) => `  - name: e${i}\n`, 'version: 1\nenvironments:\n'), ['too_big']],
    ['environments in a circle', circle(50), ['cycle']],
    ['environments by many ways', ladder(50), []],
    ['anchors and aliases', many((i) => `- &a${i} [*a${i - 1}, *a${i - 1}]\n`, '- &a-1 x\n')],
    ['merge keys', many(() => '- { <<: *a }\n', '- &a { b: c }\n'), ['alias']],
    ['tags', many(() => '- !!js/function x\n'), ['tag']],
    ['brackets', many(() => '['), ['too_deep']],
    ['braces', many(() => '{a: '), ['too_deep']],
    ['keys of keys', many(() => '? '), ['too_deep']],
    ['steps inward', stairs(), ['too_deep']],
    ['documents', many(() => '---\n'), ['invalid_type', 'second_document']],
    ['digits', `${ONE}    expire_after: ${'9'.repeat(MOST / 2)}d\n`, ['too_big']],
    ['digits of nothing', `${ONE}    expire_after: ${'9'.repeat(MOST / 2)}\n`, ['invalid_type']],
    [
      'stars',
      `${ONE}    gates: { branch: { allowed: ["${'a*'.repeat(MOST / 4)}"] } }\n`,
      ['too_big'],
    ],
    ['quotes', many(() => '"'), ['yaml']],
    ['backslashes', many(() => '\\x', '"', '"'), ['yaml']],
    ['commas', many(() => ',', '[', ']'), ['yaml']],
    ['carriage returns', many(() => '\r'), ['invalid_type']],
    ['invisible characters', many(() => '\u202e').slice(0, MOST / 3), ['control_character']],
  ] as [string, string, string[]?][])(
    'of %s is read in time',
    (_, text, codes) => {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST);
      const found = codesOf(text);
      if (codes !== undefined) expect(found.toSorted()).toEqual(codes.toSorted());
    },
    20_000,
  );

  it('is not read at all when it is larger', () => {
    expect(codesOf(`${ONE}#${'x'.repeat(1_000_000)}\n`)).toEqual(['too_large']);
    // Counted as bytes: these are four each.
    expect(codesOf(`${ONE}#${'😀'.repeat(MOST / 4)}\n`)).toEqual(['too_large']);
  });
});

function circle(count: number): string {
  const all = Array.from(
    { length: count },
    (_, i) => `  - name: e${i}\n    after: [e${(i + 1) % count}]\n`,
  );
  return `version: 1\nenvironments:\n${all.join('')}`;
}

/** Of 50 there are billions of ways from one end to the other. */
function ladder(count: number): string {
  const before = (i: number): string =>
    [i - 1, i - 2, i - 3]
      .filter((each) => each >= 0)
      .map((each) => `e${each}`)
      .join(', ');
  const all = Array.from(
    { length: count },
    (_, i) => `  - name: e${i}\n    after: [${before(i)}]\n`,
  );
  return `version: 1\nenvironments:\n${all.join('')}`;
}

function stairs(): string {
  return Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:\n`).join('');
}

describe('what stands in every object of JavaScript', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s is a key as others',
    (key) => {
      expect(codesOf(`${key}: x\n${ONE}`)).toEqual(['unknown_key']);
      expect(codesOf(`${ONE}    ${key}: { production: true }\n`)).toEqual(['unknown_key']);
      expect(codesOf(`${ONE}    gates: { ${key}: {} }\n`)).toEqual(['unknown_gate']);
      expect(codesOf(`${ONE}    freezes: [${key}]\n`)).not.toEqual([]);
    },
  );
});

const PIECES = [
  ...[
    'version: 1\n',
    'environments:\n',
    '  - name: a\n',
    '    gates:\n',
    '      checks: { required: [b] }\n',
  ],
  ...[
    '    after: [b]\n',
    'people:\n',
    '  a@b: c\n',
    '    approvals: { rules: [',
    ']}',
    'freezes: [',
    '{',
    '}',
  ],
  ...[
    '[',
    ']',
    ': ',
    ':',
    '- ',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '    ',
    '"',
    "'",
    '`',
    '|',
    '>',
    '|@everyone',
    '#1',
  ],
  ...[
    '%YAML 9.@canary\n---\n',
    '---\n',
    '...\n',
    '*a',
    '&a ',
    '<<: ',
    '!x ',
    '!<@canary> ',
    '? ',
    '@org/team',
  ],
  ...[
    '<img src=canary>',
    '[canary](https://canary.example)',
    '<!-- lockkeeper:status -->',
    '$x$',
    '\\',
    '~',
  ],
  ...[
    '\u0000',
    '\u202e',
    '\u200b',
    '\ud800',
    '\ufffd',
    '\ufeff',
    '\u00a0',
    '\u2028',
    '😀',
    '.inf',
    '0x1',
    '1e999',
  ],
];
const arbText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((all) => all.join('')),
  fc
    .record({
      text: fc.constantFrom(...policyFixtures('good').map(({ text }) => text)),
      at: fc.nat(1_500),
      gone: fc.nat(12),
      typed: fc.constantFrom(...PIECES),
    })
    .map(({ text, at, gone, typed }) => text.slice(0, at) + typed + text.slice(at + gone)),
);

describe('whatever stands in the file', () => {
  it('it is a policy, or has problems, each at a place of the file', () => {
    fc.assert(
      fc.property(arbText, (text) => {
        const parsed = parsePolicy(text, PATH);
        if (parsed.ok) return;
        expect(parsed.problem.length).toBeGreaterThan(0);
        // A byte order mark stands before the first line.
        const lines = text.replace(/^\ufeff/, '').split('\n');
        for (const { line, column, endLine, endColumn } of parsed.problem) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 2);
          expect(endLine * 1e6 + endColumn).toBeGreaterThanOrEqual(line * 1e6 + column);
        }
      }),
      { ...SEED, numRuns: 1_500 },
    );
  });

  it('what is said of it is shown, and does nothing', () => {
    const nothing = { builtIn: false, hasFloors: false, changes: null, below: [], floorsFile: '' };
    fc.assert(
      fc.property(arbText, (text) => {
        const parsed = parsePolicy(text, PATH);
        const policy = parsed.ok ? parsed.value : null;
        const problems = parsed.ok ? [] : parsed.problem;
        const { summary } = policyCheckText({ ...nothing, path: PATH, policy, problems });
        expect(faultsIn(summary), summary).toEqual([]);
      }),
      { ...SEED, numRuns: 1_500 },
    );
  });
});
