/** The golden corpus: whole inputs of a decision, and the verdict that one gate must give on them. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { GateVerdict } from '../../src/core/decision.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Instant } from '../../src/core/instant.ts';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import type { PromotionRequest } from '../../src/core/promotion/request.ts';

const ROOT = 'fixtures/decisions';

interface GoldenCase {
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly facts: Facts;
  readonly at: Instant;
  readonly verdict: GateVerdict;
}

export const gatesWithCorpus = (): readonly string[] => readdirSync(ROOT).sort();

export const corpusOf = (gate: string): readonly (readonly [name: string, golden: GoldenCase])[] =>
  readdirSync(`${ROOT}/${gate}`)
    .sort()
    .map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(`${ROOT}/${gate}/${file}`, 'utf8')) as GoldenCase,
    ]);

/** One test for each case: the same verdict, to the last reason. */
export const holdsCorpus = (gate: string): void => {
  test.each(corpusOf(gate))('%s', (_, { policy, promotion, facts, at, verdict }) => {
    const decision = decide(policy, promotion, facts, at);
    expect(decision.verdicts.find((each) => each.gate === gate)).toEqual(verdict);
  });
};
