/**
 * The parts people had in a change, and what of it nobody knows. The result is in one order, whatever
 * order the facts came in.
 */
import type { Change, PullRequestFacts } from '../facts.ts';
import type { Person } from '../person.ts';
import type { Part } from '../policy.ts';
import type { Sha } from '../release.ts';
import { type AddressBook, identitiesOf, whoIs } from './identity.ts';

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
export interface UnknownAuthor {
  readonly email: string;
  readonly commits: readonly Sha[];
}

/** One person's one part, as it was found. */
export interface Found {
  readonly person: Person;
  readonly part: Part;
  readonly pullNumber: number | null;
  readonly sha: Sha | null;
}
export interface Parts {
  readonly found: readonly Found[];
  readonly unknown: readonly { readonly email: string; readonly sha: Sha }[];
  /** Some push to it is known to nobody. */
  readonly pushesUnknown: boolean;
}

/** Everyone with one of the wanted parts in a change. */
export const partsIn = (change: Change, wanted: ReadonlySet<Part>, book: AddressBook): Parts => {
  const pull = change.kind === 'pull-request' ? change.pullRequest : null;
  const { pushers } = change.kind === 'pull-request' ? change.pullRequest : change;
  const as = (part: Part, people: readonly (Person | null)[], sha: Sha | null = null): Found[] =>
    people.flatMap((person) =>
      person === null || !wanted.has(part)
        ? []
        : [{ person, part, pullNumber: numberOf(change), sha }],
    );
  const written = writtenBy(change, wanted, book);
  const byHand = pull !== null && isMergedByHand(pull);
  const pushesUnknown = pushers === null || (byHand && pull.mergedBy === null);
  return {
    found: [
      ...as('author', [pull?.author ?? null]),
      ...as('mergers', [pull?.mergedBy ?? null]),
      ...as('pushers', pushers ?? []),
      ...(byHand ? as('pushers', [pull.mergedBy], pull.mergeSha) : []),
      ...written.found,
    ],
    unknown: written.unknown,
    pushesUnknown: wanted.has('pushers') && pushesUnknown,
  };
};

/** Somebody made the merge commit themselves, and it differs from what was reviewed. */
export const isMergedByHand = (pull: PullRequestFacts): boolean =>
  pull.mergeSha !== null && !pull.mergedByGitHub && pull.mergeTree !== pull.headTree;

/** The pull request's number; null for commits of none. */
export const numberOf = (change: Change): number | null =>
  change.kind === 'pull-request' ? change.pullRequest.number : null;

/** By person, their parts together. */
export const excludedOf = (found: readonly Found[]): readonly Excluded[] => {
  const known = new Map(
    found
      .filter(({ person }) => person.id !== 0)
      .map(({ person }) => [person.login.toLowerCase(), person.id]),
  );
  const people = Map.groupBy(found, ({ person: { id, login } }) => {
    const name = login.toLowerCase();
    return (id === 0 ? known.get(name) : id) ?? name;
  });
  return [...people.values()].map(readExcluded).sort(byPerson);
};

/** By address, the commits it stands in. */
export const unknownAuthorsOf = (unknown: Parts['unknown']): readonly UnknownAuthor[] =>
  [...Map.groupBy(unknown, ({ email }) => email)]
    .map(([email, all]) => ({ email, commits: sorted(all.map(({ sha }) => sha)) }))
    .sort((a, b) => (a.email < b.email ? -1 : 1));

/** Authors and co-authors under either part; committers only where the commits are asked for. */
const writtenBy = (
  change: Change,
  wanted: ReadonlySet<Part>,
  book: AddressBook,
): Pick<Parts, 'found' | 'unknown'> => {
  const { commits } = change.kind === 'pull-request' ? change.pullRequest : change;
  const found: Found[] = [];
  const unknown: { email: string; sha: Sha }[] = [];
  if (!wanted.has('committers') && !wanted.has('author')) return { found, unknown };
  for (const commit of commits) {
    for (const identity of wanted.has('committers') ? identitiesOf(commit) : commit.authors) {
      const who = whoIs(identity, book);
      if (who.kind === 'unknown') unknown.push({ email: who.email, sha: commit.sha });
      if (who.kind !== 'person') continue;
      const pullNumber = numberOf(change);
      found.push({ person: who.person, part: 'committers', pullNumber, sha: commit.sha });
    }
  }
  return { found, unknown };
};

const readExcluded = (all: readonly Found[]): Excluded => {
  const parts = Map.groupBy(all, ({ part, pullNumber }) => JSON.stringify([part, pullNumber]));
  return {
    person: oneOf(all.map(({ person }) => person)),
    parts: [...parts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, same]) => {
        const [first] = same;
        if (first === undefined) return [];
        const { part, pullNumber } = first;
        return [{ part, pullNumber, commits: sorted(same.flatMap(({ sha }) => sha ?? [])) }];
      }),
  };
};

/**
 * One account may come under an old and a new login, or by the login alone: the same one is shown in
 * whatever order, and one with its id before one without.
 */
const oneOf = (people: readonly Person[]): Person =>
  people.reduce((best, each) => {
    if ((each.id === 0) !== (best.id === 0)) return best.id === 0 ? each : best;
    return each.login < best.login ? each : best;
  });

const byPerson = (a: Excluded, b: Excluded): number =>
  a.person.id - b.person.id || (a.person.login < b.person.login ? -1 : 1);

const sorted = (shas: readonly Sha[]): readonly Sha[] => [...new Set(shas)].sort();
