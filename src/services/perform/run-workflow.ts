/**
 * Runs a workflow that a gate or a verification asks for its word: once for each question. One that
 * nobody waits for any more is stopped.
 */
import { isOfVerification } from '../../core/inquiry.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { Question, StoredInquiry } from '../../ports/inquiries.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { takeRun } from '../inquiry/follow-inquiry.ts';
import { answerInquiry } from '../inquiry/inquiries.ts';
import { findRun, lookAfterMs, type RunOrder, runWorkflow } from '../inquiry/run-workflow.ts';
import type { World } from '../world.ts';
import { inquirySpan, openInquiry } from './open-inquiry.ts';
import { RetryLater } from './retry-later.ts';

export const performRunWorkflow = async (
  world: World,
  effect: LeasedEffect,
  { inquiryId }: EffectPayloads['run-workflow'],
): Promise<void> => {
  const inquiry = await world.store.inquiries.byId(inquiryId);
  if (inquiry === null || inquiry.question.kind !== 'workflow') return;
  const { question } = inquiry;
  await world.traces.span(inquirySpan(inquiry), () =>
    follow(world, effect, { ...inquiry, question }),
  );
};

const follow = async (
  world: World,
  effect: LeasedEffect,
  inquiry: StoredInquiry & { readonly question: Extract<Question, { readonly kind: 'workflow' }> },
): Promise<void> => {
  const repository = await activeRepository(world, inquiry.repositoryId);
  const promotion = await world.store.promotions.byId(inquiry.promotionId);
  if (repository === null || promotion === null) return;
  const { id: inquiryId, question: call, askedAt: since } = inquiry;
  const at = isOfVerification(inquiry) ? ('default_branch' as const) : ('release' as const);
  const order = { effect, promotion, call, at, inputs: {}, since, inquiryId };
  if (inquiry.dropped === true) return stop(world, repository, order, inquiry);
  if ((await openInquiry(world, inquiryId)) === null) return;
  const run = await runWorkflow(world, repository, order).catch((fault: unknown) =>
    refusedOrLater(effect, fault),
  );
  if ('refused' in run) {
    const { refused: reason } = run;
    await answerInquiry(world, inquiryId, { status: 'unusable', reason, raw: null });
    return;
  }
  await takeRun(world, inquiryId, run);
};

const stop = async (
  world: World,
  repository: Repository,
  order: RunOrder,
  { runId, answer }: StoredInquiry,
): Promise<void> => {
  if (answer !== null) return;
  const id = runId ?? (await findRun(world, repository, order))?.id ?? null;
  if (id !== null) await world.host.cancelWorkflowRun(repository, id);
};

/** What the app may not do it will not be let do by asking again; all else is tried again. */
const refusedOrLater = (effect: LeasedEffect, fault: unknown): { readonly refused: string } => {
  if (fault instanceof HostFault) {
    if (fault.kind === 'forbidden') return { refused: fault.message };
    // It may have begun although nobody said so, and GitHub does not show it at once.
    if (fault.kind === 'unreachable') throw new RetryLater(lookAfterMs(effect), fault);
  }
  throw fault;
};
