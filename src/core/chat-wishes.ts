/** How a person wants to be reminded in a chat: whether at all, and not in which hours. */
import type { QuietHours } from './quiet-hours.ts';

export interface ChatWishes {
  readonly reminders: boolean;
  /** Null for no quiet hours. */
  readonly quiet: Omit<QuietHours, 'timeZone'> | null;
  /** Null for the one that the chat knows of them. */
  readonly timeZone: string | null;
}

/** Until somebody says otherwise. */
export const FIRST_WISHES: ChatWishes = {
  reminders: true,
  quiet: { fromMinutes: 20 * 60, toMinutes: 8 * 60 },
  timeZone: null,
};
