/** A question that still waits for its answer, and that somebody still waits for. */
import { isOfVerification } from '../../core/inquiry.ts';
import { isTerminal } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { StoredInquiry } from '../../ports/inquiries.ts';
import type { Span } from '../../ports/traces.ts';
import type { World } from '../world.ts';

export const openInquiry = async (
  world: World,
  id: string,
): Promise<{ readonly inquiry: StoredInquiry; readonly promotion: Promotion } | null> => {
  const inquiry = await world.store.inquiries.byId(id);
  if (inquiry === null || inquiry.answer !== null) return null;
  if (world.clock.now() >= inquiry.deadline) return null;
  const promotion = await world.store.promotions.byId(inquiry.promotionId);
  return promotion === null || isTerminal(promotion.state.kind) ? null : { inquiry, promotion };
};

/** What is asked for a gate, or to verify, is a part of that. */
export const inquirySpan = (inquiry: StoredInquiry): Span => ({
  name: isOfVerification(inquiry) ? 'verify' : `gate ${inquiry.subject}`,
  attributes: { subject: inquiry.subject, inquiry: inquiry.id },
});
