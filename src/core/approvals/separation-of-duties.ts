/**
 * Who had a part in what ships, and therefore may not approve it. People are told apart by numeric
 * GitHub id; a commit whose people nobody can name makes the proof impossible, and says so.
 */
import type { Change, Commit, Identity, PullRequestFacts, Review, ShippedFacts } from '../facts.ts';
import type { Person } from '../person.ts';
import type { EffectivePolicy, Part } from '../policy.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import type { Sha } from '../release.ts';

export interface Excluded {
  /** Id 0 where only the login is known, from the policy's `people`. */
  readonly person: Person;
  readonly parts: readonly PartIn[];
}
export interface PartIn {
  readonly part: Part;
  /** The pull request; null for the request itself and for commits of none. */
  readonly pullNumber: number | null;
  readonly commits: readonly Sha[];
}
export interface ProvenChange {
  readonly pullNumber: number;
  /** Who read it on its last head and had no part in it. */
  readonly by: Person;
}
export interface UnknownAuthor {
  readonly email: string;
  readonly commits: readonly Sha[];
}

export interface Separation {
  readonly level: EffectivePolicy['environment']['separationOfDuties']['level'];
  readonly excluded: readonly Excluded[];
  readonly proven: readonly ProvenChange[];
  /** At the weaker levels: commits that ship along and were not looked at. */
  readonly unproven: readonly Sha[];
  readonly unknownAuthors: readonly UnknownAuthor[];
  /** Pull requests (or the default branch, null) with pushes that nobody recorded. */
  readonly unknownPushes: readonly (number | null)[];
}

export interface SeparationInput {
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly pullRequest: PullRequestFacts | null;
  readonly shipped: ShippedFacts;
}

const WEB_FLOW_ID = 19_864_447;

export const separate = (input: SeparationInput): Separation => {
  const { level, reviewedChanges } = input.policy.environment.separationOfDuties;
  const asked = input.promotion.requesters.flatMap((requester) =>
    requester.through === null ? [requester.person] : [requester.person, requester.through],
  );
  const ledger = newLedger(input.policy);
  const parts = partsOf(level);
  if (parts.has('requester')) for (const person of asked) ledger.add(person, 'requester', null, null);
  const { judged, proven, unproven } = changesToJudge(input, reviewedChanges);
  for (const change of judged) addChange(ledger, change, parts);
  return { level, ...ledger.read(), proven, unproven };
};

/** True when the person is excluded, by id or by the login that the policy's `people` gives. */
export const isExcluded = (separation: Separation, person: Person): readonly PartIn[] =>
  separation.excluded
    .filter(({ person: other }) =>
      other.id === 0
        ? other.login.toLowerCase() === person.login.toLowerCase()
        : other.id === person.id,
    )
    .flatMap((excluded) => excluded.parts);

const ALL_PARTS: readonly Part[] = ['requester', 'author', 'committers', 'pushers'];

const partsOf = (level: Separation['level']): ReadonlySet<Part> => {
  switch (level) {
    case 'off':
      return new Set();
    case 'requester':
      return new Set<Part>(['requester']);
    case 'change':
    case 'strict':
      return new Set(ALL_PARTS);
    default:
      return new Set(level);
  }
};

interface Judged {
  readonly judged: readonly Change[];
  readonly proven: readonly ProvenChange[];
  readonly unproven: readonly Sha[];
}

/** Which changes count at this level, and which of the others ship unlooked-at. */
const changesToJudge = (
  { policy, promotion, pullRequest, shipped }: SeparationInput,
  reviewed: 'exempt' | 'exclude',
): Judged => {
  const { level } = policy.environment.separationOfDuties;
  const own: readonly Change[] = pullRequest === null ? [] : [{ kind: 'pull-request', pullRequest }];
  const others = shipped.changes.filter((change) => numberOf(change) !== promotion.pullNumber || numberOf(change) === null);
  if (level === 'off' || level === 'requester') return { judged: [], proven: [], unproven: [] };
  if (level === 'strict') {
    const looked = others.map((change) => ({ change, by: reviewed === 'exempt' ? otherEyes(change) : null }));
    return {
      judged: [...own, ...looked.filter((each) => each.by === null).map((each) => each.change)],
      proven: looked.flatMap(({ change, by }) => {
        const pullNumber = numberOf(change);
        return by === null || pullNumber === null ? [] : [{ pullNumber, by }];
      }),
      unproven: [],
    };
  }
  if (pullRequest === null) return { judged: others, proven: [], unproven: [] };
  return { judged: own, proven: [], unproven: others.flatMap(commitsOf).sort() };
};

const numberOf = (change: Change): number | null =>
  change.kind === 'pull-request' ? change.pullRequest.number : null;

const commitsOf = (change: Change): readonly Sha[] =>
  (change.kind === 'pull-request' ? change.pullRequest.commits : change.commits).map((each) => each.sha);

/** Someone with no part in the change approved its last head, and stands by it. */
const otherEyes = (change: Change): Person | null => {
  if (change.kind === 'commits') return null;
  const { pullRequest } = change;
  // Where a part in it cannot be named, nobody can be shown to have none.
  if (pullRequest.pushers === null || pullRequest.author === null) return null;
  const identities = pullRequest.commits.flatMap(peopleOf);
  if (identities.some((identity) => identity.person === null)) return null;
  const involved = new Set([
    pullRequest.author.id,
    ...pullRequest.pushers.map((person) => person.id),
    ...identities.map((identity) => identity.person?.id ?? 0),
  ]);
  const standing = latestReviews(pullRequest.reviews).filter(
    (review) =>
      review.state === 'approved' &&
      review.sha === pullRequest.headSha &&
      !review.person.machine &&
      !involved.has(review.person.id),
  );
  return standing.sort((a, b) => a.id - b.id)[0]?.person ?? null;
};

/** Of each person the latest review that says yes or no; comments never count and never void. */
export const latestReviews = (reviews: readonly Review[]): readonly Review[] => {
  const latest = new Map<number, Review>();
  for (const review of reviews) {
    if (review.state === 'commented' || review.state === 'pending') continue;
    const before = latest.get(review.person.id);
    if (before === undefined || isLater(review, before)) latest.set(review.person.id, review);
  }
  return [...latest.values()].sort((a, b) => a.person.id - b.person.id);
};

const isLater = (a: Review, b: Review): boolean => (a.at === b.at ? a.id > b.id : a.at > b.at);

/** Authors and co-authors always; the committer unless it is GitHub's own web-flow. */
const peopleOf = (commit: Commit): readonly Identity[] =>
  isWebFlow(commit.committer) ? commit.authors : [...commit.authors, commit.committer];

const isWebFlow = (identity: Identity): boolean => identity.person?.id === WEB_FLOW_ID;

const addChange = (ledger: Ledger, change: Change, parts: ReadonlySet<Part>): void => {
  const pullNumber = numberOf(change);
  if (change.kind === 'pull-request') {
    const { author, mergedBy } = change.pullRequest;
    if (parts.has('author') && author !== null) ledger.add(author, 'author', pullNumber, null);
    if (parts.has('mergers') && mergedBy !== null) ledger.add(mergedBy, 'mergers', pullNumber, null);
  }
  const { commits, pushers } = change.kind === 'pull-request' ? change.pullRequest : change;
  if (parts.has('committers') || parts.has('author')) {
    for (const commit of commits) {
      for (const identity of peopleOf(commit)) ledger.addIdentity(identity, pullNumber, commit.sha);
    }
  }
  if (!parts.has('pushers')) return;
  if (pushers === null) ledger.addUnknownPushes(pullNumber);
  for (const person of pushers ?? []) ledger.add(person, 'pushers', pullNumber, null);
};

interface Ledger {
  add(person: Person, part: Part, pullNumber: number | null, sha: Sha | null): void;
  addIdentity(identity: Identity, pullNumber: number | null, sha: Sha): void;
  addUnknownPushes(pullNumber: number | null): void;
  read(): Pick<Separation, 'excluded' | 'unknownAuthors' | 'unknownPushes'>;
}

/** Collects parts by person; what is read is in one order whatever order it came in. */
const newLedger = (policy: EffectivePolicy): Ledger => {
  const people = new Map<string, { person: Person; parts: Map<string, Set<Sha>> }>();
  const unknown = new Map<string, Set<Sha>>();
  const pushes = new Set<number | null>();
  const add: Ledger['add'] = (person, part, pullNumber, sha) => {
    const key = person.id === 0 ? `login:${person.login.toLowerCase()}` : `id:${person.id}`;
    const entry = people.get(key) ?? { person, parts: new Map<string, Set<Sha>>() };
    people.set(key, entry);
    const partKey = JSON.stringify([part, pullNumber]);
    const shas = entry.parts.get(partKey) ?? new Set<Sha>();
    entry.parts.set(partKey, shas);
    if (sha !== null) shas.add(sha);
  };
  return {
    add,
    addIdentity: (identity, pullNumber, sha) => {
      if (identity.person !== null) return add(identity.person, 'committers', pullNumber, sha);
      const email = identity.email.toLowerCase();
      const known = knownAddress(policy, email);
      if (known === 'machine') return;
      if (known !== null) return add({ id: 0, login: known, machine: false }, 'committers', pullNumber, sha);
      if (policy.environment.unknownAuthors === 'ignore') return;
      const shas = unknown.get(email) ?? new Set<Sha>();
      unknown.set(email, shas);
      shas.add(sha);
    },
    addUnknownPushes: (pullNumber) => {
      pushes.add(pullNumber);
    },
    read: () => ({
      excluded: [...people.values()].map(readExcluded).sort(byPerson),
      unknownAuthors: [...unknown.entries()]
        .map(([email, shas]) => ({ email, commits: [...shas].sort() }))
        .sort((a, b) => (a.email < b.email ? -1 : 1)),
      unknownPushes: [...pushes].sort((a, b) => (a ?? 0) - (b ?? 0)),
    }),
  };
};

const knownAddress = (policy: EffectivePolicy, email: string): string | null => {
  const found = Object.entries(policy.people).find(([address]) => address.toLowerCase() === email);
  return found?.[1] ?? null;
};

const readExcluded = (entry: { person: Person; parts: Map<string, Set<Sha>> }): Excluded => ({
  person: entry.person,
  parts: [...entry.parts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, shas]) => {
      const [part, pullNumber] = JSON.parse(key) as [Part, number | null];
      return { part, pullNumber, commits: [...shas].sort() };
    }),
});

const byPerson = (a: Excluded, b: Excluded): number =>
  a.person.id - b.person.id || (a.person.login < b.person.login ? -1 : 1);
