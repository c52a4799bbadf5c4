/** Reminds one person in a chat that a promotion waits for them. */
import type { ChatContent } from '../core/chat-content.ts';
import type { Channel } from '../core/person.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { code } from './escape.ts';
import { waysToVote } from './gates/approvals.ts';
import type { Links } from './links.ts';
import { people } from './people.ts';
import { instantFrom } from './time.ts';

export interface ChatReminderInput {
  readonly promotion: Promotion;
  /** The only ways of voting that count; null for all. */
  readonly ways: readonly Channel[] | null;
  /** `acme/shop`. */
  readonly repository: string;
  readonly links: Links;
  /** Where it is on GitHub. */
  readonly page: string;
  readonly now: number;
}

export const chatReminder = (input: ChatReminderInput): ChatContent => {
  const { promotion, ways, repository, links, page, now } = input;
  const { release, environment, pullNumber, requesters, requestedAt, expiresAt } = promotion;
  const pull = pullNumber === null ? '' : ` (${links.pull(pullNumber)})`;
  const asked = people(requesters.map(({ person }) => person));
  const lead = `⏳ ${code(repository)} ${links.commit(release.sha)}${pull} waits for you before it goes to ${code(environment)}.`;
  const counts = ways?.includes('slack') ?? true;
  const how = counts
    ? `with ${code(`/approve ${environment}`)}`
    : `on GitHub, by ${waysToVote(ways, { environment, pressable: true })}`;
  const rest = `${asked} asked on ${instantFrom(requestedAt, now)}; it expires on ${instantFrom(expiresAt, now)}. Approve ${how}; ${code('/lockkeeper remind off')} ends these reminders.`;
  return {
    summary: lead,
    parts: [
      { kind: 'markdown', markdown: `${lead} ${rest}` },
      {
        kind: 'buttons',
        buttons: [{ name: 'view', label: 'View on GitHub', style: 'plain', does: { url: page } }],
      },
    ],
    // What has to be said on GitHub is said as it is there.
    about: counts ? { repository, pullNumber } : null,
  };
};
