/** What ships with a promotion, for people to read: GitHub is asked once for each release and what is live. */
import type { Promotion } from '../../core/promotion/state.ts';
import type { Sha } from '../../core/release.ts';
import type { Changes, ShippedPull } from '../../messages/changes.ts';
import type { CommitOrigins, Comparison } from '../../ports/code-host.ts';
import { ServiceFault } from '../../ports/service-fault.ts';
import type { Repository } from '../../ports/store.ts';
import type { World } from '../world.ts';

/** More commits than this are counted only. */
const MAX_TOLD = 100;

export interface Shipping {
  /** Of the promotion's own pull request. */
  readonly title: string | null;
  readonly changes: Changes;
}

/** Null where GitHub did not tell: nothing waits for this. */
export const shippingOf = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  live: Sha | null,
): Promise<Shipping | null> => {
  const key = `shipping:${promotion.id}:${live ?? 'nothing'}`;
  const known = await world.store.surfaces.get(key);
  if (known !== null) return known.state as Shipping;
  try {
    const shipping = await readShipping(world, repository, promotion, live);
    await world.store.surfaces.put({ key, externalId: null, digest: null, state: shipping });
    return shipping;
  } catch (fault) {
    if (!(fault instanceof ServiceFault)) throw fault;
    world.log.info({ err: fault, promotion: promotion.id }, 'what ships could not be read');
    return null;
  }
};

const readShipping = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  live: Sha | null,
): Promise<Shipping> => {
  const { pullNumber, release } = promotion;
  const ask = { pullNumber, sha: release.sha, teams: [] };
  const { pullRequest } = await world.snapshots.of(repository, ask);
  const own: readonly ShippedPull[] =
    pullRequest === null
      ? []
      : [{ number: pullRequest.number, title: pullRequest.title, author: pullRequest.author }];
  const title = pullRequest?.title ?? null;
  const about = { live, release: release.sha };
  if (live === null) {
    const changes = { ...about, relation: 'first', pulls: own, commits: [], total: 0 } as const;
    return { title, changes };
  }
  const { relation, commits } = await world.host.compare(repository, live, release.sha);
  const total = commits.length;
  const base = { ...about, relation: RELATIONS[relation], total };
  if (total === 0 || total > MAX_TOLD)
    return { title, changes: { ...base, pulls: [], commits: [] } };
  const origins = await world.host.originsOf(repository, commits);
  const isOwn = (sha: Sha): boolean =>
    pullRequest?.commits.some((each) => each.sha === sha) ?? false;
  return { title, changes: { ...base, ...toldApart(origins, own, isOwn) } };
};

const RELATIONS: Readonly<Record<Comparison['relation'], Changes['relation']>> = {
  identical: 'same',
  ahead: 'on',
  behind: 'back',
  diverged: 'back',
};

const toldApart = (
  { pullRequests, commits }: CommitOrigins,
  own: readonly ShippedPull[],
  isOwn: (sha: Sha) => boolean,
): Pick<Changes, 'pulls' | 'commits'> => {
  const others = pullRequests
    .filter(({ number }) => own.every((pull) => pull.number !== number))
    .map(({ number, title, author }) => ({ number, title, author }));
  const direct = commits
    .filter(({ sha }) => !isOwn(sha))
    .map(({ sha, authors }) => ({
      sha,
      authors: authors.flatMap(({ person }) => (person === null ? [] : [person])),
    }));
  return { pulls: [...own, ...others], commits: direct };
};
