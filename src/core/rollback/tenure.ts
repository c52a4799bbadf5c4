/**
 * The times that releases had in an environment, and which of them can be gone back to. The newest
 * time of a release tells whether it is good: one that was rolled back and came again is good again.
 */
import type { Instant } from '../instant.ts';
import type { Candidate, Mark } from '../promotion/rollback-impact.ts';
import type { Promotion } from '../promotion/state.ts';
import { isQuarantinedBy, type Quarantine } from '../quarantine.ts';
import type { Refusal } from '../reasons.ts';
import { isSameContent, type Release, type Sha } from '../release.ts';
import { no, ok, type Result } from '../result.ts';

/** A release was live from `since` on. */
export interface Tenure {
  /** Its entry in the ledger. */
  readonly entry: string;
  readonly release: Release;
  readonly sha: Sha;
  readonly since: Instant;
  /** Null while it is live. */
  readonly until: Instant | null;
  /** What brought it there; null where something else than Lockkeeper did. */
  readonly promotion: Promotion | null;
  /** A rollback went back to before it. */
  readonly faulty: boolean;
}

/** What stands in an environment. */
export interface Standing {
  readonly environment: string;
  /** Newest first. */
  readonly tenures: readonly Tenure[];
  /** The newest promotion that was let go there and did not complete: it runs, or failed since. */
  readonly attempt: Promotion | null;
  readonly quarantines: readonly Quarantine[];
}

export interface Target extends Candidate {
  readonly promotion: Promotion;
}

/** So many are shown where a person has to choose. */
const MAX_SHOWN = 10;

/** The last good one; or, where a SHA is named, the newest time of the one it begins. */
export const chooseTarget = (standing: Standing, named: string | null): Result<Target, Refusal> =>
  named === null ? lastGood(standing) : namedTarget(standing, named);

/** What a rollback would undo: what is on its way there or failed there, else what is live. */
export const undoneBy = ({ tenures, attempt }: Standing): Promotion | null =>
  attempt ?? tenures[0]?.promotion ?? null;

/** Every commit that completed there, each once with its newest time, newest first. */
const candidatesOf = ({ tenures, quarantines }: Standing): readonly Target[] => {
  const completed = tenures.flatMap((tenure): readonly Target[] => {
    const { promotion, faulty, since, until } = tenure;
    if (promotion === null || !hasCompleted(promotion)) return [];
    const { release, pullNumber } = promotion;
    const mark = markOf(promotion, faulty);
    return [{ sha: release.sha, pullNumber, since, until, mark, promotion }];
  });
  return completed.flatMap((each, index) => {
    const newer = completed.slice(0, index);
    if (newer.some(({ sha }) => sha === each.sha)) return [];
    const newest = newer.find(({ promotion }) => isSame(promotion, each.promotion));
    const isBad = quarantines.some((bad) => isQuarantinedBy(each.promotion.release, bad));
    return [{ ...each, mark: isBad ? 'quarantined' : (newest ?? each).mark }];
  });
};

/** Those that a person is shown, and how many there are beside them. */
const shownOf = (
  standing: Standing,
): { readonly candidates: readonly Candidate[]; readonly more: number } => {
  const all = candidatesOf(standing).filter(({ until }) => until !== null);
  const candidates = all
    .slice(0, MAX_SHOWN)
    .map(({ promotion: _promotion, ...candidate }): Candidate => candidate);
  return { candidates, more: all.length - candidates.length };
};

const lastGood = (standing: Standing): Result<Target, Refusal> => {
  const { environment, tenures, attempt } = standing;
  const all = candidatesOf(standing);
  const shown = shownOf(standing);
  if (all.length === 0) return no({ code: 'never_promoted', environment, asked: null, ...shown });
  const live = tenures[0];
  if (attempt === null && live?.promotion?.kind === 'rollback') {
    return no({ code: 'rollback_of_rollback', environment, sha: live.sha, ...shown });
  }
  const undone = undoneBy(standing);
  const found = all.find(
    ({ mark, promotion, sha }) =>
      mark === null && (undone === null ? sha !== live?.sha : !isSame(promotion, undone)),
  );
  return found === undefined
    ? no({ code: 'nothing_to_go_back_to', environment, ...shown })
    : ok(found);
};

const namedTarget = (standing: Standing, named: string): Result<Target, Refusal> => {
  const { environment, tenures, attempt } = standing;
  const [found, ...others] = candidatesOf(standing).filter(({ sha }) => sha.startsWith(named));
  if (others.length > 0) return no({ code: 'sha_ambiguous', sha: named });
  if (found === undefined) {
    return no({ code: 'never_promoted', environment, asked: named, ...shownOf(standing) });
  }
  const live = tenures[0];
  if (attempt === null && live !== undefined && live.sha === found.sha) {
    const { sha, since } = live;
    return no({ code: 'already_promoted', environment, sha, since });
  }
  return ok(found);
};

interface Released {
  readonly release: Release;
}

const isSame = (one: Released, other: Released): boolean => {
  const { sha, tree, artifacts } = one.release;
  return isSameContent(
    { sha, tree, artifacts: artifacts.map(({ digest }) => digest) },
    other.release,
  );
};

/** What succeeded after it had failed is live, and has proven nothing. */
const hasCompleted = ({ state }: Promotion): boolean =>
  state.kind === 'completed' || (state.kind === 'rolled_back' && state.completedAt !== null);

const markOf = ({ state }: Promotion, faulty: boolean): Mark | null => {
  if (state.kind === 'rolled_back') return 'rolled_back';
  return faulty ? 'faulty' : null;
};

/**
 * What a rollback leaves behind it: everything that came after its target was last live, and every
 * earlier time of the same releases. Newest first; of the rollback itself nothing.
 */
export const leftBehind = (standing: Standing, rollback: Promotion): readonly Tenure[] => {
  const before = standing.tenures.filter(({ promotion }) => promotion?.id !== rollback.id);
  const target = before.findIndex(
    ({ promotion }) => promotion !== null && hasCompleted(promotion) && isSame(promotion, rollback),
  );
  const later = before.slice(0, Math.max(0, target));
  return before.filter((each) => !isSame(each, rollback) && later.some((bad) => isSame(bad, each)));
};
