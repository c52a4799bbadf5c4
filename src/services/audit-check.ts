/**
 * Checks an export of the record with nothing but the file and a public key: every chain whole and
 * signed, every piece of evidence what it was, every decision decided again to the same answer.
 */
import { sha256 } from '../core/digest.ts';
import type { Facts } from '../core/facts.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { type DecisionBody, decodeDecision } from '../core/record.ts';
import { type Replay, replay } from '../core/replay.ts';
import { type ChainProblem, verifyChain } from '../core/verify-chain.ts';
import type { ChainEntry, ChainHead, SigningKey } from '../ports/record.ts';
import { decideAgain } from './evaluate.ts';

export interface Exported {
  readonly keys: readonly SigningKey[];
  readonly heads: readonly ChainHead[];
  readonly entries: readonly ChainEntry[];
  readonly evidence: ReadonlyMap<string, string>;
}

export type AuditProblem =
  | { readonly chain: string; readonly problem: ChainProblem }
  | {
      readonly chain: string;
      readonly seq: number;
      readonly problem: {
        readonly code: 'evidence_missing' | 'evidence_changed';
        readonly digest: string;
      };
    };

export const checkExport = (
  exported: Exported,
  trusted: string,
  verifySignature: (publicKeyPem: string, text: string, signature: string) => boolean,
): readonly AuditProblem[] => {
  const { keys, heads } = exported;
  const chains = [...new Set([...heads, ...exported.entries].map((each) => each.chain))].sort();
  return chains.flatMap((chain) => {
    const entries = exported.entries.filter((entry) => entry.chain === chain);
    const problems = verifyChain({ chain, entries, heads, keys, trusted, verifySignature });
    return [
      ...problems.map((problem) => ({ chain, problem })),
      ...evidenceProblems(entries, exported),
    ];
  });
};

export interface ReplayedDecision {
  readonly entry: ChainEntry;
  /** Null where its evidence is missing. */
  readonly replay: Replay | null;
}

/** Decides every recorded decision again, on its recorded inputs, at its recorded instant. */
export const replayExport = (exported: Exported): readonly ReplayedDecision[] =>
  exported.entries
    .filter((entry) => entry.kind === 'decision')
    .map((entry) => ({ entry, replay: replayed(decodeDecision(entry.body), exported) }));

const replayed = (body: DecisionBody, { evidence }: Exported): Replay | null => {
  const facts = evidence.get(body.facts.evidence);
  const policy = evidence.get(body.policy.evidence);
  if (facts === undefined || policy === undefined) return null;
  // Both were written by this program under a digest that `checkExport` compares.
  const again = decideAgain(
    JSON.parse(policy) as EffectivePolicy,
    body.request,
    JSON.parse(facts) as Facts,
    body.at,
  );
  return replay(body, again);
};

const evidenceProblems = (
  entries: readonly ChainEntry[],
  { evidence }: Exported,
): readonly AuditProblem[] =>
  entries
    .filter((entry) => entry.kind === 'decision')
    .flatMap(({ chain, seq, body }) => {
      const { facts, policy } = decodeDecision(body);
      return [facts.evidence, policy.evidence].flatMap((digest): readonly AuditProblem[] => {
        const text = evidence.get(digest);
        if (text === undefined)
          return [{ chain, seq, problem: { code: 'evidence_missing', digest } }];
        return sha256(text) === digest
          ? []
          : [{ chain, seq, problem: { code: 'evidence_changed', digest } }];
      });
    });
