/** What stands in an environment, as far back as a rollback looks. */
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Standing } from '../../core/rollback/tenure.ts';
import { quarantineOf } from '../../ports/stops.ts';
import type { Tables } from '../../ports/store.ts';

/** Releases that were live before so many others are not gone back to. */
const MAX_TENURES = 500;
/** Promotions that are looked through for one that failed since anything went live. */
const MAX_RECENT = 50;

export const standingOf = async (
  tx: Pick<Tables, 'rollbacks' | 'promotions' | 'quarantines'>,
  repositoryId: number,
  environment: string,
): Promise<Standing> => {
  const tenures = await tx.rollbacks.tenures(repositoryId, environment, MAX_TENURES);
  const open = await tx.promotions.open(repositoryId, { environment });
  const recent = await tx.promotions.recent(repositoryId, { environment }, MAX_RECENT);
  const marks = await tx.quarantines.standing(repositoryId);
  const since = tenures[0]?.since ?? 0;
  const running = open.find((each) => !isWaiting(each.state) && each.kind === 'promote');
  const attempt = running ?? newest(recent.filter((each) => failedAt(each) > since));
  const quarantines = marks.map(quarantineOf);
  return { environment, tenures, attempt: attempt ?? null, quarantines };
};

const newest = (failed: readonly Promotion[]): Promotion | undefined =>
  failed.toSorted((a, b) => failedAt(b) - failedAt(a))[0];

/** 0 for what did not fail, and for what never came as far as to deploy anything. */
const failedAt = ({ state, kind }: Promotion): number =>
  kind === 'promote' && state.kind === 'failed' && state.deployment !== null ? state.at : 0;
