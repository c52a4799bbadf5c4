/** What a policy file changes of what holds: of a pull request, all; on the default branch, what waits. */
import { NO_ADDRESSES } from '../../core/approvals/identity.ts';
import { ALL_PARTS } from '../../core/approvals/other-eyes.ts';
import { excludedOf, partsIn } from '../../core/approvals/parts.ts';
import { allHoldingsOf } from '../../core/floors/hold.ts';
import type { Person } from '../../core/person.ts';
import type { Policy } from '../../core/policy.ts';
import { approversOf } from '../../core/policy-diff/approvers.ts';
import type { Holding } from '../../core/policy-diff/hold.ts';
import {
  type EnvironmentChanges,
  loosened,
  type PolicyChanges,
} from '../../messages/policy-changes.ts';
import type { PolicyFile, PolicyForm } from '../../ports/policies.ts';
import type { Repository } from '../../ports/store.ts';
import { withPeople } from '../facts/pushers.ts';
import { heldBy } from '../policy/hold-policy.ts';
import type { World } from '../world.ts';

export const policyChanges = async (
  world: World,
  repository: Repository,
  ask: { readonly file: PolicyFile; readonly policy: Policy; readonly landed: boolean },
): Promise<PolicyChanges> => {
  const { file, policy } = ask;
  const current = await world.store.policies.current(repository.id);
  const forms = await world.store.policies.forms(repository.id);
  const source = { repository: repository.name, path: '', sha: file.sha };
  const held = heldBy(world, repository, forms, current);
  const holdings = allHoldingsOf({ policy, source, held, before: null, isApproved: () => false });
  const waiting = forms.filter((form) => form.held?.waiting?.shownAt === file.sha);
  if (ask.landed || current?.sha === file.sha || waiting.length > 0)
    return landed(holdings, waiting);
  const changes: PolicyChanges = {
    kind: 'proposed',
    environments: holdings.flatMap((each) => (each.position === null ? [] : changesOf(each))),
    gone: holdings.flatMap((each) => (isGoing(each, holdings) ? [each.environment] : [])),
    pulls: [],
    commits: [],
    people: [],
  };
  if (loosened(changes).length === 0) return changes;
  return { ...changes, people: await partsAt(world, repository, file.sha) };
};

const landed = (holdings: readonly Holding[], waiting: readonly PolicyForm[]): PolicyChanges => {
  const all = waiting.flatMap(({ held }) => held?.waiting ?? []);
  const shown = new Set(waiting.map(({ environment }) => environment));
  const people = all.flatMap((each) => each.people);
  return {
    kind: 'landed',
    environments: holdings
      .filter(({ environment, waits }) => shown.has(environment) && waits.length > 0)
      .map(({ environment, former, waits }) => ({
        environment,
        former: environment,
        differences: waits,
        approvers: former === null ? [] : approversOf(former),
      })),
    gone: [],
    pulls: [...new Set(all.flatMap(({ pulls }) => pulls))],
    commits: [...new Set(all.flatMap(({ commits }) => commits))],
    people: [...new Map(people.map((person) => [person.id || person.login, person])).values()],
  };
};

/** Nothing for one that stays as it is. */
const changesOf = ({
  environment,
  former,
  took,
  waits,
}: Holding): readonly EnvironmentChanges[] => {
  const same = former?.environment === environment;
  if (same && took.length + waits.length === 0) return [];
  return [
    {
      environment,
      former: former?.environment ?? null,
      differences: [...took, ...waits],
      approvers: former === null ? [] : approversOf(former),
    },
  ];
};

/** It was there, and is not under another name now. */
const isGoing = ({ position, former }: Holding, all: readonly Holding[]): boolean =>
  position === null &&
  former !== null &&
  former.position !== null &&
  !all.some((each) => each.position !== null && each.former?.environment === former.environment);

/** Who has a part in the pull request of a commit, as far as GitHub tells now. */
const partsAt = async (
  world: World,
  repository: Repository,
  sha: string,
): Promise<readonly Person[]> => {
  const { heads } = await world.host.originsOf(repository, [sha]);
  const pullNumber = heads[sha] ?? null;
  if (pullNumber === null) return [];
  const { pullRequest } = await world.snapshots.of(repository, {
    pullNumber,
    sha: null,
    teams: [],
  });
  if (pullRequest === null) return [];
  const change = {
    kind: 'pull-request',
    pullRequest: await withPeople(world, repository, pullRequest),
  } as const;
  const { found } = partsIn(change, new Set(ALL_PARTS), NO_ADDRESSES);
  return excludedOf(found).map(({ person }) => person);
};
