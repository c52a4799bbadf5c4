/** The effects that are seen in a chat. Those about one repository go out in order, one after the other. */
import type { ChatContent } from '../../core/chat-content.ts';
import type { Instant } from '../../core/instant.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { ChatAddress } from '../../ports/chat.ts';
import type { SlackIdentity } from '../../ports/identities.ts';
import type { Effect } from '../../ports/queue.ts';
import { ANSWER, DECORATION, effect } from '../effects.ts';

export const chatLane = (repositoryId: number): string => `chat:${repositoryId}`;

/** One current message in each channel of its environment. */
export const chatMessageEffect = ({ id, repositoryId }: Promotion, now: Instant): Effect =>
  effect(
    'chat-message',
    id,
    { promotionId: id },
    { lane: chatLane(repositoryId), dueAt: now, priority: ANSWER },
  );

/** `about` makes it once. */
export const chatAnswerEffect = (
  about: string,
  to: ChatAddress,
  content: ChatContent,
  now: Instant,
): Effect =>
  effect(
    'chat-answer',
    about,
    { to, content },
    { lane: `chat-answer:${about}`, dueAt: now, priority: ANSWER },
  );

export const chatRemindersEffect = ({ id }: Promotion, now: Instant): Effect =>
  effect(
    'chat-reminders',
    id,
    { promotionId: id },
    { lane: `chat-reminders:${id}`, dueAt: now, priority: DECORATION },
  );

/** Once for each person and promotion. */
export const chatReminderEffect = (
  { id }: Promotion,
  who: SlackIdentity,
  dueAt: Instant,
): Effect => {
  const key = `${id}:${who.team}:${who.user}`;
  return effect(
    'chat-reminder',
    key,
    { promotionId: id, who },
    { lane: `chat-reminder:${key}`, dueAt, priority: DECORATION },
  );
};

export const chatHomeEffect = (who: SlackIdentity, now: Instant): Effect => {
  const user = `${who.team}:${who.user}`;
  return effect(
    'chat-home',
    user,
    { who },
    { lane: `chat-home:${user}`, dueAt: now, priority: DECORATION },
  );
};
