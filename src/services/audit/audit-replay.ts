/** Decides every decision of an export again, on its recorded inputs, at its recorded instant. */
import type { Decision } from '../../core/decision.ts';
import { type Digest, sha256 } from '../../core/digest.ts';
import type { Facts } from '../../core/facts.ts';
import type { Instant } from '../../core/instant.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { PromotionRequest } from '../../core/promotion/request.ts';
import { type ChainEntry, type DecisionBody, decodeDecision } from '../../core/record.ts';
import { type Replay, replay } from '../../core/replay.ts';
import { traceIdOf } from '../../core/trace-id.ts';
import type { ExportLine } from './audit-export.ts';

export interface ReplayedDecision {
  readonly chain: string;
  readonly seq: number;
  /** Of the promotion that was decided on. */
  readonly traceId: string | null;
  /** Null where what it rests on is missing, changed or no longer readable. */
  readonly replay: Replay | null;
}

export type DecideAgain = (
  policy: EffectivePolicy,
  request: PromotionRequest,
  facts: Facts,
  at: Instant,
) => Decision;

/**
 * Tells each decision in the order of the export, where its evidence stands behind it. Keeps evidence,
 * as any later decision may rest on it again, but no entries.
 */
export async function* replayAll(
  lines: AsyncIterable<ExportLine>,
  decideAgain: DecideAgain,
): AsyncGenerator<ReplayedDecision> {
  const evidence = new Map<Digest, string>();
  let last: ChainEntry | null = null;
  for await (const line of lines) {
    if ('evidence' in line) {
      const { digest, body } = line.evidence;
      if (sha256(body) === digest) evidence.set(digest, body);
    } else if ('entry' in line) {
      if (last !== null) yield replayed(last, evidence, decideAgain);
      last = line.entry.kind === 'decision' ? line.entry : null;
    }
  }
  if (last !== null) yield replayed(last, evidence, decideAgain);
}

const replayed = (
  entry: ChainEntry,
  evidence: ReadonlyMap<Digest, string>,
  decideAgain: DecideAgain,
): ReplayedDecision => ({
  chain: entry.chain,
  seq: entry.seq,
  traceId: entry.promotionId === null ? null : traceIdOf(entry.promotionId),
  replay: replayOf(entry, evidence, decideAgain),
});

const replayOf = (
  entry: ChainEntry,
  evidence: ReadonlyMap<Digest, string>,
  decideAgain: DecideAgain,
): Replay | null => {
  const body = readable(entry);
  const facts = body === null ? undefined : evidence.get(body.facts.evidence);
  const policy = body === null ? undefined : evidence.get(body.policy.evidence);
  if (body === null || facts === undefined || policy === undefined) return null;
  // Both were written by this program under the digest that was compared when they were read.
  const again = decideAgain(
    JSON.parse(policy) as EffectivePolicy,
    body.request,
    JSON.parse(facts) as Facts,
    body.at,
  );
  return replay(body, again);
};

const readable = (entry: ChainEntry): DecisionBody | null => {
  try {
    return decodeDecision(entry.body);
  } catch {
    return null;
  }
};
