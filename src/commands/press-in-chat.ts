/**
 * A button was pressed in a chat, or its form was sent. Who pressed is asked of the link between the two
 * accounts; from there on it is the same person, authorisation and decision as on GitHub.
 */
import { cut } from '../core/cut.ts';
import { hasRole } from '../core/person.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { generationOf, readButtonValue } from '../core/promotion/generation.ts';
import { isWaiting } from '../core/promotion/lifecycle.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import { MAX_REASON } from '../messages/reject-form.ts';
import type { ChatPress } from '../ports/chat-request.ts';
import { Conflict, type Tables } from '../ports/store.ts';
import { activeRepository } from '../services/active-repository.ts';
import type { Caller } from '../services/caller.ts';
import { policyFor, policyNow } from '../services/policy/policy-for.ts';
import { type Plan, refuse } from '../services/promotion/plan.ts';
import { retryOnConflict } from '../services/retry-on-conflict.ts';
import { whyOf } from '../services/views/why-view.ts';
import type { World } from '../services/world.ts';
import { answerInChat, type ChatAsk, type Handled, knownIn } from './answer-in-chat.ts';
import { callerInChat } from './caller-in-chat.ts';
import { planPress } from './press.ts';
import { reject } from './reject.ts';
import { isTooOld } from './too-old.ts';

export interface Pressed extends ChatAsk {
  readonly press: ChatPress;
}

export const pressInChat = (
  world: World,
  pressed: Pressed,
  broken: string | null = null,
): Promise<void> =>
  retryOnConflict(() => answerInChat(world, pressed, () => handle(world, pressed, broken)));

const handle = async (world: World, pressed: Pressed, broken: string | null): Promise<Handled> => {
  const nobody = {
    known: null,
    repository: null,
    promotion: null,
    subject: null,
    shows: true,
  };
  if (broken !== null) return { ...nobody, plan: refuse({ code: 'broken', reference: broken }) };
  const { press, receivedAt } = pressed;
  const value = readButtonValue(press.value);
  const promotion = value === null ? null : await world.store.promotions.byId(value.promotionId);
  const known = await knownIn(world, press.who, promotion?.id ?? null);
  if (!known.ok) return { ...nobody, promotion, ...known.problem };
  const repository =
    promotion === null ? null : await activeRepository(world, promotion.repositoryId);
  const stale = { ...nobody, known: known.value, plan: refuse({ code: 'stale_button' }) };
  if (promotion === null || repository === null || value === null) return stale;
  const role = await world.host.roleOf(repository, known.value.person.login);
  // Of what they may not read they learn nothing; the record of it does.
  if (!hasRole(role, 'read')) return { ...stale, promotion };
  const { person } = known.value;
  const page = promotion.pullNumber;
  const caller = callerInChat({ person, role, repository, page, at: receivedAt });
  const plan = await planOf(world, caller, promotion, { press, generation: value.generation });
  return { ...nobody, known: known.value, repository, promotion, plan };
};

const planOf = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
  { press, generation }: { readonly press: ChatPress; readonly generation: string },
): Promise<Plan> => {
  const { button, written } = press;
  const { repository } = caller;
  const policy = await policyFor(world, repository, promotion);
  const isOpen = isWaiting(promotion.state);
  if (button === 'why') {
    // What was decided before it broke is not why any more.
    if (isOpen && !policy.ok) return refuse(policy.problem);
    const markdown = await whyOf(world, repository, promotion);
    return { answer: { kind: 'text', markdown } };
  }
  if (!hasRole(caller.role, 'write')) return refuse({ code: 'no_write_access' });
  if (isTooOld(world, caller)) {
    return refuse({ code: 'too_old', command: `/${button} ${promotion.environment}` });
  }
  const changed = refuse({ code: 'changed_since', environment: promotion.environment });
  // Where the policy is broken, that is said.
  if (isOpen && policy.ok) {
    const seen = await generationIn(world.store, promotion, policy.value);
    if (seen !== generation) return changed;
  }
  const missing = isOpen ? reasonMissing(press) : null;
  if (missing !== null) return refuse(missing);
  // Slack keeps to what its form asks for; a copy of it need not.
  const reason = cut(written ?? '', MAX_REASON);
  const plan = await planPress(world, caller, promotion, { button, reason });
  return ifStillSeen(plan, async (tx) => {
    const now = await tx.promotions.byId(promotion.id);
    const holds = await policyNow(world, tx, repository, promotion);
    return now !== null && holds !== null && (await generationIn(tx, now, holds)) === generation;
  });
};

const reasonMissing = ({ button, written }: ChatPress): Refusal | null => {
  if (button !== 'reject' || (written ?? '').trim() !== '') return null;
  const unopened = written === null ? ', and Slack did not open the form for it' : '';
  const problem = `it needs a reason${unopened}`;
  return { code: 'usage', command: button, usage: reject.usage, problem };
};

/** What is written is about what was seen, whatever happened since it was looked at. */
const ifStillSeen = (plan: Plan, isSeen: (tx: Tables) => Promise<boolean>): Plan => {
  const { apply } = plan;
  if (apply === undefined) return plan;
  return {
    ...plan,
    apply: async (tx) => {
      if (!(await isSeen(tx))) throw new Conflict('what was pressed changed');
      await apply(tx);
    },
  };
};

const generationIn = async (
  { ledger }: Pick<Tables, 'ledger'>,
  promotion: Promotion,
  { digest: policyDigest }: EffectivePolicy,
): Promise<string> => {
  const live = await ledger.live(promotion.repositoryId, promotion.environment);
  return generationOf({ promotion, policyDigest, live: live?.sha ?? null });
};
