/** Every "no" has words, an exit code, and nothing in its words that people should not read. */
import { describe, expect, it, test } from 'vitest';
import { gateNames } from '../../src/core/gates/registry.ts';
import type { Refusal } from '../../src/core/reasons.ts';
import { gateWords } from '../../src/messages/gates/registry.ts';
import { linksFor } from '../../src/messages/links.ts';
import { refusalExitCodes, refusalSaid, refusalText } from '../../src/messages/refusals.ts';
import { corpusOf } from '../core/corpus.ts';
import { refusalSamples } from '../messages/refusal-samples.ts';

const environment = 'production';

const context = { links: linksFor('https://github.com/acme/shop'), now: 3_600_000 };

describe.each(refusalSamples)('the refusal $code', (refusal) => {
  const { sentence, remedy = '' } = refusalSaid(refusal, context);

  it('is one plain sentence or two, with what helps', () => {
    expect(sentence).toMatch(/^[A-Z`[].*[.?]$/s);
    expect(`${sentence}${remedy}`.length).toBeLessThan(400);
    expect(`${sentence} ${remedy}`).not.toMatch(/undefined|\[object|null|NaN|!(?!\[)/);
  });

  it('has an exit code that scripts know', () => {
    expect([1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15]).toContain(
      refusalExitCodes[refusal.code],
    );
  });
});

test('refusals read as they did', async () => {
  const notCounted = corpusOf('approvals')
    .flatMap(([, { verdict }]) => verdict.reasons)
    .flatMap((reason) => ('ignored' in reason ? reason.ignored : []))
    .map(({ why }): Refusal => ({ code: 'vote_not_counted', environment, why }));
  const unheard = corpusOf('freeze')
    .flatMap(([, { verdict }]) => verdict.reasons)
    .flatMap((reason) => ('nextOpen' in reason ? reason.windows : []))
    .flatMap(({ exception }) => exception?.unheard ?? [])
    .map(({ why }): Refusal => ({ code: 'exception_not_confirmed', environment, why }));
  const said = [...refusalSamples, ...notCounted, ...unheard].map(
    (refusal) => `## ${refusal.code}\n\n${refusalText(refusal, context)}`,
  );
  const page = `# What people read of each refusal\n\n${[...new Set(said)].join('\n\n')}\n`;
  await expect(page).toMatchFileSnapshot('../../fixtures/words/refusals.md');
});

describe('gates', () => {
  it('all have words', () => {
    expect(Object.keys(gateWords).sort()).toEqual([...gateNames].sort());
  });
});
