/**
 * Lifts a rejection: its author always, an admin with a reason. It ended its promotion, so that it is
 * found by what was rejected on this page, whether or not anything is open.
 */
import { standingRejections } from '../../core/approvals/approval.ts';
import type { StoredVote } from '../../core/facts.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Caller } from '../caller.ts';
import { namedEnvironment } from '../policy/environment.ts';
import type { World } from '../world.ts';
import { recentOnPage } from './on-page.ts';
import { type Plan, refuse } from './plan.ts';
import { standingVotes, takeBack } from './vote.ts';

export const liftRejection = async (
  world: World,
  caller: Caller,
  asked: string | null,
  reason: string | null,
): Promise<Plan> => {
  const named = await namedEnvironment(world, caller.repository, asked);
  if (!named.ok) return refuse(named.problem);
  const rejected = await rejectedHere(world, caller, named.value);
  const [found, ...others] = rejected;
  if (found === undefined) return refuse({ code: 'no_vote', environment: named.value });
  if (others.length > 0) {
    const environments = rejected.map(({ promotion }) => promotion.environment);
    return refuse({ code: 'several_rejected', environments });
  }
  const { promotion, rejections } = found;
  const { environment } = promotion;
  const own = rejections.find(({ person }) => person.id === caller.person.id);
  const { person } = own ?? rejections[0];
  if (own === undefined && caller.role !== 'admin') {
    return refuse({ code: 'not_rejecter', environment, person });
  }
  if (own === undefined && reason === null) {
    return refuse({ code: 'reason_missing', verb: 'reject --lift' });
  }
  return {
    answer: { kind: 'rejection_lifted', environment, of: person },
    apply: async (tx) => {
      for (const rejection of rejections.filter((each) => each.person.id === person.id)) {
        await takeBack(world, tx, caller, promotion, rejection, reason);
      }
    },
  };
};

interface Rejected {
  readonly promotion: Promotion;
  /** Newest first. */
  readonly rejections: readonly [StoredVote, ...StoredVote[]];
}

/** Of each environment the newest promotion of the page, where its release stands rejected. */
const rejectedHere = async (
  world: World,
  caller: Caller,
  environment: string | null,
): Promise<readonly Rejected[]> => {
  const recent = await recentOnPage(world, caller, environment);
  const newest = new Map(recent.toReversed().map((each) => [each.environment, each]));
  const rejected: Rejected[] = [];
  for (const promotion of newest.values()) {
    const standing = standingRejections(await standingVotes(world, promotion), world.clock.now());
    const [latest, ...earlier] = standing.toReversed();
    if (latest !== undefined) rejected.push({ promotion, rejections: [latest, ...earlier] });
  }
  return rejected;
};
