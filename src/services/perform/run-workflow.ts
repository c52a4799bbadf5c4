/** Runs a workflow that a gate or a verification asks for its word: once for each question. */
import { HostFault } from '../../ports/code-host.ts';
import type { StoredInquiry } from '../../ports/inquiries.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effects.ts';
import { takeRun } from '../inquiry/follow-inquiry.ts';
import { answerInquiry } from '../inquiry/inquiries.ts';
import { noteRun, runWorkflow } from '../inquiry/run-workflow.ts';
import type { World } from '../world.ts';
import { openInquiry } from './open-inquiry.ts';

export const performRunWorkflow = async (
  world: World,
  effect: LeasedEffect,
  { inquiryId }: EffectPayloads['run-workflow'],
): Promise<void> => {
  const open = await openInquiry(world, inquiryId);
  if (open === null || open.inquiry.question.kind !== 'workflow') return;
  const { inquiry, promotion } = open;
  const repository = await activeRepository(world, inquiry.repositoryId);
  if (repository === null) return;
  const order = {
    key: effect.key,
    uncertain: effect.uncertain,
    promotion,
    call: open.inquiry.question,
    inputs: {},
    since: inquiry.askedAt,
  };
  const run = await runWorkflow(world, repository, order).catch(refusedOrLater);
  if ('refused' in run) {
    await answerInquiry(world, inquiry.id, {
      status: 'unusable',
      reason: run.refused,
      raw: null,
    });
    return;
  }
  await note(world, repository, inquiry, run.id);
  await takeRun(world, inquiry.id, run);
};

/** What the app may not do it will not be let do by asking again; all else is tried again. */
const refusedOrLater = (fault: unknown): { readonly refused: string } => {
  if (fault instanceof HostFault && fault.kind === 'forbidden') return { refused: fault.message };
  throw fault;
};

const note = (
  world: World,
  repository: Repository,
  { id, promotionId }: StoredInquiry,
  runId: string,
): Promise<void> => noteRun(world.store, repository, runId, { promotionId, inquiryId: id });
