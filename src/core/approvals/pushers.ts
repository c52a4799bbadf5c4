/**
 * Follows the recorded pushes of a branch back from where a change ends on it. A line is whole when it
 * reaches the branch's creation, or a commit outside the change without having been rewritten on the
 * way; a gap means that somebody may have pushed unrecorded.
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
  /** Where the change ends on the branch: each must have been pushed. */
  readonly heads: readonly Sha[];
  /** The commits of the change; a push that began outside of them began the change. */
  readonly commits: readonly Sha[];
}

const NOWHERE = /^0{40}$/;

/** Everyone who pushed, by id, or null where a line has a gap. */
export const pushersOf = (
  pushes: readonly PushLike[],
  line: PushLine,
): readonly Person[] | null => {
  const change = new Set(line.commits);
  const begins = (push: PushLike): boolean =>
    NOWHERE.test(push.before) || (!push.forced && !change.has(push.before));
  const behind = pushesBehind(pushes, line.heads, begins);
  const whole = reachedFrom(behind, begins);
  return line.heads.every((head) => whole.has(head))
    ? byId(behind.map(({ person }) => person))
    : null;
};

/**
 * Every push that may have led to a head. A branch that was deleted and restored, or rewritten back and
 * forth, reached one commit several times: whoever brought it there first had a part as well.
 */
const pushesBehind = (
  pushes: readonly PushLike[],
  heads: readonly Sha[],
  begins: (push: PushLike) => boolean,
): readonly PushLike[] => {
  const into = Map.groupBy(pushes, ({ after }) => after);
  const found: PushLike[] = [];
  const seen = new Set(heads);
  for (const at of seen) {
    const here = into.get(at) ?? [];
    found.push(...here);
    // A set that grows while it is walked is walked to its new end.
    for (const push of here) if (!begins(push)) seen.add(push.before);
  }
  return found;
};

/** The commits that some unbroken row of pushes leads to. */
const reachedFrom = (
  pushes: readonly PushLike[],
  begins: (push: PushLike) => boolean,
): ReadonlySet<Sha> => {
  const from = Map.groupBy(pushes, ({ before }) => before);
  const reached = new Set(pushes.filter(begins).map(({ after }) => after));
  for (const at of reached) for (const push of from.get(at) ?? []) reached.add(push.after);
  return reached;
};

const byId = (people: readonly Person[]): readonly Person[] =>
  [...new Map(people.map((person) => [person.id, person])).values()].sort((a, b) => a.id - b.id);
