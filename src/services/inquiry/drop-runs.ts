/**
 * Lets go of runs that nobody waits for any more, as their time limit has passed, another policy asks
 * anew, or their promotion has ended: what goes on unseen costs, and may still change something.
 */
import type { Instant } from '../../core/instant.ts';
import type { StoredInquiry } from '../../ports/inquiries.ts';
import type { Tables } from '../../ports/store.ts';
import { askEffect } from '../effects.ts';

export const dropRuns = async (
  tx: Tables,
  inquiries: readonly StoredInquiry[],
  now: Instant,
): Promise<void> => {
  for (const inquiry of inquiries.filter(isOurRun)) {
    await tx.inquiries.put({ ...inquiry, dropped: true });
    await tx.outbox.add(askEffect(inquiry, now));
  }
};

/** A run that we asked for goes on, as far as is known. */
export const isOurRun = ({ question, answer, dropped = false }: StoredInquiry): boolean =>
  question.kind === 'workflow' && answer === null && !dropped;
