/** What happened, as a line in a thread or a message of its own. */
import type { ChatContent, ChatSubject } from '../core/chat-content.ts';
import { text } from './escape.ts';

/** A notification, as it was worded when it happened. */
export interface EventSaid {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  /** The same below what it is about. */
  readonly more: string;
  readonly traceId: string | null;
}

export const chatEvent = (
  { title, text: whole, more, traceId }: EventSaid,
  { about, inThread }: { readonly about: ChatSubject; readonly inThread: boolean },
): ChatContent => {
  const markdown = inThread ? more : whole;
  return {
    summary: text(title),
    parts: [
      // What it is about stands above the thread.
      { kind: 'markdown', markdown: `**${text(inThread ? shortOf(title) : title)}**` },
      ...(markdown === '' ? [] : [{ kind: 'markdown', markdown } as const]),
    ],
    about,
    ...(traceId === null ? {} : { trace: traceId }),
  };
};

const shortOf = (title: string): string => {
  const word = title.slice(title.indexOf(': ') + 2);
  return word === '' ? title : word;
};
