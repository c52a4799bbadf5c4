/** What came to the votes: who approved, whose approval counts no more, who asked for changes. */
import type { VoteNews } from '../core/approvals/vote-news.ts';
import { ignoredWhy } from './gates/approvals.ts';
import type { Links } from './links.ts';
import { people, person } from './people.ts';

/** Plain, for a title: `Approvals: platform 1 of 2`. */
export const votesTitle = ({ rules }: VoteNews): string => {
  const counts = rules.map(({ name, counted, needed }) => `${name} ${counted.length} of ${needed}`);
  return `Approvals: ${counts.join(', ')}`;
};

/** Markdown. */
export const votesText = ({ approved, lost, against }: VoteNews, links: Links): string => {
  const said = [
    ...approved.map((vote) => `${person(vote.person)} approved (${vote.via}).`),
    ...lost.map((vote) => `${lostSaid(vote, links)}.`),
    ...(against.length === 0 ? [] : [`${people(against)} asked for changes.`]),
  ];
  return said.join(' ');
};

const lostSaid = ({ person: who, ignored }: VoteNews['lost'][number], links: Links): string => {
  const why = ignored === null ? '' : `: ${ignoredWhy(ignored.why, links, person(who))}`;
  return `The approval of ${person(who)} counts no more${why}`;
};
