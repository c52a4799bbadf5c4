/** Speaks with somebody outside: a service that decides, or the health check of what was deployed. */
import { MINUTE, SECOND } from '../../core/instant.ts';
import type { HttpCheck } from '../../core/policy.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { StoredInquiry } from '../../ports/inquiries.ts';
import type { OutsideAnswer } from '../../ports/outside.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { askEffect } from '../effects.ts';
import { readAnswer, withoutToken } from '../inquiry/gate-answer.ts';
import { questionText } from '../inquiry/gate-question.ts';
import { answerInquiry, noteSeen } from '../inquiry/inquiries.ts';
import { show } from '../promotion/apply.ts';
import type { World } from '../world.ts';
import { inquirySpan, openInquiry } from './open-inquiry.ts';
import { RetryLater } from './retry-later.ts';

/** Whoever needs longer says so, and answers later. */
const SERVICE_TIME_MS = 10 * SECOND;
const MAX_ANSWER_BYTES = 65_536;
const MAX_PAGE_BYTES = 1_048_576;

export const performAskOutside = async (
  world: World,
  effect: LeasedEffect,
  { inquiryId }: EffectPayloads['ask-outside'],
): Promise<void> => {
  const open = await openInquiry(world, inquiryId);
  if (open === null) return;
  const { inquiry, promotion } = open;
  await world.traces.span(inquirySpan(inquiry), () => ask(world, effect, inquiry, promotion));
};

const ask = (
  world: World,
  effect: LeasedEffect,
  inquiry: StoredInquiry,
  promotion: Promotion,
): Promise<void> => {
  const { question } = inquiry;
  switch (question.kind) {
    case 'service':
      return askService(world, effect, { ...inquiry, question }, promotion);
    case 'health':
      return checkHealth(world, { ...inquiry, question }, promotion);
    case 'workflow':
      return Promise.resolve();
    default:
      return question satisfies never;
  }
};

type About<K extends StoredInquiry['question']['kind']> = StoredInquiry & {
  readonly question: Extract<StoredInquiry['question'], { readonly kind: K }>;
};

const askService = async (
  world: World,
  effect: LeasedEffect,
  inquiry: About<'service'>,
  promotion: Promotion,
): Promise<void> => {
  const { id, question } = inquiry;
  const unusable = (reason: string, raw: string | null = null): Promise<unknown> =>
    answerInquiry(world, id, { status: 'unusable', reason, raw });
  const repository = await activeRepository(world, inquiry.repositoryId);
  if (repository === null) return;
  const body = await questionText(world, repository, inquiry, promotion);
  const signed = world.signatures.sign(question.secret, { id, at: world.clock.now(), body });
  if (signed === null) {
    await unusable(`GATE_SECRETS has no secret named ${question.secret}`);
    return;
  }
  const answer = await world.outside.request({
    method: 'POST',
    url: question.url,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'webhook-id': signed.id,
      'webhook-timestamp': signed.timestamp,
      'webhook-signature': signed.signature,
    },
    body,
    secure: true,
    timeoutMs: SERVICE_TIME_MS,
    maxBytes: MAX_ANSWER_BYTES,
  });
  if (answer.kind === 'refused') {
    await unusable(answer.why);
    return;
  }
  if (answer.kind === 'failed') throw await inVain(world, effect, id, answer.why);
  if (isPassing(answer.status)) {
    throw await inVain(world, effect, id, `it answered ${answer.status}`);
  }
  await noteSeen(world, id, null);
  // It answers later, by the callback that it was told.
  if (answer.status === 202) return;
  const raw = withoutToken(answer.body, world.signatures.token(question.secret, id));
  const said = answer.status === 200 ? readAnswer(raw, world.clock.now()) : null;
  if (said?.ok === true) await answerInquiry(world, id, { ...said.value, raw });
  else await unusable(said?.problem ?? `it answered ${answer.status}`, raw);
};

/** Its own trouble, or too much at once: by its next words it may be over. */
const isPassing = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/** The question's time limit ends the asking, and not the number of times. */
const inVain = async (
  world: World,
  effect: LeasedEffect,
  inquiryId: string,
  seen: string,
): Promise<RetryLater> => {
  await noteSeen(world, inquiryId, seen);
  const why = new Error(`a service was asked in vain: ${seen}`);
  return new RetryLater(Math.min(15 * MINUTE, SECOND * 2 ** effect.attempts), why);
};

const checkHealth = async (
  world: World,
  inquiry: About<'health'>,
  promotion: Promotion,
): Promise<void> => {
  const { id, question } = inquiry;
  const answer = await world.outside.request({
    method: 'GET',
    url: question.url,
    headers: {},
    body: null,
    secure: false,
    timeoutMs: question.timeoutMs,
    maxBytes: MAX_PAGE_BYTES,
  });
  const seen = wrongWith(question, answer);
  const tries = inquiry.tries + 1;
  if (seen === null) {
    await answerInquiry(world, id, { status: 'allow', reason: '', raw: null }, { tries });
    return;
  }
  if (answer.kind === 'refused' || tries >= question.tries) {
    const reason = tries === 1 ? seen : `${seen}, at try ${tries} of ${question.tries}`;
    await answerInquiry(
      world,
      id,
      { status: 'deny', reason, raw: null },
      { tries, lastSeen: seen },
    );
    return;
  }
  const now = world.clock.now();
  await world.store.transaction(async (tx) => {
    await tx.inquiries.put({ ...inquiry, tries, lastSeen: seen });
    await tx.outbox.add(askEffect(inquiry, now + question.everyMs));
    await show(world, tx, promotion, now);
  });
};

/** Null where all is well. The page's own text is not repeated: it may hold anything. */
const wrongWith = (check: HttpCheck, answer: OutsideAnswer): string | null => {
  if (answer.kind !== 'answered') return answer.why;
  if (answer.status !== check.status) return `it answered ${answer.status}, not ${check.status}`;
  const { contains } = check;
  if (contains === null || answer.body.includes(contains)) return null;
  return `its answer lacks "${contains}"`;
};
