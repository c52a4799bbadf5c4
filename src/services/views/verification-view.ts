/** How far what is looked at after deploying has come, from the store alone. */
import { isOfVerification, shownUrl } from '../../core/inquiry.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { VerificationStep } from '../../messages/verification.ts';
import type { StoredInquiry } from '../../ports/inquiries.ts';
import type { World } from '../world.ts';

/** Nothing before it was deployed. */
export const verificationSteps = async (
  world: World,
  { id, state }: Promotion,
): Promise<readonly VerificationStep[]> => {
  if (!['verifying', 'completed', 'failed'].includes(state.kind)) return [];
  const asked = (await world.store.inquiries.of(id)).filter(isOfVerification);
  return asked.map(stepOf).sort((a, b) => (a.what < b.what ? -1 : 1));
};

const stepOf = ({ question, url, answer, tries, lastSeen }: StoredInquiry): VerificationStep => ({
  what: question.kind === 'workflow' ? question.file : shownUrl(question.url),
  url: question.kind === 'workflow' ? url : null,
  outcome: answer === null ? 'open' : answer.status === 'allow' ? 'passed' : 'failed',
  tries,
  of: question.kind === 'health' ? question.tries : null,
  seen: answer?.reason ?? lastSeen,
});
