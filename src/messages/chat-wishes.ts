/** What a person reads of how they are reminded in a chat. */
import type { ChatWishes } from '../core/chat-wishes.ts';
import { hoursText } from '../core/quiet-hours.ts';
import { code } from './escape.ts';

export const wishesText = ({ reminders, quiet, timeZone }: ChatWishes): string => {
  if (!reminders)
    return `You are not reminded here. ${code('/lockkeeper remind on')} changes that.`;
  const zone = timeZone === null ? 'by the clock of your Slack profile' : code(timeZone);
  const when = quiet === null ? 'at any time' : `but not from ${hoursText(quiet)}, ${zone}`;
  return `You are reminded here of what waits for you, ${when}.`;
};
