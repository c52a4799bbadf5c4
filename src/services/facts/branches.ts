/**
 * Which of the allowed branches have the release. The pull request and the head of the default branch
 * are known already and mostly tell; else one call compares the branches that are named, and where
 * patterns are left to look for, one more lists the branches and one compares those that fit.
 */
import { allowedBranches, isAllowed } from '../../core/gates/branch.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { PromotionRequest } from '../../core/promotion/request.ts';
import type { BranchFacts } from '../../core/release-facts.ts';
import type { Snapshot } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import type { World } from '../world.ts';

export const loadBranches = async (
  world: World,
  { repository, policy, promotion }: BranchesAsk,
  { defaultBranch, pullRequest }: Pick<Snapshot, 'defaultBranch' | 'pullRequest'>,
): Promise<BranchFacts> => {
  const pull = pullRequest && {
    number: pullRequest.number,
    state: pullRequest.state,
    baseRef: pullRequest.baseRef,
  };
  const facts = { defaultBranch: defaultBranch.name, pull };
  const patterns = patternsOf(policy) ?? [defaultBranch.name];
  if (pull !== null && pull.state !== 'closed' && isAllowed(patterns, pull.baseRef))
    return { ...facts, having: [] };
  const { sha } = promotion.release;
  if (defaultBranch.sha === sha && isAllowed(patterns, defaultBranch.name))
    return { ...facts, having: [defaultBranch.name] };
  const isWild = (pattern: string): boolean => pattern.includes('*');
  const named = patterns.filter((pattern) => !isWild(pattern));
  const among = await world.host.branchesHaving(repository, named, sha);
  const wild = patterns.filter(isWild);
  if (among.length > 0 || wild.length === 0) return { ...facts, having: among };
  const fitting = (await world.host.branches(repository)).filter((name) => isAllowed(wild, name));
  return { ...facts, having: await world.host.branchesHaving(repository, fitting, sha) };
};

export interface BranchesAsk {
  readonly repository: Repository;
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
}

/** Null where the default branch alone is allowed. */
const patternsOf = ({ environment }: EffectivePolicy): readonly string[] | null =>
  environment.gates.map(allowedBranches).find((patterns) => patterns !== undefined) ?? null;
