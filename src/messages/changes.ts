/** What ships: the pull requests and commits between what is live and what is to be. */
import { cut } from '../core/cut.ts';
import type { Person } from '../core/person.ts';
import type { Sha } from '../core/release.ts';
import { text } from './escape.ts';
import type { Links } from './links.ts';
import { people } from './people.ts';

export interface Changes {
  /** What is live there; null for nothing yet. */
  readonly live: Sha | null;
  readonly release: Sha;
  /** `back`: the release is behind what is live, or beside it. */
  readonly relation: 'first' | 'same' | 'on' | 'back';
  readonly pulls: readonly ShippedPull[];
  /** Those that came without a pull request, by their authors. */
  readonly commits: readonly ShippedCommit[];
  /** How many commits there are in all; they are not told apart where they are too many. */
  readonly total: number;
}

export interface ShippedPull {
  readonly number: number;
  readonly title: string;
  readonly author: Person | null;
}

export interface ShippedCommit {
  readonly sha: Sha;
  readonly authors: readonly Person[];
}

/** More than so many are folded: the rest is a link. */
const SHOWN = 5;
/** A title tells enough by then. */
const MAX_TITLE = 120;

export const changeLines = (changes: Changes, links: Links): string => {
  const { live, release, pulls, commits, total } = changes;
  const all = [
    ...pulls.map((pull) => pullLine(pull, links)),
    ...commits.map((commit) => commitLine(commit, links)),
  ];
  const lines = all.slice(0, SHOWN).map((line) => `- ${line}`);
  const left = all.length - lines.length;
  const more =
    live !== null && (left > 0 || (all.length === 0 && total > 0))
      ? [`${left > 0 ? `And ${left} more: ` : ''}${links.comparison(live, release)}`]
      : [];
  return [leadOf(changes, all.length, links), lines.join('\n'), ...more]
    .filter((part) => part !== '')
    .join('\n\n');
};

const leadOf = ({ relation, live, total }: Changes, told: number, links: Links): string => {
  if (live === null || relation === 'first') return 'Nothing is live there yet.';
  const since = `what is live there, ${links.commit(live)}`;
  if (relation === 'same') return `The same content as ${since}.`;
  if (relation === 'back') return `It lacks something of ${since}.`;
  const count = told === 0 ? `${total} commits` : counted(told);
  return `${count} since ${since}:`;
};

const counted = (count: number): string => `${count} change${count === 1 ? '' : 's'}`;

const pullLine = ({ number, title, author }: ShippedPull, links: Links): string =>
  `${links.pull(number)} ${text(short(title))}${author === null ? '' : `, by ${people([author])}`}`;

const commitLine = ({ sha, authors }: ShippedCommit, links: Links): string =>
  `${links.commit(sha)}${authors.length === 0 ? '' : ` by ${people(authors)}`}, without a pull request`;

const short = (title: string): string =>
  title.length <= MAX_TITLE ? title : `${cut(title, MAX_TITLE)}…`;
