/** Looks whether what was deployed is well: health checks and a workflow, all of which must succeed. */
import { type Inquiry, isOfVerification, shownUrl, verifySubject } from '../../core/inquiry.ts';
import { MINUTE } from '../../core/instant.ts';
import type { EffectivePolicy, HttpCheck } from '../../core/policy.ts';
import type { Failure, Promotion } from '../../core/promotion/state.ts';
import type { StoredInquiry } from '../../ports/inquiries.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import { lookAtRun } from '../inquiry/follow-inquiry.ts';
import { type Asking, ask } from '../inquiry/inquiries.ts';
import type { World } from '../world.ts';

/** Beyond the tries themselves: what is due may be taken up late. */
const GRACE_MS = 5 * MINUTE;
const LOOK_AGAIN_MS = 5 * MINUTE;

export const beginVerification = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  policy: EffectivePolicy,
): Promise<void> => {
  for (const asking of askingsOf(policy)) await ask(world, tx, promotion, asking);
};

const askingsOf = ({ environment, digest }: EffectivePolicy): readonly Asking[] => {
  const { http = [], workflow = null } = environment.verify ?? {};
  const checks = http.map((check, index) => ({
    subject: verifySubject(`http:${index + 1}`),
    policyDigest: digest,
    question: { ...check, kind: 'health' } as const,
    timeoutMs: timeOf(check),
  }));
  if (workflow === null) return checks;
  const { file, inputs, timeoutMs } = workflow;
  const question = { kind: 'workflow', file, inputs } as const;
  const run = { subject: verifySubject('workflow'), policyDigest: digest, question, timeoutMs };
  return [...checks, run];
};

const timeOf = ({ tries, everyMs, timeoutMs }: HttpCheck): number =>
  tries * (everyMs + timeoutMs) + GRACE_MS;

export type Verification =
  | { readonly kind: 'open'; readonly nextLook: number }
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What has come of it so far; the run of its workflow is read at GitHub where no webhook told of it. */
export const lookAtVerification = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
): Promise<Verification> => {
  const now = world.clock.now();
  for (const each of (await world.store.inquiries.of(promotion.id)).filter(isOfVerification)) {
    const isStale = now >= (each.lookedAt ?? each.askedAt) + LOOK_AGAIN_MS;
    if (each.answer === null && isStale) await lookAtRun(world, repository, each);
  }
  const asked = (await world.store.inquiries.of(promotion.id)).filter(isOfVerification);
  for (const each of asked.toReversed()) {
    const problem = problemOf(each, now);
    if (problem !== null) {
      return { kind: 'failed', failure: { code: 'verification_failed', message: problem } };
    }
  }
  if (asked.every(({ answer }) => answer?.status === 'allow')) return { kind: 'passed' };
  const deadlines = asked.map(({ deadline }) => deadline);
  return { kind: 'open', nextLook: Math.min(now + LOOK_AGAIN_MS, ...deadlines) };
};

const problemOf = (inquiry: StoredInquiry & Inquiry, now: number): string | null => {
  const { answer, deadline, question } = inquiry;
  const whom = question.kind === 'workflow' ? question.file : shownUrl(question.url);
  if (answer === null) {
    return now < deadline ? null : `${whom} did not come to an end within its time limit`;
  }
  if (answer.status === 'allow') return null;
  return question.kind === 'workflow' && answer.status === 'deny'
    ? `${whom} ended with ${answer.reason}`
    : `${whom}: ${answer.reason}`;
};
