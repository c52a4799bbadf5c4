/**
 * Every good policy of `fixtures/policies/good`: what is made of it, defaults and all, stands in the
 * JSON beside it. `vitest run test/config -u` writes them anew; read the difference before keeping it.
 */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { policyFile, policyJsonSchema } from '../../src/config/policy/schema.ts';
import { parsePolicy } from '../../src/config/policy-file.ts';
import { policyFixtures, strayFiles } from './policy-fixtures.ts';

const fixtures = policyFixtures('good');
// Looked up before the tests run: a snapshot that is missing would be written by its test.
const stray = strayFiles('good');
const bySchema = z.fromJSONSchema({ ...policyJsonSchema() });

describe.each(fixtures)('$name', ({ text, expectation }) => {
  test('becomes the policy beside it', async () => {
    const parsed = parsePolicy(text, 'lockkeeper.yml');
    expect(parsed).toMatchObject({ ok: true });
    const policy = parsed.ok ? parsed.value : null;
    await expect(`${JSON.stringify(policy, null, 2)}\n`).toMatchFileSnapshot(
      `../../${expectation}`,
    );
  });

  test('is taken by the JSON Schema for editors', () => {
    expect(bySchema.safeParse(parse(text)).error).toBeUndefined();
  });
});

test('together they write every key that there is', () => {
  const everyKey = fixtures.find(({ name }) => name === 'every-key');
  const written = keysOf(parse(everyKey?.text ?? ''));
  const missing = [...keysOf(z.toJSONSchema(policyFile), 'properties')].filter(
    (key) => !written.has(key),
  );
  expect(missing).toEqual([]);
});

test('no file is left over, and none is missing', () => {
  expect(stray).toEqual([]);
});

/** Every key at any depth; with `below`, only the keys of what stands under that name. */
function keysOf(value: unknown, below?: string): ReadonlySet<string> {
  const keys = new Set<string>();
  const walk = (at: unknown, parent: string | null): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const [key, inner] of Object.entries(at)) {
      if (!Array.isArray(at) && (below === undefined || parent === below)) keys.add(key);
      walk(inner, Array.isArray(at) ? parent : key);
    }
  };
  walk(value, null);
  return keys;
}
