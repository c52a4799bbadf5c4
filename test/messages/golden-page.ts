/** What people read of one golden case of a gate, in the check run and in the answer to `/why`. */
import { MINUTE } from '../../src/core/instant.ts';
import { checkRunText } from '../../src/messages/check-run.ts';
import { linksFor } from '../../src/messages/links.ts';
import { whyMarkdown } from '../../src/messages/why.ts';
import type { corpusOf } from '../core/corpus.ts';
import { promotion } from '../core/samples.ts';

export type Golden = ReturnType<typeof corpusOf>[number][1];

const HASH = `sha256:${'f'.repeat(64)}` as const;

export const pageOf = ({ promotion: request, policy, at, verdict }: Golden): string => {
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
