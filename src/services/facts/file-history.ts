/**
 * What the policy file went through on the default branch: by which pull requests and commits, by
 * whom, and what each pull request said when it was read. What GitHub cannot tell is no proof of
 * anything, so that what loosens then waits.
 */
import { NO_ADDRESSES } from '../../core/approvals/identity.ts';
import { ALL_PARTS } from '../../core/approvals/other-eyes.ts';
import { excludedOf, numberOf, partsIn } from '../../core/approvals/parts.ts';
import type { Roster } from '../../core/facts.ts';
import type { Policy } from '../../core/policy.ts';
import type { FileChange, FileHistory } from '../../core/policy-diff/approved.ts';
import { approversOf, type UnderASay } from '../../core/policy-diff/approvers.ts';
import type { Sha } from '../../core/release.ts';
import { HostFault, type HostPullRequest } from '../../ports/code-host.ts';
import type { Waiting } from '../../ports/policies.ts';
import type { PolicyCommit } from '../../ports/policy-files.ts';
import type { Repository } from '../../ports/store.ts';
import { readPolicyFile } from '../policy/policies.ts';
import type { World } from '../world.ts';
import { withPeople } from './pushers.ts';
import { directCommits } from './shipped.ts';

interface HistoryAsk {
  readonly from: Sha;
  readonly to: Sha;
  /** What held in the environments that are asked about. */
  readonly held: readonly UnderASay[];
}

export const fileHistory = async (
  world: World,
  repository: Repository,
  ask: HistoryAsk,
): Promise<FileHistory> => {
  try {
    return await loadHistory(world, repository, ask);
  } catch (fault) {
    const isAnswer = fault instanceof HostFault && ['unreadable', 'gone'].includes(fault.kind);
    if (!isAnswer) throw fault;
    world.log.warn(
      { err: fault, repository: repository.name },
      'what a policy went through is unknown',
    );
    return { changes: [], roster: NOBODY, at: world.clock.now() };
  }
};

/** What is said of a change that waits. */
export const whoWaits = (history: FileHistory | undefined): Omit<Waiting, 'shownAt'> => {
  const changes = [...new Set((history?.changes ?? []).map(({ change }) => change))];
  const found = changes.flatMap((each) => partsIn(each, new Set(ALL_PARTS), NO_ADDRESSES).found);
  return {
    pulls: changes.flatMap((each) => numberOf(each) ?? []).sort((a, b) => a - b),
    commits: changes.flatMap((each) =>
      each.kind === 'commits' ? each.commits.map(({ sha }) => sha) : [],
    ),
    people: excludedOf(found).map(({ person }) => person),
  };
};

const NOBODY: Roster = { teams: {}, unknownTeams: [], roles: {} };

const loadHistory = async (
  world: World,
  repository: Repository,
  { from, to, held }: HistoryAsk,
): Promise<FileHistory> => {
  const touched = await world.host.policyCommits(repository, { from, to });
  const shas = touched.map(({ sha }) => sha);
  const origins = await world.host.originsOf(repository, shas);
  const direct = await directCommits(world, repository, origins, []);
  const changes: FileChange[] = [];
  const seen = new Set<number>();
  for (const commit of touched) {
    const number = origins.origin[commit.sha];
    const pull = origins.pullRequests.find((each) => each.number === number);
    if (pull === undefined && direct !== null) {
      changes.push({ change: direct, versions: [await versionAt(world, repository, commit)] });
    } else if (pull !== undefined && !seen.has(pull.number)) {
      seen.add(pull.number);
      changes.push(await changeBy(world, repository, pull, { to, path: commit.path }));
    }
  }
  const roster = await rosterFor(world, repository, { to, held, pulls: origins.pullRequests });
  return { changes, roster, at: world.clock.now() };
};

/** As it was reviewed, and as it came in. */
const changeBy = async (
  world: World,
  repository: Repository,
  pull: HostPullRequest,
  { to, path }: { readonly to: Sha; readonly path: string | null },
): Promise<FileChange> => {
  const { headSha, mergeSha } = pull;
  const end = mergeSha ?? headSha;
  const { relation } = await world.host.compare(repository, end, to);
  // Merged into another branch, some of its commits may be here, and others not.
  const isWhole = relation === 'ahead' || relation === 'identical';
  const pullRequest = await withPeople(world, repository, pull);
  return {
    change: { kind: 'pull-request', pullRequest, ...(isWhole ? {} : { partial: true }) },
    versions: [
      await versionAt(world, repository, { sha: headSha, path }),
      await versionAt(world, repository, { sha: end, path }),
    ],
  };
};

/** What the file said there; nothing while the one that was changed did not count yet. */
const versionAt = async (
  world: World,
  repository: Repository,
  { sha, path }: PolicyCommit,
): Promise<Policy | null> => {
  const found = await world.host.policyFile(repository, sha);
  if (path !== null && found.path !== path) return null;
  const read = readPolicyFile(world, repository, { repositoryId: repository.id, ...found });
  return read.ok ? read.value.policy : null;
};

const rosterFor = async (
  world: World,
  repository: Repository,
  ask: {
    readonly to: Sha;
    readonly held: readonly UnderASay[];
    readonly pulls: readonly HostPullRequest[];
  },
): Promise<Roster> => {
  const grants = ask.held.flatMap((each) => [
    ...approversOf(each),
    each.terms.environment.allow.approve,
  ]);
  const teams = [...new Set(grants.flatMap((grant) => grant.teams))].sort();
  const people = new Map(
    ask.pulls
      .flatMap(({ reviews }) => reviews)
      .filter(({ state, person }) => state === 'approved' && !person.machine)
      .map(({ person }) => [person.id, person]),
  );
  const roles: Record<string, Roster['roles'][string]> = {};
  for (const { id, login } of people.values()) {
    roles[String(id)] = await world.host.roleOf(repository, login);
  }
  if (teams.length === 0) return { teams: {}, unknownTeams: [], roles };
  const snapshot = await world.host.snapshot(repository, { pullNumber: null, sha: ask.to, teams });
  return { teams: snapshot.teams, unknownTeams: snapshot.unknownTeams, roles };
};
