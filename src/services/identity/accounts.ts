/**
 * Accounts that are one person's. GitHub does not tell; a Slack user who proved to be two of them does,
 * for good: ending a link, or proving another account, makes nobody two people.
 */
import type { Person, Speaker } from '../../core/person.ts';
import type { Tables } from '../../ports/store.ts';

type Identities = Pick<Tables, 'identities'>;

/** Each with the other accounts of whoever spoke. */
export const withAccounts = async <T extends Speaker>(
  { identities }: Identities,
  spoken: readonly T[],
): Promise<readonly T[]> => {
  const ids = [...new Set(spoken.map(({ person }) => person.id))];
  if (ids.length === 0) return spoken;
  const others = await otherAccounts(identities, ids);
  return spoken.map((each) => {
    const alsoAs = others(each.person.id);
    return alsoAs.length === 0 ? each : { ...each, alsoAs };
  });
};

export const speakerOf = async (tables: Identities, person: Person): Promise<Speaker> => {
  const speaker: Speaker = { person };
  const [found = speaker] = await withAccounts(tables, [speaker]);
  return found;
};

/** Two Slack users who proved the same account are one person as well, with all the accounts of both. */
const otherAccounts = async (
  identities: Tables['identities'],
  ids: readonly number[],
): Promise<(id: number) => readonly Person[]> => {
  const beside = new Map<number, Map<number, Person>>();
  for (let unknown = ids; unknown.length > 0; ) {
    for (const id of unknown) beside.set(id, new Map());
    for (const { personId, other } of await identities.provedBeside(unknown)) {
      beside.get(personId)?.set(other.id, other);
    }
    const found = [...beside.values()].flatMap((others) => [...others.keys()]);
    unknown = [...new Set(found)].filter((id) => !beside.has(id));
  }
  return (id) => reachedFrom(id, beside);
};

const reachedFrom = (
  from: number,
  beside: ReadonlyMap<number, ReadonlyMap<number, Person>>,
): readonly Person[] => {
  const reached = new Map<number, Person>();
  for (let next: readonly number[] = [from]; next.length > 0; ) {
    const found = next
      .flatMap((id) => [...(beside.get(id)?.values() ?? [])])
      .filter(({ id }) => id !== from && !reached.has(id));
    for (const person of found) reached.set(person.id, person);
    next = found.map(({ id }) => id);
  }
  return [...reached.values()].sort((a, b) => a.id - b.id);
};
