/** What a person reads in a chat in answer to what they did there; on GitHub a reaction may be enough. */
import type { Answer } from '../core/answer.ts';
import type { ChatContent, ChatSubject } from '../core/chat-content.ts';
import { answerText } from './answers.ts';
import { code } from './escape.ts';
import type { Links } from './links.ts';

/** An answer of one piece. */
export const chatText = (markdown: string, about: ChatSubject | null): ChatContent => ({
  summary: markdown.split('\n', 1)[0] ?? '',
  parts: [{ kind: 'markdown', markdown }],
  about,
});

/** In words where answering is all there is; null where what was pressed shows it. */
export const chatAnswerText = (answer: Answer, links: Links, now: number): string => {
  // A chat has no page on which its state would show.
  const said = answer.kind === 'requested' ? { ...answer, elsewhere: true } : answer;
  return answerText(said, links, now) ?? doneText(answer);
};

const doneText = (answer: Answer): string => {
  switch (answer.kind) {
    case 'vote_noted':
      return `Your approval of ${code(answer.promotion.environment)} counts.`;
    case 'vote_withdrawn':
      return `Your approval of ${code(answer.promotion.environment)} is taken back.`;
    case 'exception_confirmed':
      return `The promotion to ${code(answer.promotion.environment)} is let through.`;
    case 'executed':
      return `The promotion to ${code(answer.promotion.environment)} goes on.`;
    case 'ended':
      return `The promotion to ${code(answer.promotion.environment)} is ended.`;
    default:
      return 'Done.';
  }
};
