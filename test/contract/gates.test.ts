/** Walks the registry of gates: what a gate must bring besides its file. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gateNames, gates } from '../../src/core/gates/registry.ts';
import { corpusOf, gatesWithCorpus } from '../core/corpus.ts';

const MIN_CASES = 8;

test('every folder of the corpus belongs to a gate', () => {
  expect(gatesWithCorpus()).toEqual([...gateNames].sort());
});

describe.each(gateNames)('%s', (name) => {
  const source = `src/core/gates/${name}.ts`;

  test('is called like its file', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(gates[name].name).toBe(name);
    expect(existsSync(source)).toBe(true);
  });

  test('has its test', () => {
    expect(existsSync(`test/core/gates/${name}.test.ts`)).toBe(true);
  });

  test('has a corpus with every reason it can give', () => {
    const corpus = corpusOf(name);
    const given = corpus.flatMap(([, { verdict }]) => verdict.reasons.map((reason) => reason.code));
    expect(corpus.length).toBeGreaterThanOrEqual(MIN_CASES);
    expect(codesIn(source).filter((code) => !given.some((one) => one === code))).toEqual([]);
    expect(given).toContain('fact_missing');
  });

  test('answers by stable codes, and wakes on something', () => {
    for (const code of codesIn(source)) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(gates[name].wakesOn.length).toBeGreaterThan(0);
    expect(gates[name].needs.length).toBeGreaterThan(0);
  });
});

test('every way a vote is ignored is in the corpus', () => {
  const corpus = JSON.stringify(corpusOf('approvals').map(([, { verdict }]) => verdict));
  const codes = codesIn('src/core/approvals/approval.ts');
  expect(codes.length).toBeGreaterThan(8);
  expect(codes.filter((code) => !corpus.includes(`"why":{"code":"${code}"`))).toEqual([]);
});

/** The codes that the union of a file's reasons names. */
function codesIn(path: string): readonly string[] {
  const found = readFileSync(path, 'utf8').matchAll(/readonly code: '(\w+)'/g);
  return [...found].map(([, code]) => code ?? '');
}
