/** What people say in a chat about themselves: no repository is meant, and nothing of it is decided. */

import { code } from '../messages/escape.ts';
import { commandTable } from '../messages/help.ts';
import { linkOfferText } from '../messages/link-offer.ts';
import type { SlackIdentity } from '../ports/identities.ts';
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
      'Say the repository behind the command, and the pull request where it is about one: `promote acme/shop#12 staging`.',
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

export const chatWords = {
  help,
  link,
  unlink: endLink,
} satisfies Readonly<Record<string, ChatWord>>;

const ABOUT_ONESELF = [
  { usage: 'link', summary: 'links this account to one of GitHub, which both have to prove' },
  { usage: 'unlink', summary: 'ends that' },
];

export const isChatWord = (name: string): name is keyof typeof chatWords =>
  Object.hasOwn(chatWords, name);
