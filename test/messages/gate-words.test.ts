/** What people read of every golden case of every gate, whole, so that a change of words is seen. */
import { expect, test } from 'vitest';
import { MINUTE } from '../../src/core/instant.ts';
import { checkRunText } from '../../src/messages/check-run.ts';
import { linksFor } from '../../src/messages/links.ts';
import { whyMarkdown } from '../../src/messages/why.ts';
import { corpusOf, gatesWithCorpus } from '../core/corpus.ts';
import { promotion } from '../core/samples.ts';

type Golden = ReturnType<typeof corpusOf>[number][1];

const HASH = `sha256:${'f'.repeat(64)}` as const;

const pageOf = ({ promotion: request, policy, at, verdict }: Golden): string => {
  const asked = { ...promotion({ kind: 'pending' }), ...request };
  const now = at + 5 * MINUTE;
  const links = linksFor('https://github.com/acme/shop');
  const source = { repository: 'acme/shop', path: '.github/lockkeeper.yml', sha: 'b'.repeat(40) };
  const entry = { chain: 'repository:7', seq: 3, hash: HASH };
  const decision = { verdicts: [verdict], at, source, entry };
  const run = checkRunText({
    promotion: asked,
    decision,
    held: null,
    refused: null,
    rollback: null,
    verification: [],
    links,
    now,
  });
  const evidence = { digest: HASH, evidence: HASH, sources: [source] };
  const body = {
    outcome: 'pending',
    at,
    engineVersion: '1',
    determinismHash: HASH,
    request: asked,
    policy: { ...evidence, digest: policy.digest },
    facts: { evidence: HASH },
    verdicts: [verdict],
  } as const;
  const shown = { body, hash: HASH, seq: 3 };
  const why = whyMarkdown({ promotion: asked, decision: shown, verification: [], links, now });
  // The table and what follows it, without the lines that are the same for every gate.
  const told = why.split('\n\n').slice(1, -1).join('\n\n');
  if (verdict.status === 'pass') return told;
  const buttons = run.actions.map(({ label }) => ` [${label}]`).join('');
  return `${run.conclusion ?? run.status}: **${run.title}**${buttons}\n\n${told}`;
};

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
