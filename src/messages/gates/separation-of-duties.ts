/** What is said for the gate `separation-of-duties`, and of the part somebody had in a change. */
import type { PartIn } from '../../core/approvals/parts.ts';
import type { Separation } from '../../core/approvals/separation-of-duties.ts';
import type { SeparationOfDutiesReason } from '../../core/gates/separation-of-duties.ts';
import type { Person } from '../../core/person.ts';
import type { Sha } from '../../core/release.ts';
import { code } from '../escape.ts';
import type { Links } from '../links.ts';
import { list, people, person } from '../people.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const separationOfDutiesWords: Words<SeparationOfDutiesReason, GateContext> = {
  off: () => ({ sentence: 'switched off here' }),
  separated: ({ level, excluded, proven, unproven }, { links }) => {
    const may =
      excluded.length === 0
        ? 'nobody is excluded'
        : `${people(excluded.map((each) => each.person))} may not approve`;
    const seen =
      proven.length === 0
        ? ''
        : `; reviewed by others: ${list(
            proven.map((each) => `${links.pull(each.pullNumber)} (${person(each.by)})`),
            'and',
          )}`;
    const weaker =
      unproven.length === 0
        ? ''
        : `; weaker than ${code('strict')}: nobody is excluded for ${someCommits(unproven, links)}`;
    return { sentence: `${code(levelName(level))}: ${may}${seen}${weaker}` };
  },
  unknown_author: ({ authors }, { links }) => ({
    sentence: authors
      .map(
        ({ email, commits }) =>
          `${code(email)} of ${list(commits.slice(0, 3).map(links.commit), 'and')} belongs to no GitHub account`,
      )
      .join('; '),
    remedy: `Name the address under ${code('people')} in the policy, as ${code(`${authors[0]?.email ?? 'address'}: login`)}, or ${code('machine')} instead of the login where no person is behind it. ${code('unknown_authors: ignore')} takes no notice of such authors.`,
  }),
  pushers_unknown: ({ changes }, { links }) => ({
    sentence: `could not find out who pushed to ${list(
      changes.map((each) => (each === null ? 'the default branch' : links.pull(each))),
      'and',
    )}`,
    remedy:
      'Open it again from a fresh branch of this repository: pushes there are known from the first on.',
  }),
  change_unknown: ({ sha, pullNumber }, { links }) => ({
    sentence: `${links.commit(sha)} is in no change that could be found${pullNumber === null ? '' : `, and no longer in ${links.pull(pullNumber)}`}, so nobody can say whose work it is`,
    remedy: 'Promote the current head, or a commit of the default branch.',
  }),
  promoted_before_by_requester: (reason, { environment, named }) => ({
    sentence: `${people(reason.people)} promoted this release before, and someone else must ask for the next step`,
    remedy: `Withdraw this with ${code(`/cancel ${environment}`)}; a colleague then asks with ${code(`/promote ${environment}${named === null ? '' : ` ${named.slice(0, 7)}`}`)}.`,
  }),
};

/** More than these would drown the rest; all of them are in the record. */
const MAX_LISTED = 20;

const someCommits = (shas: readonly Sha[], links: Links): string => {
  const more = shas.length - MAX_LISTED;
  const shown = shas.slice(0, MAX_LISTED).map(links.commit);
  return list(more > 0 ? [...shown, `${more} more`] : shown, 'and');
};

const levelName = (level: Separation['level']): string =>
  typeof level === 'string' ? level : level.join(', ');

/** Whose part it was, where it was under another of their accounts. `who` is a name, or `you`. */
export const alsoAs = (who: string, account: Person | undefined): string =>
  account === undefined
    ? who
    : `${who}, ${who === 'you' ? 'having' : 'who'} proved to be ${person(account)} as well,`;

/** `asked for it, opened #12 and wrote 2 commits`: each pull request is named once. */
export const partsSentence = (parts: readonly PartIn[], links: Links): string => {
  const named = new Set<number>();
  const said = parts.map((part) => {
    const { pullNumber } = part;
    if (pullNumber === null) return partSaid(part, 'the change', '');
    const link = links.pull(pullNumber);
    const isNamed = named.has(pullNumber);
    named.add(pullNumber);
    return partSaid(part, link, isNamed ? '' : ` of ${link}`);
  });
  return list([...new Set(said)], 'and');
};

const partSaid = ({ part, commits, pullNumber }: PartIn, change: string, of: string): string => {
  switch (part) {
    case 'requester':
      return 'asked for it';
    case 'author':
      return `opened ${change}`;
    case 'committers':
      return `wrote ${commits.length} commit${commits.length === 1 ? '' : 's'}${of}`;
    case 'pushers':
      // The one push that is known by its commit is the merge.
      if (commits.length > 0) return `merged ${change} by hand`;
      if (pullNumber === null) return 'pushed to the default branch';
      return of === '' ? 'pushed to its branch' : `pushed to the branch${of}`;
    case 'mergers':
      return `merged ${change}`;
    default:
      return part satisfies never;
  }
};
