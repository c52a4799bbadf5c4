/** Whose yes a promotion still waits for, as far as its last decision tells. */
import { isOneOf } from '../../core/approvals/identity.ts';
import { mayDo } from '../../core/approvals/roster.ts';
import type { Facts, Roster } from '../../core/facts.ts';
import type { Role, Speaker } from '../../core/person.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { openRules, type Waiting, waitingFor } from '../../messages/gate-table.ts';
import type { Repository } from '../../ports/store.ts';
import { snapshotFor } from '../facts/facts.ts';
import { lastDecision, policyUnder } from '../promotion/last-decision.ts';
import type { World } from '../world.ts';

export interface Awaited {
  readonly waiting: Waiting;
  readonly policy: EffectivePolicy;
  readonly teams: Roster['teams'];
}

/** Null where it waits for no approval. Nobody is asked anew. */
export const awaitedIn = async (world: World, promotion: Promotion): Promise<Awaited | null> => {
  if (promotion.state.kind !== 'pending') return null;
  const decision = await lastDecision(world.store, promotion.id);
  if (decision === null) return null;
  const [waiting] = waitingFor(decision.body.verdicts);
  const policy = await policyUnder(world.store, decision);
  if (waiting === undefined || policy === null) return null;
  const text = await world.store.record.evidence(decision.body.facts.evidence);
  const facts = text === null ? {} : (JSON.parse(text) as Facts);
  return { waiting, policy, teams: facts.roster?.ok === true ? facts.roster.value.teams : {} };
};

/** With the teams as they are now: who joins or leaves one changes no answer, so nothing recorded tells. */
export const awaitedNow = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
): Promise<Awaited | null> => {
  const awaited = await awaitedIn(world, promotion);
  if (awaited === null) return null;
  const { policy } = awaited;
  const { teams } = await snapshotFor(world, { repository, promotion, policy });
  return { ...awaited, teams };
};

/** Their vote could count, and is not there yet. */
export const isAwaited = (
  { waiting, policy, teams }: Awaited,
  speaker: Speaker,
  role: Role,
): boolean => {
  const standing = { role, teams };
  if (waiting.excluded.some((each) => isOneOf(speaker, each))) return false;
  if (!mayDo(policy.environment.allow.approve, speaker.person, standing)) return false;
  const rules = waiting.peopleMissing > 0 ? waiting.rules : openRules(waiting);
  return rules.some(
    ({ eligible, counted }) =>
      mayDo(eligible, speaker.person, standing) &&
      !counted.some((vote) => isOneOf(speaker, vote.person)),
  );
};
