/**
 * Sees to it that whoever a gate asks has been asked: once for each policy, again when they said until
 * when to wait, and when a person wants it checked again. Deciding waits for nobody: it looks at what
 * has been answered so far.
 */
import { gates } from '../../core/gates/registry.ts';
import { type Inquiry, standingOf } from '../../core/inquiry.ts';
import { timeoutOf } from '../../core/inquiry-time.ts';
import { type Instant, MINUTE } from '../../core/instant.ts';
import type { EffectivePolicy, GateSetting } from '../../core/policy.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { StoredInquiry } from '../../ports/inquiries.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { dropRuns, isOurRun } from './drop-runs.ts';
import { lookAtRun } from './follow-inquiry.ts';
import { type Asking, ask } from './inquiries.ts';

/** A run whose webhook was lost is looked at this often. */
const LOOK_AGAIN_MS = 5 * MINUTE;

export const askGates = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  policy: EffectivePolicy,
): Promise<void> => {
  const wanted = askingsOf(policy);
  const known = await world.store.inquiries.of(promotion.id);
  const now = world.clock.now();
  for (const inquiry of known.filter((each) => isOverdue(each, now))) {
    await lookAtRun(world, repository, inquiry);
  }
  const isIdle = wanted.every((each) => !isDue(known, each, now));
  if (isIdle && strays(known, wanted, now).length === 0) return;
  await world.store.transaction(async (tx) => {
    const stored = await tx.inquiries.of(promotion.id);
    for (const each of wanted) {
      if (isDue(stored, each, now)) await ask(world, tx, promotion, each);
    }
    await dropRuns(tx, strays(stored, wanted, now), now);
  });
};

/** Runs that answer too late by now, or to what is asked no longer. */
const strays = (
  known: readonly StoredInquiry[],
  wanted: readonly Asking[],
  now: Instant,
): readonly StoredInquiry[] =>
  known.filter((inquiry) => {
    const isWanted = wanted.some(
      (each) =>
        each.policyDigest === inquiry.policyDigest && newestOnly(known, each).includes(inquiry),
    );
    return isOurRun(inquiry) && (now >= inquiry.deadline || !isWanted);
  });

/**
 * Asks again whoever has answered, or should have: a service whatever it said, a workflow unless it
 * runs or has succeeded.
 */
export const askAgain = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  policy: EffectivePolicy,
): Promise<void> => {
  const known = await tx.inquiries.of(promotion.id);
  const now = world.clock.now();
  for (const each of askingsOf(policy)) {
    const standing = standingOf(newestOnly(known, each), each, now);
    const isOpen = standing.kind === 'open' || standing.kind === 'not_asked';
    const hasPassed =
      each.subject === 'workflow' &&
      standing.kind === 'answered' &&
      standing.answer.status === 'allow';
    if (!isOpen && !hasPassed) await ask(world, tx, promotion, each);
  }
};

/** What the gates of an environment want to know of whom. */
const askingsOf = (policy: EffectivePolicy): readonly Asking[] =>
  policy.environment.gates.flatMap((setting) => askingOf(setting, policy));

const askingOf = (
  { gate, options: set }: GateSetting,
  { digest: policyDigest, environment }: EffectivePolicy,
): readonly Asking[] => {
  switch (gate) {
    case 'http': {
      const options = gates.http.options.parse(set);
      const { url, secret = 'default' } = options;
      const { production, url: site } = environment;
      const question = { kind: 'service', url, secret, production, site } as const;
      return [{ subject: gate, policyDigest, question, timeoutMs: timeoutOf(options) }];
    }
    case 'workflow': {
      const options = gates.workflow.options.parse(set);
      const { file, inputs = {} } = options;
      const question = { kind: 'workflow', file, inputs } as const;
      return [{ subject: gate, policyDigest, question, timeoutMs: timeoutOf(options) }];
    }
    default:
      return [];
  }
};

/** The newest alone counts, so that a policy which came back is asked about anew. */
const newestOnly = (
  known: readonly StoredInquiry[],
  { subject }: Pick<Inquiry, 'subject'>,
): readonly StoredInquiry[] => known.filter((each) => each.subject === subject).slice(0, 1);

const isDue = (known: readonly StoredInquiry[], asking: Asking, now: Instant): boolean => {
  const [newest] = newestOnly(known, asking);
  if (newest === undefined || newest.policyDigest !== asking.policyDigest) return true;
  const { answer } = newest;
  return answer?.status === 'wait' && answer.until !== null && now >= answer.until;
};

/** At most once after its time limit: what it says then is too late. */
const isOverdue = (inquiry: StoredInquiry, now: Instant): boolean => {
  const { runId, answer, askedAt, deadline, lookedAt } = inquiry;
  const before = lookedAt ?? askedAt;
  return runId !== null && answer === null && before < deadline && now >= before + LOOK_AGAIN_MS;
};
