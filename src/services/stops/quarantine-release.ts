/**
 * Marks content as bad, so that it goes nowhere any more, and takes the mark off again, which needs
 * somebody else. The mark is on the content: every commit with an identical tree bears it.
 */
import { isOneOf } from '../../core/approvals/identity.ts';
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { isQuarantinedBy } from '../../core/quarantine.ts';
import type { Refusal } from '../../core/reasons.ts';
import type { Sha } from '../../core/release.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { quarantineOf, type StoredQuarantine } from '../../ports/stops.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import type { Caller } from '../caller.ts';
import { speakerOf } from '../identity/accounts.ts';
import { environmentNames } from '../policy/environments-known.ts';
import { type Plan, refuse } from '../promotion/plan.ts';
import { audit } from '../record.ts';
import type { World } from '../world.ts';
import { authorizeEverywhere } from './authorize-stop.ts';

/** A commit that is on no branch of this repository can be marked as well: that only ever refuses. */
export const quarantineRelease = async (
  world: World,
  caller: Caller,
  { sha, reason }: { readonly sha: string; readonly reason: string },
): Promise<Plan> => {
  const allowed = await authorizeEverywhere(world, caller, 'quarantine');
  if (!allowed.ok) return refuse(allowed.problem);
  const { repository, person } = caller;
  const commit = await commitNamed(world, caller, sha);
  if (!commit.ok) return refuse(commit.problem);
  const [before] = await world.store.quarantines.standing(repository.id, commit.value);
  if (before !== undefined && before.by.id !== person.id) {
    return refuse({ code: 'quarantined_already', mark: quarantineOf(before) });
  }
  const mark: StoredQuarantine = {
    id: world.clock.newId(),
    repositoryId: repository.id,
    sha: commit.value.sha,
    tree: commit.value.tree,
    by: person,
    reason,
    since: before?.since ?? caller.at,
  };
  const running = (await openWith(world.store, mark)).filter(({ state }) => !isWaiting(state));
  return {
    answer: {
      kind: 'quarantined',
      mark: quarantineOf(mark),
      again: before !== undefined,
      live: await liveWith(world, repository, mark),
      running,
    },
    apply: async (tx) => {
      if (before !== undefined) await tx.quarantines.remove(before.id);
      await tx.quarantines.insert(mark);
      await settle(world, tx, caller, mark, { kind: 'quarantine.set' });
    },
  };
};

export const liftQuarantine = async (
  world: World,
  caller: Caller,
  { sha, reason }: { readonly sha: string; readonly reason: string | null },
): Promise<Plan> => {
  const allowed = await authorizeEverywhere(world, caller, 'quarantine');
  if (!allowed.ok) return refuse(allowed.problem);
  const found = await markNamed(world, caller, sha);
  if (!found.ok) return refuse(found.problem);
  const mark = found.value;
  const isMachine = caller.person.machine || caller.through !== null;
  // A program that a person speaks through is no second pair of eyes.
  if (isMachine || isOneOf(await speakerOf(world.store, caller.person), mark.by)) {
    return refuse({ code: 'own_quarantine', mark: quarantineOf(mark) });
  }
  return {
    answer: { kind: 'quarantine_lifted', mark: quarantineOf(mark) },
    apply: async (tx) => {
      await tx.quarantines.remove(mark.id);
      await settle(world, tx, caller, mark, { kind: 'quarantine.lifted', reason });
    },
  };
};

type Content = Pick<StoredQuarantine, 'sha' | 'tree'>;

const commitNamed = async (
  world: World,
  caller: Caller,
  sha: string,
): Promise<Result<Content, Refusal>> => {
  const commit = await world.host.commit(caller.repository, sha);
  if (commit === 'ambiguous') return no({ code: 'sha_ambiguous', sha });
  return commit === null ? no({ code: 'commit_unknown', sha }) : ok(commit);
};

/** By the digits it was marked with, else by a commit of the same content. */
const markNamed = async (
  world: World,
  caller: Caller,
  asked: Sha,
): Promise<Result<StoredQuarantine, Refusal>> => {
  const { repository } = caller;
  const marks = await world.store.quarantines.standing(repository.id);
  const [named, ...others] = marks.filter(({ sha }) => sha.startsWith(asked));
  if (others.length > 0) return no({ code: 'sha_ambiguous', sha: asked });
  if (named !== undefined) return ok(named);
  const commit = await commitNamed(world, caller, asked);
  if (!commit.ok) return commit;
  const [same] = await world.store.quarantines.standing(repository.id, commit.value);
  return same === undefined ? no({ code: 'not_quarantined', sha: commit.value.sha }) : ok(same);
};

const openWith = async (
  { promotions }: Pick<Tables, 'promotions'>,
  mark: StoredQuarantine,
): Promise<readonly Promotion[]> =>
  (await promotions.open(mark.repositoryId)).filter(({ release }) =>
    isQuarantinedBy(release, mark),
  );

const liveWith = async (
  world: World,
  repository: Repository,
  mark: Content,
): Promise<readonly string[]> => {
  const names = await environmentNames(world, repository);
  const live = await Promise.all(names.map((name) => world.store.ledger.live(repository.id, name)));
  return names.filter((_, index) => live[index]?.tree === mark.tree);
};

const settle = async (
  world: World,
  tx: Tables,
  caller: Caller,
  mark: StoredQuarantine,
  { kind, reason }: { readonly kind: string; readonly reason?: string | null },
): Promise<void> => {
  const at = world.clock.now();
  await audit(world, tx, {
    repositoryId: mark.repositoryId,
    kind,
    at,
    promotionId: null,
    environment: null,
    person: caller.person,
    body: {
      mark: quarantineOf(mark),
      via: caller.via,
      ...(reason === undefined ? {} : { reason }),
    },
  });
  for (const { id, state } of await openWith(tx, mark)) {
    if (isWaiting(state)) await tx.wakes.at(id, at);
  }
};
