/**
 * Every bad policy of `fixtures/policies/bad`: its problems, to the last column and word, stand in the
 * JSON beside it. `vitest run test/config -u` writes them anew; read the difference before keeping it.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { PROBLEM_CODES, type ProblemCode } from '../../src/config/policy/problem.ts';
import { policyJsonSchema } from '../../src/config/policy/schema.ts';
import { parsePolicy } from '../../src/config/policy-file.ts';
import { type PolicyFixture, policyFixtures, strayFiles } from './policy-fixtures.ts';

const fixtures = policyFixtures('bad');
// Looked up before the tests run: a snapshot that is missing would be written by its test.
const stray = strayFiles('bad');
const bySchema = z.fromJSONSchema({ ...policyJsonSchema() });

/** What those of its name are below. */
const floorsText = parsePolicy(readFileSync('fixtures/policies/floors.yml', 'utf8'), 'floors.yml');
const floors = {
  file: 'acme/.github:.github/lockkeeper.yml',
  floors: (floorsText.ok && floorsText.value.floors) || [],
};

const problemsOf = ({ name, text }: Pick<PolicyFixture, 'name' | 'text'>) => {
  const isBelow = name.startsWith('below-floor');
  const parsed = parsePolicy(text, 'lockkeeper.yml', isBelow ? floors : undefined);
  if (parsed.ok) return [];
  // In the order people look: where, what, and then what programs ask for.
  return parsed.problem.map(({ line, column, code, message, path: _path, ...more }) => ({
    line,
    column,
    code,
    message,
    ...more,
  }));
};

describe.each(fixtures)('$name', ({ name, text, expectation }) => {
  const problems = problemsOf({ name, text });

  test('is refused, with every problem at its place', async () => {
    expect(problems).not.toEqual([]);
    await expect(`${JSON.stringify(problems, null, 2)}\n`).toMatchFileSnapshot(
      `../../${expectation}`,
    );
  });

  test('says it in words that people can read', () => {
    for (const { message, line, column } of problems) {
      expect(message).toMatch(/^[A-Z`].*[.?]$/);
      expect(message).not.toMatch(/undefined|null|NaN|\[object|\p{Cc}|\p{Cf}/u);
      expect(message.length).toBeLessThan(300);
      expect(line).toBeGreaterThanOrEqual(1);
      expect(column).toBeGreaterThanOrEqual(1);
    }
  });
});

/** What a schema of values can tell; the others are about the text, or about names among each other. */
const OF_FORM: readonly ProblemCode[] = [
  'unknown_key',
  'unknown_gate',
  'missing',
  'invalid_type',
  'invalid_value',
  'invalid_format',
  'too_small',
  'too_big',
];
const OF_MEANING: readonly ProblemCode[] = [
  'duplicate_name',
  'unknown_environment',
  'cycle',
  'not_configured',
  'nobody',
  'no_time',
  'unknown_time_zone',
  'no_such_time',
  'ends_before_start',
  'bad_rule',
  'overlaps_itself',
  'below_floor',
];
const codesOf = (fixture: PolicyFixture): readonly ProblemCode[] =>
  problemsOf(fixture).map(({ code }) => code);
const only = (codes: readonly ProblemCode[]) =>
  fixtures.filter((fixture) => codesOf(fixture).every((code) => codes.includes(code)));

describe('the JSON Schema for editors', () => {
  const ofForm = only([...OF_FORM, ...OF_MEANING])
    .filter((fixture) => codesOf(fixture).some((code) => OF_FORM.includes(code)))
    .filter(({ name }) => name !== 'missing-environments');

  // That one of several keys must be there is not read back from a schema by what reads it here.
  test('asks for environments or floors', () => {
    expect(policyJsonSchema()).toMatchObject({
      anyOf: [{ required: ['environments'] }, { required: ['floors'] }],
    });
  });

  test.each(ofForm)('refuses $name', ({ text }) => {
    expect(bySchema.safeParse(parse(text)).success).toBe(false);
  });

  test.each(only(OF_MEANING))('cannot tell $name', ({ text }) => {
    expect(bySchema.safeParse(parse(text)).success).toBe(true);
  });
});

test.each(PROBLEM_CODES)('%s has a fixture of its name', (code) => {
  const fixture = fixtures.find(({ name }) => name === code.replaceAll('_', '-'));
  expect(fixture && codesOf(fixture)).toContain(code);
});

test('no file is left over, and none is missing', () => {
  expect(stray).toEqual([]);
});
