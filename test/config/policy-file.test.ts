/** Policy files at large; single ones, good and bad, are in `fixtures/policies`. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyJsonSchema } from '../../src/config/policy/schema.ts';
import { defaultPolicy, parsePolicy } from '../../src/config/policy-file.ts';
import { policyFixtures } from './policy-fixtures.ts';

describe('a repository without a policy file', () => {
  it('has one: production needs one approval, strictly by somebody else', () => {
    const { environments } = defaultPolicy();
    expect(environments.map((each) => each.name)).toEqual(['development', 'staging', 'production']);
    expect(environments[2]).toMatchObject({
      production: true,
      separationOfDuties: { level: 'strict' },
      approvals: { rules: [{ count: 1, permission: 'write' }] },
    });
  });
});

const holds = (text: string): void => {
  const parsed = parsePolicy(text, 'policy.yml');
  if (parsed.ok) return;
  expect(parsed.problem.length).toBeGreaterThan(0);
  for (const { line, column, message } of parsed.problem) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).not.toBe('');
  }
};

describe('reading a policy', () => {
  it('never throws, and always has a place, whatever the text', () => {
    const texts = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.json());
    fc.assert(fc.property(texts, holds));
  });

  it('never throws on a good file that somebody cut into or mistyped', () => {
    const good = policyFixtures('good').map(({ text }) => text);
    const slips = fc.record({
      text: fc.constantFrom(...good),
      at: fc.nat(1_500),
      gone: fc.nat(12),
      typed: fc.constantFrom(
        '',
        ' ',
        '\n',
        '\t',
        ':',
        '- ',
        '[',
        '}',
        '"',
        '*',
        '&a ',
        '!',
        'x: y',
      ),
    });
    fc.assert(
      fc.property(slips, ({ text, at, gone, typed }) => {
        holds(text.slice(0, at) + typed + text.slice(at + gone));
      }),
    );
  });
});

describe('the JSON Schema', () => {
  it('is the file in the repository', () => {
    const file = new URL('../../src/config/policy/lockkeeper.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(policyJsonSchema())),
    );
  });
});
