/**
 * Stops everything that would be let go: in this repository, or by an owner of the organisation in all
 * of it. It takes effect with its transaction, because every admission reads it again in its own.
 */
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { type HaltScope, haltOf, type StoredHalt } from '../../ports/stops.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import type { Caller } from '../caller.ts';
import { tellEverywhere } from '../notify/tell.ts';
import { type Plan, refuse } from '../promotion/plan.ts';
import { audit, auditChain } from '../record.ts';
import type { World } from '../world.ts';
import { authorizeEverywhere } from './authorize-stop.ts';

export interface HaltAsk {
  /** Rollbacks as well. */
  readonly all: boolean;
  readonly organization: boolean;
  readonly reason: string;
}

export const haltPromotions = async (
  world: World,
  caller: Caller,
  { all, organization, reason }: HaltAsk,
): Promise<Plan> => {
  const of = organization ? await organizationOf(world, caller) : await repositoryOf(world, caller);
  if (!of.ok) return refuse(of.problem);
  const standing = await world.store.halts.standing(caller.repository);
  const before = standing.find(
    (each) => isSame(each.of, of.value) && each.by.id === caller.person.id,
  );
  const halt: StoredHalt = {
    id: world.clock.newId(),
    of: of.value,
    by: caller.person,
    reason,
    since: before?.since ?? caller.at,
    all,
  };
  const repositories = await repositoriesOf(world, caller.repository, of.value);
  const running = await runningIn(world, repositories);
  return {
    answer: { kind: 'halted', halt: haltOf(halt), again: before !== undefined, running },
    apply: async (tx) => {
      await tx.halts.put(halt);
      await auditHalt(world, tx, halt, { kind: 'halt.set', caller });
      await wakeAll(world, tx, repositories);
    },
  };
};

/** Who halted ends that; an admin of the repository ends all of its halts, an owner the organisation's. */
export const resumePromotions = async (
  world: World,
  caller: Caller,
  { organization }: Pick<HaltAsk, 'organization'>,
): Promise<Plan> => {
  const scope = organization ? 'organization' : 'repository';
  const standing = await world.store.halts.standing(caller.repository);
  const halts = standing.filter(({ of }) => of.kind === scope);
  if (halts.length === 0) return refuse({ code: 'not_halted', scope });
  const mayLiftAll = organization
    ? (await organizationOf(world, caller)).ok
    : caller.role === 'admin';
  const lifted = mayLiftAll ? halts : halts.filter(({ by }) => by.id === caller.person.id);
  const [one] = lifted;
  if (one === undefined) return refuse({ code: 'not_halter', halts: halts.map(haltOf) });
  const repositories = await repositoriesOf(world, caller.repository, one.of);
  return {
    answer: {
      kind: 'resumed',
      lifted: lifted.map(haltOf),
      standing: standing.filter((each) => !lifted.includes(each)).map(haltOf),
    },
    apply: async (tx) => {
      for (const halt of lifted) {
        await tx.halts.remove(halt.id);
        await auditHalt(world, tx, halt, { kind: 'halt.lifted', caller });
      }
      await wakeAll(world, tx, repositories);
    },
  };
};

const repositoryOf = async (world: World, caller: Caller): Promise<Result<HaltScope, Refusal>> => {
  const allowed = await authorizeEverywhere(world, caller, 'halt');
  return allowed.ok ? ok({ kind: 'repository', repositoryId: caller.repository.id }) : allowed;
};

/** Only who owns it speaks for the organisation, whatever they may do in this repository. */
const organizationOf = async (
  world: World,
  { repository, person, through }: Caller,
): Promise<Result<HaltScope, Refusal>> => {
  const organizationId =
    person.machine || through !== null
      ? null
      : await world.host.ownedOrganization(repository, person.login);
  if (organizationId === null) return no({ code: 'not_organization_owner' });
  const { installationId } = repository;
  return ok({ kind: 'organization', installationId, organizationId });
};

const isSame = (a: HaltScope, b: HaltScope): boolean => a.kind === b.kind;

const repositoriesOf = async (
  world: World,
  repository: Repository,
  of: HaltScope,
): Promise<readonly Repository[]> =>
  of.kind === 'repository'
    ? [repository]
    : world.store.repositories.ofInstallation(of.installationId);

const runningIn = async (
  world: World,
  repositories: readonly Repository[],
): Promise<readonly Promotion[]> => {
  const open = await Promise.all(repositories.map(({ id }) => world.store.promotions.open(id)));
  return open.flat().filter(({ state }) => !isWaiting(state));
};

const wakeAll = async (
  world: World,
  tx: Tables,
  repositories: readonly Repository[],
): Promise<void> => {
  const now = world.clock.now();
  for (const { id: repositoryId } of repositories) {
    for (const { id, state } of await tx.promotions.open(repositoryId)) {
      if (isWaiting(state)) await tx.wakes.at(id, now);
    }
  }
};

/** The organisation's own chain tells of what was done to all of it. */
const auditHalt = async (
  world: World,
  tx: Tables,
  halt: StoredHalt,
  { kind, caller }: { readonly kind: 'halt.set' | 'halt.lifted'; readonly caller: Caller },
): Promise<void> => {
  const { of } = halt;
  const event = {
    kind,
    at: world.clock.now(),
    promotionId: null,
    environment: null,
    person: caller.person,
    body: { halt: haltOf(halt), via: caller.via, askedIn: caller.repository.id },
  };
  if (of.kind === 'repository') {
    await audit(world, tx, { ...event, repositoryId: of.repositoryId });
    return;
  }
  const entry = await auditChain(world, tx, `organization:${of.organizationId}`, event);
  await tellEverywhere(tx, caller.repository.id, entry);
};
