/**
 * Who stands behind a name and address in a commit: the account GitHub maps it to, else what the
 * policy's `people` says of the address. Whoever neither knows stays unknown, and is never nobody.
 */
import type { Commit, Identity } from '../facts.ts';
import type { Person, Speaker } from '../person.ts';

export type Known =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'machine' }
  | { readonly kind: 'unknown'; readonly email: string };

/** Commit addresses in lower case, with the login or `machine` that the policy gives them. */
export type AddressBook = ReadonlyMap<string, string>;

export const addressBook = (people: Readonly<Record<string, string>>): AddressBook =>
  new Map(Object.entries(people).map(([email, login]) => [email.toLowerCase(), login]));

/** For where only accounts are looked for. */
export const NO_ADDRESSES: AddressBook = new Map();

/** A person of id 0 is known by login alone. */
export const whoIs = (identity: Identity, book: AddressBook): Known => {
  if (identity.person !== null) return { kind: 'person', person: identity.person };
  const email = identity.email.toLowerCase();
  const login = book.get(email);
  if (login === undefined) return { kind: 'unknown', email };
  if (login === 'machine') return { kind: 'machine' };
  return { kind: 'person', person: { id: 0, login, machine: false } };
};

/** Author and co-authors always; the committer unless it is GitHub's own web-flow. */
export const identitiesOf = (commit: Commit): readonly Identity[] =>
  isWebFlow(commit.committer) ? commit.authors : [...commit.authors, commit.committer];

/** By numeric id, or by login (in any case) where only that is known of one of them. */
export const isSamePerson = (a: Person, b: Person): boolean =>
  a.id === 0 || b.id === 0 ? a.login.toLowerCase() === b.login.toLowerCase() : a.id === b.id;

/** The account that spoke, then every other that the same person proved to be theirs. */
export const accountsOf = ({ person, alsoAs = [] }: Speaker): readonly Person[] => [
  person,
  ...alsoAs,
];

/** Whichever of their accounts they spoke by. */
export const isOneOf = (speaker: Speaker, person: Person): boolean =>
  accountsOf(speaker).some((account) => isSamePerson(account, person));

const WEB_FLOW_ID = 19_864_447;

const isWebFlow = ({ person, name, email }: Identity): boolean =>
  person === null
    ? name === 'GitHub' && email.toLowerCase() === 'noreply@github.com'
    : person.id === WEB_FLOW_ID;
