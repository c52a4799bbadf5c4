/** What people read of every golden case of every gate, whole, so that a change of words is seen. */
import { expect, test } from 'vitest';
import { corpusOf, gatesWithCorpus } from '../core/corpus.ts';
import { type Golden, pageOf } from './golden-page.ts';

test.each(gatesWithCorpus())('%s', async (gate) => {
  const pages = corpusOf(gate).map(([name, golden]) => `## ${name}\n\n${pageOf(golden)}`);
  const page = `# What people read of \`${gate}\`\n\n${pages.join('\n\n')}\n`;
  await expect(page).toMatchFileSnapshot(`../../fixtures/words/${gate}.md`);
});

/** What verdicts have come to say since they were first recorded. */
const LATER = { future: undefined, pull: undefined, ways: undefined };

test.each(gatesWithCorpus())('%s, as the first records have it', (gate) => {
  for (const [, golden] of corpusOf(gate)) {
    const reasons = golden.verdict.reasons.map((reason) => ({ ...reason, ...LATER }));
    const verdict = { ...golden.verdict, reasons } as unknown as Golden['verdict'];
    expect(pageOf({ ...golden, verdict })).not.toContain('undefined');
  }
});
