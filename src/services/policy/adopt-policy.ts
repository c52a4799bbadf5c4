/**
 * Makes the policy at the head of the default branch the one that holds, as far as nobody has to
 * approve it first. The head is read, whatever event led here: events come late, doubled, out of order,
 * or not at all.
 */
import { HOUR, type Instant } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import type { Difference } from '../../core/policy-diff/policy-diff.ts';
import type { PolicyFile } from '../../ports/policies.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import { chatMessageEffect } from '../chat/chat-effects.ts';
import { waitingJobEffect } from '../deployment/job-effects.ts';
import { audit } from '../record.ts';
import { wakeOpen, wakeOwner } from '../wake-open.ts';
import type { World } from '../world.ts';
import { findFloors, homeBefore, isFloorsHome, noteFloors } from './floors.ts';
import { settlePolicy } from './hold-policy.ts';
import { defaultBranchOf, readingOf, setPolicy } from './policies.ts';
import { policyCheckEffect, policyWatchEffect } from './policy-effects.ts';
import { keepForms, type PolicyMove } from './policy-forms.ts';

/** `by` pushed, as far as the event tells that leads here. */
export const adoptPolicy = async (
  world: World,
  repository: Repository,
  by: Person | null,
): Promise<void> => {
  const { policies } = world.store;
  await findFloors(world, repository, (home) => adoptOther(world, repository, home));
  const before = await policies.current(repository.id);
  const read = await world.host.policyFile(repository, defaultBranchOf(repository));
  const after = { repositoryId: repository.id, ...read };
  const isSame = before !== null && before.text === after.text;
  const homeWas = await homeBefore(world.store, repository);
  const isSettled = isSame && homeWas === null && !(await waitsIn(world.store, repository.id));
  const move = isSettled ? null : await settlePolicy(world, repository, { before, after, homeWas });
  // A broken one does not take the place of another.
  const isHome = isFloorsHome(repository) && (homeWas === null || move !== null);
  const now = world.clock.now();
  await world.store.transaction(async (tx) => {
    await setPolicy(world, tx, repository, after);
    const changed = move !== null && (await keepForms(tx, repository.id, move, now));
    if (move !== null) await tellSettled(world, tx, repository.id, move, now);
    if (isHome) await tellOwner(world, tx, repository);
    if (isSame || (before === null && after.text === null)) {
      if (changed) await lookAgain(world, tx, repository.id, now);
      return;
    }
    await tx.outbox.add(policyCheckEffect(repository.id, after.sha, now, true));
    if (before === null) return;
    await tellChanged(world, tx, { before, after, by, move }, now);
    await lookAgain(world, tx, repository.id, now);
  });
};

/** A home of floors that is looked for while it is itself adopted is adopted anyway. */
const adoptOther = async (
  world: World,
  repository: Repository,
  home: Repository,
): Promise<void> => {
  if (home.id !== repository.id) await adoptPolicy(world, home, null);
};

/** What waits in the owner's repositories is decided anew, and what was said of their files is looked at. */
const tellOwner = async (world: World, tx: Tables, home: Repository): Promise<void> => {
  await noteFloors(tx, home, world.clock.now());
  await wakeOwner(world, tx, home);
  for (const each of await tx.repositories.ofInstallation(home.installationId)) {
    const file = each.active && each.id !== home.id ? await tx.policies.current(each.id) : null;
    if (file === null) continue;
    const reading = await readingOf(world, tx, each, file);
    const waiting = (await tx.policies.forms(each.id)).flatMap(
      ({ held }) => held?.waiting?.shownAt ?? [],
    );
    for (const sha of new Set([file.sha, ...waiting])) {
      const check = policyCheckEffect(each.id, sha, world.clock.now(), true);
      const isShown = (await tx.surfaces.get(check.key)) !== null;
      if (isShown || !reading.ok) await tx.outbox.add(check);
    }
  }
};

/** Everything that is open, and the jobs that nothing was asked for yet. */
const lookAgain = async (
  world: World,
  tx: Tables,
  repositoryId: number,
  now: Instant,
): Promise<void> => {
  await wakeOpen(world, tx, repositoryId);
  if (world.chat !== null) {
    // A channel that is new in it changes no answer, and is to be told of what waits even so.
    for (const each of await tx.promotions.open(repositoryId)) {
      await tx.outbox.add(chatMessageEffect(each, now));
    }
  }
  for (const job of await tx.waitingJobs.open(repositoryId)) {
    if (job.promotionId === null) await tx.outbox.add(waitingJobEffect(job, now));
  }
};

/** Asks again for what waits, if something does: somebody may have approved it. */
export const reconsiderPolicy = async (world: World, repository: Repository): Promise<void> => {
  if (await waitsIn(world.store, repository.id)) await adoptPolicy(world, repository, null);
};

/** The same in every repository: who is in a team changed, and with it who may approve. */
export const reconsiderPolicies = async (world: World, installationId: number): Promise<void> => {
  const all = await world.store.repositories.ofInstallation(installationId);
  for (const repository of all) {
    if (repository.active) await reconsiderPolicy(world, repository);
  }
};

const waitsIn = async (
  { policies }: Pick<Tables, 'policies'>,
  repositoryId: number,
): Promise<boolean> => {
  const forms = await policies.forms(repositoryId);
  return forms.some(({ held }) => held !== null && held.waiting !== null);
};

/** Nothing announces that GitHub lost the event of a review. */
const WATCH_MS = HOUR;

/** Who approved what, and where it was shown that it waits. */
const tellSettled = async (
  world: World,
  tx: Tables,
  repositoryId: number,
  { settled, forms }: PolicyMove,
  now: Instant,
): Promise<void> => {
  for (const { environment, approvals, took } of settled) {
    for (const { review, pullNumber } of approvals) {
      await audit(world, tx, {
        repositoryId,
        kind: 'policy.loosening_approved',
        at: now,
        promotionId: null,
        environment,
        person: review.person,
        body: { pullNumber, sha: review.sha, took: took.map(named) },
      });
    }
  }
  const shown = forms.flatMap(({ held }) => held?.waiting?.shownAt ?? []);
  for (const sha of new Set(shown)) {
    await tx.outbox.add(policyCheckEffect(repositoryId, sha, now, true));
  }
  if (settled.some(({ waiting }) => waiting !== null)) {
    await tx.outbox.add(policyWatchEffect(repositoryId, now + WATCH_MS));
  }
};

const tellChanged = async (
  world: World,
  tx: Tables,
  change: {
    readonly before: PolicyFile;
    readonly after: PolicyFile;
    readonly by: Person | null;
    readonly move: PolicyMove | null;
  },
  now: Instant,
): Promise<void> => {
  const { before, after, by, move } = change;
  const moved = (move?.settled ?? []).filter(({ took, waits }) => took.length + waits.length > 0);
  const environments = moved.map(({ environment, took, waits }) => [
    environment,
    { took: took.map(named), waits: waits.map(named) },
  ]);
  await audit(world, tx, {
    repositoryId: after.repositoryId,
    kind: 'policy.changed',
    at: now,
    promotionId: null,
    environment: null,
    person: by,
    body: {
      from: before.sha,
      to: after.sha,
      path: after.path,
      environments: Object.fromEntries(environments),
    },
  });
};

const named = ({ key, part, effect }: Difference) => ({ key, part, effect });
