/**
 * The record's forms: the body of a decision record, the hash that links an entry to the one before,
 * and the check that a whole chain still is what was written.
 */
import { z } from 'zod';
import type { Decision, Outcome } from './decision.ts';
import { canonicalJson, type Digest, digestOf } from './digest.ts';
import type { Facts } from './facts.ts';
import type { Instant } from './instant.ts';
import type { EffectivePolicy } from './policy.ts';
import type { PromotionRequest } from './promotion/request.ts';

/** One decision with everything it rests on; facts and policy by digest, kept as evidence. */
export interface DecisionBody {
  readonly outcome: Outcome;
  readonly at: Instant;
  readonly engineVersion: string;
  readonly determinismHash: Digest;
  readonly request: PromotionRequest;
  readonly policy: {
    readonly digest: Digest;
    readonly evidence: Digest;
    readonly sources: EffectivePolicy['sources'];
  };
  readonly facts: { readonly evidence: Digest };
  readonly verdicts: Decision['verdicts'];
}

export const decisionRecord = (parts: {
  readonly decision: Decision;
  readonly promotion: PromotionRequest;
  readonly policy: EffectivePolicy;
  readonly facts: Facts;
  readonly digests: { readonly facts: Digest; readonly policy: Digest };
  readonly engineVersion: string;
}): DecisionBody => {
  const { decision, promotion, policy, digests } = parts;
  const { id, kind, environment, release, pullNumber, askedAs } = promotion;
  const { requesters, requestedAt, reason, retryOf } = promotion;
  return {
    outcome: decision.outcome,
    at: decision.at,
    engineVersion: parts.engineVersion,
    determinismHash: decision.determinismHash,
    request: {
      id,
      kind,
      environment,
      release,
      pullNumber,
      askedAs,
      requesters,
      requestedAt,
      reason,
      retryOf,
    },
    policy: { digest: policy.digest, evidence: digests.policy, sources: policy.sources },
    facts: { evidence: digests.facts },
    verdicts: decision.verdicts,
  };
};

/** The decision in the text of a record's entry. The text was hashed, so only its frame is checked. */
export const decodeDecision = (body: string): DecisionBody => {
  const parsed: unknown = JSON.parse(body);
  frame.parse(parsed);
  return parsed as DecisionBody;
};

const frame = z.looseObject({
  outcome: z.enum(['allow', 'pending', 'deny']),
  at: z.number(),
  determinismHash: z.string(),
  request: z.looseObject({ id: z.string() }),
  policy: z.looseObject({ digest: z.string(), evidence: z.string() }),
  facts: z.looseObject({ evidence: z.string() }),
  verdicts: z.array(z.looseObject({ gate: z.string(), version: z.number() })),
});

/** What an entry's hash covers: everything in it, and the hash before. */
export interface Unlinked {
  readonly chain: string;
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  readonly promotionId: string | null;
  readonly environment: string | null;
  readonly personId: number | null;
  readonly body: string;
  readonly previous: Digest;
}

export const GENESIS: Digest = `sha256:${'0'.repeat(64)}`;

export const linkHash = (entry: Unlinked): Digest => {
  const { chain, seq, at, kind, promotionId, environment, personId, body, previous } = entry;
  return digestOf({ chain, seq, at, kind, promotionId, environment, personId, body, previous });
};

/** What a head's signature covers: the count is in it, so that a cut chain shows. */
export const headText = (head: {
  readonly chain: string;
  readonly seq: number;
  readonly hash: Digest;
  readonly keyId: string;
}): string =>
  canonicalJson({ chain: head.chain, seq: head.seq, hash: head.hash, keyId: head.keyId });
