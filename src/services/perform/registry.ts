/** Who makes which effect. */
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Pool } from '../aside.ts';
import type { EffectKind, EffectPayloads } from '../effect-payloads.ts';
import type { World } from '../world.ts';
import { performAskOutside } from './ask-outside.ts';
import { performChatAnswer } from './chat-answer.ts';
import { performChatHome } from './chat-home.ts';
import { performChatMessage } from './chat-message.ts';
import { performChatReminder, performChatReminders } from './chat-reminder.ts';
import { performCheckLinks } from './check-links.ts';
import { performCheckRun } from './check-run.ts';
import { performReaction, performReply, performStatusComment } from './comments.ts';
import { performDeploy } from './deploy.ts';
import { performDeploymentReport } from './deployment-report.ts';
import { performEmail } from './email.ts';
import { performFold } from './fold.ts';
import { performFollowRules } from './follow-rules.ts';
import { performJobAnswer, performWaitingJob } from './jobs.ts';
import { performLinkTold } from './link-told.ts';
import { performLockExpiry } from './lock-expiry.ts';
import { performMissedComments } from './missed-comments.ts';
import { performNotice } from './notice.ts';
import { performNotify } from './notify.ts';
import { performPolicyCheck } from './policy-check.ts';
import { performPolicyWatch } from './policy-watch.ts';
import { performRedeliver } from './redeliver.ts';
import { performReminder } from './reminder.ts';
import { performRunWorkflow } from './run-workflow.ts';
import { performSlackEvent } from './slack-event.ts';
import { performSweep } from './sweep-repository.ts';
import { performWebhook } from './webhook.ts';

type Performer = (world: World, effect: LeasedEffect) => Promise<void>;

/** The payload was written by `effects.ts` under the same kind: the one place that says so. */
const of =
  <K extends EffectKind>(
    perform: (world: World, effect: LeasedEffect, payload: EffectPayloads[K]) => Promise<void>,
  ): Performer =>
  (world, effect) =>
    perform(world, effect, effect.payload as EffectPayloads[K]);

/** Those wait for strangers, who may be slow: everything else goes on meanwhile. */
const POOLS: Readonly<Partial<Record<EffectKind, Pool>>> = {
  'ask-outside': 'outside',
  webhook: 'telling',
  email: 'telling',
  'slack-event': 'chat',
  'link-told': 'chat',
  'check-links': 'chat',
  'chat-message': 'chat',
  'chat-answer': 'chat',
  'chat-reminders': 'chat',
  'chat-reminder': 'chat',
  'chat-home': 'chat',
};
/** Null for what a round waits for. */
export const poolOf = (kind: string): Pool | null => POOLS[kind as EffectKind] ?? null;

export const performers: { readonly [K in EffectKind]: Performer } = {
  deploy: of<'deploy'>(performDeploy),
  'waiting-job': of<'waiting-job'>(performWaitingJob),
  'job-answer': of<'job-answer'>(performJobAnswer),
  redeliver: performRedeliver,
  'missed-comments': of<'missed-comments'>(performMissedComments),
  'sweep-repository': of<'sweep-repository'>(performSweep),
  'follow-rules': of<'follow-rules'>(performFollowRules),
  'run-workflow': of<'run-workflow'>(performRunWorkflow),
  'ask-outside': of<'ask-outside'>(performAskOutside),
  'deployment-report': of<'deployment-report'>(performDeploymentReport),
  'check-run': of<'check-run'>(performCheckRun),
  'policy-check': of<'policy-check'>(performPolicyCheck),
  'policy-watch': of<'policy-watch'>(performPolicyWatch),
  'status-comment': of<'status-comment'>(performStatusComment),
  reminder: of<'reminder'>(performReminder),
  reply: of<'reply'>(performReply),
  notice: of<'notice'>(performNotice),
  'lock-expiry': of<'lock-expiry'>(performLockExpiry),
  'link-told': of<'link-told'>(performLinkTold),
  'check-links': of<'check-links'>(performCheckLinks),
  notify: of<'notify'>(performNotify),
  webhook: of<'webhook'>(performWebhook),
  email: of<'email'>(performEmail),
  'slack-event': of<'slack-event'>(performSlackEvent),
  fold: of<'fold'>(performFold),
  reaction: of<'reaction'>(performReaction),
  'chat-message': of<'chat-message'>(performChatMessage),
  'chat-answer': of<'chat-answer'>(performChatAnswer),
  'chat-reminders': of<'chat-reminders'>(performChatReminders),
  'chat-reminder': of<'chat-reminder'>(performChatReminder),
  'chat-home': of<'chat-home'>(performChatHome),
};
