/**
 * The effects that go through the outbox, each with its key and lane. A key names what is to be
 * current (a check run, a comment), so asking for it twice before it was made makes it once.
 */
import type { Instant } from '../core/instant.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import type { StoredInquiry } from '../ports/inquiries.ts';
import type { Effect } from '../ports/queue.ts';
import type { EffectKind, EffectPayloads } from './effect-payloads.ts';

export const DECISION = 0;
export const CHECK = 1;
export const ANSWER = 2;
export const DECORATION = 3;

export const effect = <K extends EffectKind>(
  kind: K,
  key: string,
  payload: EffectPayloads[K],
  rest: { readonly lane: string; readonly dueAt: Instant; readonly priority: number },
): Effect => ({ kind, key: `${kind}:${key}`, payload, ...rest });

export const deployEffect = (promotion: Promotion, fence: number, now: Instant): Effect =>
  effect(
    'deploy',
    promotion.id,
    { promotionId: promotion.id, fence },
    {
      lane: `promotion:${promotion.id}`,
      dueAt: now,
      priority: DECISION,
    },
  );

export const followRulesEffect = (
  payload: EffectPayloads['follow-rules'],
  now: Instant,
): Effect => {
  const { repositoryId, environment, release } = payload;
  return effect('follow-rules', `${repositoryId}:${environment}:${release.id}`, payload, {
    lane: `rules:${repositoryId}`,
    dueAt: now,
    priority: DECISION,
  });
};

export const deploymentReportEffect = (
  promotion: Promotion,
  report: Omit<EffectPayloads['deployment-report'], 'promotionId'>,
  now: Instant,
): Effect =>
  effect(
    'deployment-report',
    `${report.deploymentId}:${report.state}`,
    { promotionId: promotion.id, ...report },
    { lane: `promotion:${promotion.id}`, dueAt: now, priority: CHECK },
  );

/** Workflows are run at GitHub; everybody else is asked beside the worker's other work. */
export const askEffect = (inquiry: StoredInquiry, dueAt: Instant): Effect => {
  const { id: inquiryId, question, promotionId } = inquiry;
  const rest = { lane: `inquiry:${inquiryId}`, dueAt, priority: DECISION };
  return question.kind === 'workflow'
    ? effect('run-workflow', inquiryId, { inquiryId, promotionId }, rest)
    : effect('ask-outside', inquiryId, { inquiryId, promotionId }, rest);
};

/** One current run for each environment and commit, about its newest promotion, whichever asked for it. */
export const checkRunEffect = (
  promotion: Promotion,
  now: Instant,
  held: Refusal | null = null,
): Effect => {
  const key = `${promotion.repositoryId}:${promotion.release.sha}:${promotion.environment}`;
  return effect(
    'check-run',
    key,
    { promotionId: promotion.id, held },
    {
      lane: `check-run:${key}`,
      dueAt: now,
      priority: CHECK,
    },
  );
};

export const statusCommentEffect = (
  repositoryId: number,
  pullNumber: number,
  now: Instant,
): Effect =>
  effect(
    'status-comment',
    `${repositoryId}:${pullNumber}`,
    { repositoryId, pullNumber },
    {
      lane: `comments:${repositoryId}:${pullNumber}`,
      dueAt: now,
      priority: ANSWER,
    },
  );

export const replyEffect = (payload: EffectPayloads['reply'], now: Instant): Effect =>
  effect('reply', payload.commentId, payload, {
    lane: `comments:${payload.repositoryId}:${payload.number}`,
    dueAt: now,
    priority: ANSWER,
  });

/** In a lane of its own: what waits for room to fold holds no answer up. */
export const foldEffect = (payload: EffectPayloads['fold'], now: Instant): Effect => {
  const page = `${payload.repositoryId}:${payload.number}`;
  return effect('fold', page, payload, {
    lane: `fold:${page}`,
    dueAt: now,
    priority: DECORATION,
  });
};

export const reminderEffect = (
  promotion: Promotion & { readonly pullNumber: number },
  now: Instant,
): Effect =>
  effect(
    'reminder',
    promotion.id,
    { promotionId: promotion.id },
    {
      lane: `comments:${promotion.repositoryId}:${promotion.pullNumber}`,
      dueAt: now,
      priority: ANSWER,
    },
  );

export const noticeEffect = (payload: EffectPayloads['notice'], now: Instant): Effect =>
  effect('notice', payload.about, payload, {
    lane: `comments:${payload.repositoryId}:${payload.number}`,
    dueAt: now,
    priority: ANSWER,
  });

/** Due when the lock ends by itself. */
export const lockExpiryEffect = (
  { repositoryId, environment }: EffectPayloads['lock-expiry'],
  dueAt: Instant,
): Effect =>
  effect(
    'lock-expiry',
    `${repositoryId}:${environment}`,
    { repositoryId, environment },
    { lane: `lock:${repositoryId}:${environment}`, dueAt, priority: DECISION },
  );

export const reactionEffect = (payload: EffectPayloads['reaction'], dueAt: Instant): Effect =>
  effect('reaction', payload.commentId, payload, {
    lane: `reaction:${payload.commentId}`,
    dueAt,
    priority: DECORATION,
  });
