/**
 * Writes the record: every decision and everything that happened, each linked to the entry before it
 * and the chain's head signed, in the transaction of the change it tells of.
 */
import type { Decision } from '../core/decision.ts';
import { canonicalJson, digestOf, sha256 } from '../core/digest.ts';
import type { Instant } from '../core/instant.ts';
import type { Person } from '../core/person.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { type ChainEntry, decisionRecord, GENESIS, headText, linkHash } from '../core/record.ts';
import type { Tables } from '../ports/store.ts';
import { tellOf } from './notify/tell.ts';
import type { Evaluation } from './promotion/evaluate.ts';
import type { World } from './world.ts';

export interface AuditEvent {
  readonly repositoryId: number;
  /** What happened: `promotion.requested`, `vote.cast`, `refused`, … */
  readonly kind: string;
  readonly at: Instant;
  readonly promotionId: string | null;
  readonly environment: string | null;
  readonly person: Person | null;
  /** JSON, no secrets. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Who wants to know of it is told. */
export const audit = async (world: World, tx: Tables, event: AuditEvent): Promise<ChainEntry> => {
  const { repositoryId, body } = event;
  const entry = await auditChain(world, tx, `repository:${repositoryId}`, event);
  await tellOf(world, tx, repositoryId, { entry, body });
  return entry;
};

/** The same for what happened to a promotion, now. */
export const auditPromotion = (
  world: World,
  tx: Tables,
  { id, repositoryId, environment }: Promotion,
  event: Pick<AuditEvent, 'kind' | 'person' | 'body'>,
): Promise<ChainEntry> =>
  audit(world, tx, {
    ...event,
    repositoryId,
    at: world.clock.now(),
    promotionId: id,
    environment,
  });

/** For what is about the record itself, and no repository. */
export const auditChain = async (
  world: Pick<World, 'signer'>,
  tx: Tables,
  chain: string,
  event: Omit<AuditEvent, 'repositoryId'>,
): Promise<ChainEntry> => {
  const last = await tx.record.last(chain);
  const unlinked = {
    chain,
    seq: (last?.seq ?? 0) + 1,
    at: event.at,
    kind: event.kind,
    promotionId: event.promotionId,
    environment: event.environment,
    personId: event.person?.id ?? null,
    body: canonicalJson(event.person === null ? event.body : { ...event.body, by: event.person }),
    previous: last?.hash ?? GENESIS,
  };
  const entry: ChainEntry = { ...unlinked, hash: linkHash(unlinked) };
  await tx.record.append(entry);
  const head = { chain, seq: entry.seq, hash: entry.hash, keyId: world.signer.keyId };
  await tx.record.putHead({ ...head, signature: world.signer.sign(headText(head)) });
  return entry;
};

/** Stores a decision with everything it looked at; facts and policy once under their digests. */
export const recordDecision = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  evaluation: Evaluation,
): Promise<ChainEntry> => {
  const { decision, facts, policy } = evaluation;
  const factsText = canonicalJson(facts);
  const policyText = canonicalJson(policy);
  const digests = { facts: sha256(factsText), policy: sha256(policyText) };
  await tx.record.putEvidence(digests.facts, factsText);
  await tx.record.putEvidence(digests.policy, policyText);
  const body = decisionRecord({
    decision,
    promotion,
    policy,
    facts,
    digests,
    engineVersion: world.engineVersion,
  });
  return audit(world, tx, {
    repositoryId: promotion.repositoryId,
    kind: 'decision',
    at: decision.at,
    promotionId: promotion.id,
    environment: promotion.environment,
    person: null,
    body: { ...body },
  });
};

/** What makes two decisions the same to a reader: everything but the instant. */
export const sameAnswer = (
  a: Decision,
  b: { readonly outcome: string; readonly verdicts: unknown },
): boolean => a.outcome === b.outcome && digestOf(a.verdicts) === digestOf(b.verdicts);
