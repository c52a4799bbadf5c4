/**
 * Asks somebody outside, once for each question, and takes the answer: whoever brings it, the first
 * one that settles the question stands. An answer belongs to the policy it was asked under.
 */

import { cut } from '../../core/cut.ts';
import type { Digest } from '../../core/digest.ts';
import { sha256 } from '../../core/digest.ts';
import { type InquiryAnswer, MAX_REASON } from '../../core/inquiry.ts';
import type { Instant } from '../../core/instant.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Question, StoredInquiry } from '../../ports/inquiries.ts';
import type { Tables } from '../../ports/store.ts';
import { askEffect } from '../effects.ts';
import { show } from '../promotion/apply.ts';
import { auditPromotion } from '../record.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';

export interface Asking {
  readonly subject: string;
  readonly policyDigest: Digest;
  readonly question: Question;
  readonly timeoutMs: number;
}

export const ask = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  { subject, policyDigest, question, timeoutMs }: Asking,
): Promise<void> => {
  const now = world.clock.now();
  const inquiry: StoredInquiry = {
    id: world.clock.newId(),
    promotionId: promotion.id,
    repositoryId: promotion.repositoryId,
    subject,
    policyDigest,
    askedAt: now,
    deadline: now + timeoutMs,
    url: null,
    answer: null,
    question,
    runId: null,
    lookedAt: null,
    tries: 0,
    lastSeen: null,
  };
  await tx.inquiries.put(inquiry);
  await tx.outbox.add(askEffect(inquiry, now));
  await auditPromotion(world, tx, promotion, {
    kind: 'inquiry.asked',
    person: null,
    body: { inquiry: inquiry.id, subject, whom: whomOf(question) },
  });
};

/** Without the path and query of a URL, which may be nobody's business. */
const whomOf = (question: Question): string =>
  question.kind === 'workflow' ? question.file : new URL(question.url).host;

/** Nothing that is said later changes it. */
const isSettled = ({ answer }: StoredInquiry): boolean =>
  answer !== null && answer.status !== 'wait';

export interface Answered extends Pick<InquiryAnswer, 'status' | 'reason'> {
  readonly until?: Instant | null;
  /** As it came, to be kept as evidence; null where nothing came. */
  readonly raw: string | null;
}

/**
 * `known` where the same was said already, `settled` where something else was, `late` after the time
 * limit: then it stays what it was.
 */
export type Taken = 'taken' | 'known' | 'settled' | 'late' | 'gone';

export const answerInquiry = (
  world: World,
  inquiryId: string,
  said: Answered,
  change: Partial<StoredInquiry> = {},
): Promise<Taken> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      const inquiry = await tx.inquiries.byId(inquiryId);
      if (inquiry === null) return 'gone';
      const now = world.clock.now();
      const answer = await answerOf(tx, said, now);
      const hindrance = hindranceTo(inquiry, answer);
      if (hindrance !== null) return hindrance;
      return write(world, tx, { ...inquiry, ...change }, answer);
    }),
  );

/** What a try saw that brought no answer; null where it brought word of one to come. */
export const noteSeen = (world: World, inquiryId: string, lastSeen: string | null): Promise<void> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      const inquiry = await tx.inquiries.byId(inquiryId);
      if (inquiry === null || inquiry.lastSeen === lastSeen) return;
      await tx.inquiries.put({ ...inquiry, lastSeen });
    }),
  );

const answerOf = async (tx: Tables, said: Answered, at: Instant): Promise<InquiryAnswer> => {
  const { status, reason, until = null, raw } = said;
  if (raw === null) return { status, reason: plain(reason), until, at, evidence: null };
  const kept = JSON.stringify({ answer: raw });
  const evidence = sha256(kept);
  await tx.record.putEvidence(evidence, kept);
  return { status, reason: plain(reason), until, at, evidence };
};

/** Foreign text: cut, and without what no record can hold. */
const plain = (text: string): string =>
  cut(text, MAX_REASON)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();

const hindranceTo = (inquiry: StoredInquiry, answer: InquiryAnswer): Taken | null => {
  const before = inquiry.answer;
  if (before?.status === answer.status && before.reason === answer.reason) return 'known';
  if (isSettled(inquiry)) return 'settled';
  return answer.at > inquiry.deadline ? 'late' : null;
};

const write = async (
  world: World,
  tx: Tables,
  inquiry: StoredInquiry,
  answer: InquiryAnswer,
): Promise<Taken> => {
  const promotion = await tx.promotions.byId(inquiry.promotionId);
  if (promotion === null) return 'gone';
  const { id, subject } = inquiry;
  const deadline = Math.max(inquiry.deadline, answer.until ?? 0);
  await tx.inquiries.put({ ...inquiry, deadline, answer });
  await auditPromotion(world, tx, promotion, {
    kind: 'inquiry.answered',
    person: null,
    body: { inquiry: id, subject, ...answer },
  });
  await show(world, tx, promotion, answer.at);
  await tx.wakes.at(promotion.id, answer.at);
  return 'taken';
};
