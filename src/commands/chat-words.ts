/** What people say in a chat about themselves: no repository is meant, and nothing of it is decided. */

import type { ChatWishes } from '../core/chat-wishes.ts';
import { isTimeZone } from '../core/freezes/wall-time.ts';
import { readHours } from '../core/quiet-hours.ts';
import { wishesText } from '../messages/chat-wishes.ts';
import { code } from '../messages/escape.ts';
import { commandTable } from '../messages/help.ts';
import { linkOfferText } from '../messages/link-offer.ts';
import type { SlackIdentity } from '../ports/identities.ts';
import { keepWishes, wishesOf } from '../services/chat/wishes.ts';
import { unlink } from '../services/identity/end-links.ts';
import { offerLink } from '../services/identity/offer-link.ts';
import type { Plan } from '../services/promotion/plan.ts';
import type { World } from '../services/world.ts';
import { commands } from './registry.ts';

type ChatWord = (world: World, who: SlackIdentity, rest: string) => Promise<Plan>;

const text = (markdown: string): Plan => ({ answer: { kind: 'text', markdown } });

const help: ChatWord = async () =>
  text(
    [
      `Say the repository behind the command, and the pull request where it is about one: ${code('/lockkeeper promote acme/shop#12 staging')}.`,
      commandTable([...Object.values(commands), ...ABOUT_ONESELF]),
    ].join('\n\n'),
  );

const link: ChatWord = async (world, who) =>
  text(linkOfferText(await offerLink(world, who, null), world.clock.now()));

const endLink: ChatWord = async (world, who) => {
  const ended = await unlink(world, who);
  return text(
    ended === null
      ? 'This account is linked to none of GitHub.'
      : `This account is no longer linked to ${code(ended.person.login)} of GitHub.`,
  );
};

const remind: ChatWord = async (world, who, rest) => {
  const said = rest.trim().toLowerCase();
  if (!['', 'on', 'off'].includes(said)) {
    return text(`Say ${code('/lockkeeper remind on')} or ${code('/lockkeeper remind off')}.`);
  }
  const before = await wishesOf(world.store, who);
  const wishes = said === '' ? before : { ...before, reminders: said === 'on' };
  return wished(who, wishes);
};

/** `20:00-08:00`, and perhaps the time zone whose clock is meant. */
const quiet: ChatWord = async (world, who, rest) => {
  const before = await wishesOf(world.store, who);
  const [said = '', zone = null] = rest
    .trim()
    .replace(/\s*[-–]\s*(?=\d)/, '-')
    .split(/\s+/);
  if (said === '' || said === 'off') {
    return wished(who, said === '' ? before : { ...before, quiet: null });
  }
  const hours = readHours(said);
  if (hours === null || (zone !== null && !isTimeZone(zone))) {
    const wrong = hours === null ? said : (zone ?? '');
    return text(
      `${code(wrong)} is not understood. Say ${code('/lockkeeper quiet 20:00-08:00')}, with a time zone such as ${code('Europe/Berlin')} where Slack’s is not yours, or ${code('/lockkeeper quiet off')}.`,
    );
  }
  return wished(who, { ...before, quiet: hours, timeZone: zone });
};

const wished = (who: SlackIdentity, wishes: ChatWishes): Plan => ({
  answer: { kind: 'text', markdown: wishesText(wishes) },
  apply: (tx) => keepWishes(tx, who, wishes),
});

export const chatWords = {
  help,
  link,
  unlink: endLink,
  remind,
  quiet,
} satisfies Readonly<Record<string, ChatWord>>;

const ABOUT_ONESELF = [
  {
    usage: '/lockkeeper link',
    summary: 'links this account to one of GitHub, which both have to prove',
  },
  { usage: '/lockkeeper unlink', summary: 'ends that' },
  { usage: '/lockkeeper remind on|off', summary: 'has you reminded of what waits for you, or not' },
  {
    usage: '/lockkeeper quiet <from>-<to> [<time zone>]',
    summary: 'leaves you alone in those hours; `/lockkeeper quiet off` ends that',
  },
];

export const isChatWord = (name: string): name is keyof typeof chatWords =>
  Object.hasOwn(chatWords, name);
