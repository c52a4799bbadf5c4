/**
 * Follows the recorded pushes of a branch back from its head. The chain is whole when it reaches the
 * branch's creation, or a commit outside the change without having been rewritten on the way; a gap
 * means that somebody may have pushed whom nobody recorded.
 */
import type { Person } from '../person.ts';
import type { Sha } from '../release.ts';

export interface PushLike {
  readonly before: Sha;
  readonly after: Sha;
  readonly forced: boolean;
  readonly person: Person;
}

export interface PushLine {
  readonly head: Sha;
  /** The commits of the change; a push that began outside of them began the change. */
  readonly commits: readonly Sha[];
}

const NOWHERE = /^0{40}$/;
/** More pushes than this to one branch are not followed. */
const MAX_PUSHES = 10_000;

/** Everyone who pushed, by id, or null where the chain has a gap. */
export const pushersOf = (
  pushes: readonly PushLike[],
  line: PushLine,
): readonly Person[] | null => {
  const change = new Set(line.commits);
  const people = new Map<number, Person>();
  let at = line.head;
  let remaining = pushes;
  for (let step = 0; step < MAX_PUSHES; step += 1) {
    const push = remaining.findLast((each) => each.after === at);
    if (push === undefined) return null;
    people.set(push.person.id, push.person);
    remaining = remaining.filter((each) => each !== push);
    if (NOWHERE.test(push.before)) return byId(people);
    if (!push.forced && !change.has(push.before)) return byId(people);
    at = push.before;
  }
  return null;
};

const byId = (people: ReadonlyMap<number, Person>): readonly Person[] =>
  [...people.values()].sort((a, b) => a.id - b.id);
