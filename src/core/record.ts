/**
 * The record's forms: the body of a decision record, the entries of a chain with the hash that links
 * each to the one before, and the head that is signed.
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
  const { requesters, requestedAt, reason, retryOf, rollback } = promotion;
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
      ...(rollback === undefined ? {} : { rollback }),
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

/** One link of an append-only chain. */
export interface ChainEntry {
  /** `repository:<id>`, `organization:<id>` or `user:<id>` of who has the app, `slack:<workspace>`. */
  readonly chain: string;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: Instant;
  /** `decision`, or what happened: `promotion.requested`, `vote.cast`, … */
  readonly kind: string;
  readonly promotionId: string | null;
  readonly environment: string | null;
  readonly personId: number | null;
  /** JSON text, canonical: exactly what was hashed. */
  readonly body: string;
  /** Hash of the entry before; `GENESIS` for the first. */
  readonly previous: Digest;
  readonly hash: Digest;
}

/** What an entry's hash covers: everything in it, and the hash before. */
export type Unlinked = Omit<ChainEntry, 'hash'>;

/** How far a chain goes, signed. */
export interface ChainHead {
  readonly chain: string;
  readonly seq: number;
  readonly hash: Digest;
  readonly keyId: string;
  /** Ed25519 over `headText`, base64. */
  readonly signature: string;
}

export const GENESIS: Digest = `sha256:${'0'.repeat(64)}`;

export const linkHash = (entry: Unlinked): Digest => {
  const { chain, seq, at, kind, promotionId, environment, personId, body, previous } = entry;
  return digestOf({ chain, seq, at, kind, promotionId, environment, personId, body, previous });
};

/** What a head's signature covers: the count is in it, so that a cut chain shows. */
export const headText = ({ chain, seq, hash, keyId }: Omit<ChainHead, 'signature'>): string =>
  canonicalJson({ chain, seq, hash, keyId });
