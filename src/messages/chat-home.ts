/** What one person sees on the app's own page in a chat: what waits for them, what they asked, what runs where. */
import type { ChatContent, ChatPart } from '../core/chat-content.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { code } from './escape.ts';
import type { Links } from './links.ts';
import { people } from './people.ts';
import { instantFrom } from './time.ts';

export interface HomeInput {
  readonly waiting: readonly HomeItem[];
  readonly asked: readonly HomeItem[];
  readonly places: readonly HomePlace[];
  /** More repositories than are shown. */
  readonly more: boolean;
  readonly now: number;
}

export interface HomeItem {
  readonly promotion: Promotion;
  readonly repository: string;
  readonly links: Links;
}

export interface HomePlace {
  readonly repository: string;
  /** As `/status` tells it. */
  readonly status: string;
}

/** So many of each; what is left is counted. */
const SHOWN = 20;

export const chatHome = ({ waiting, asked, places, more, now }: HomeInput): ChatContent => ({
  summary: 'Lockkeeper',
  parts: [
    title('Waits for you'),
    said(itemLines(waiting, now) || 'Nothing waits for you.'),
    title('Asked for by you'),
    said(itemLines(asked, now) || 'Nothing that you asked for is open.'),
    title('What runs where'),
    ...places.flatMap(placeParts),
    ...(places.length === 0 ? [said('There is no repository here that you can read.')] : []),
    ...(more
      ? [said(`There are more: ask for one with ${code('/lockkeeper status owner/name')}.`)]
      : []),
  ],
  about: null,
});

/** For somebody who is not known. */
export const chatHomeUnlinked = (why: string): ChatContent => ({
  summary: 'Lockkeeper',
  parts: [
    title('Who are you on GitHub?'),
    said(`${why} Type ${code('/lockkeeper link')} to prove both accounts.`),
  ],
  about: null,
});

const placeParts = ({ repository, status }: HomePlace): readonly ChatPart[] => [
  said(`**${code(repository)}**`),
  { kind: 'markdown', markdown: status, about: { repository, pullNumber: null } },
];

const title = (text: string): ChatPart => ({ kind: 'title', text });
const said = (markdown: string): ChatPart => ({ kind: 'markdown', markdown });

const itemLines = (items: readonly HomeItem[], now: number): string => {
  const lines = items.slice(0, SHOWN).map((item) => `- ${itemLine(item, now)}`);
  const left = items.length - lines.length;
  return [...lines, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n');
};

const itemLine = ({ promotion, repository, links }: HomeItem, now: number): string => {
  const { release, environment, requesters, requestedAt, pullNumber, state } = promotion;
  const what = pullNumber === null ? '' : ` (${links.pull(pullNumber)})`;
  const asked = people(requesters.map(({ person }) => person));
  return `${code(repository)} ${links.commit(release.sha)}${what} to ${code(environment)}: **${state.kind}**, asked for by ${asked} at ${instantFrom(requestedAt, now)}`;
};
