/** Follows the run of a workflow that was asked something to its end, and again where it is re-run. */
import type { StoredInquiry } from '../../ports/inquiries.ts';
import type { Repository } from '../../ports/store.ts';
import type { HostRun } from '../../ports/workflow-runs.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';
import { answerInquiry } from './inquiries.ts';

/** Reads it at GitHub. */
export const lookAtRun = async (
  world: World,
  repository: Repository,
  inquiry: StoredInquiry,
): Promise<void> => {
  if (inquiry.runId === null) return;
  const run = await world.host.workflowRun(repository, inquiry.runId);
  if (run === null) {
    const reason = 'its run was deleted on GitHub';
    await answerInquiry(world, inquiry.id, { status: 'unusable', reason, raw: null });
    return;
  }
  await takeRun(world, inquiry.id, run);
};

export const takeRun = async (world: World, inquiryId: string, run: HostRun): Promise<void> => {
  await noteRunning(world, inquiryId, run);
  if (run.conclusion === null) return;
  const status = run.conclusion === 'success' ? 'allow' : 'deny';
  const raw = JSON.stringify(run);
  await answerInquiry(world, inquiryId, { status, reason: run.conclusion, raw });
};

/**
 * A run that failed and is run again, in full or in part, is open again: its time begins anew. It is
 * not ours to stop, as somebody else began it.
 */
const noteRunning = (world: World, inquiryId: string, run: HostRun): Promise<void> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      const inquiry = await tx.inquiries.byId(inquiryId);
      if (inquiry === null) return;
      const now = world.clock.now();
      const noted = { ...inquiry, runId: run.id, url: run.url, lookedAt: now };
      const isNews = inquiry.answer !== null && inquiry.answer.reason !== run.conclusion;
      const deadline = now + inquiry.deadline - inquiry.askedAt;
      const reopened = { answer: null, deadline, dropped: true };
      await tx.inquiries.put(isNews ? { ...noted, ...reopened, askedAt: now } : noted);
      if (isNews || inquiry.url === null) await tx.wakes.at(inquiry.promotionId, now);
    }),
  );
