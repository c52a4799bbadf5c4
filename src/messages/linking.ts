/**
 * What people are told of links between Slack and GitHub. On GitHub a Slack user is told by number alone:
 * what they call themselves there may be private, or somebody else's name.
 */
import type { Person } from '../core/person.ts';
import { code } from './escape.ts';
import { mention } from './mention.ts';

interface SlackUser {
  readonly team: string;
  readonly user: string;
}

/** On the page of a promotion, to the account of GitHub. */
export const linkNotice = (person: Person, { team, user }: SlackUser, webUrl: string): string =>
  `${mention(person.login)}: the Slack user ${code(user)} of the workspace ${code(team)} is linked to your GitHub account, so what they press there counts as yours. If that is not you, end it: revoke this app under [Settings, Applications](${webUrl}/settings/apps/authorizations), or type ${code('/lockkeeper unlink')} in Slack.`;

/** To the Slack user. */
export const linkTold = ({ login }: Person, webUrl: string): string =>
  `You are linked to the GitHub account [${login}](${webUrl}/${login}) now: what you press here counts as ${login}'s. It is to be proved again in 90 days; ${code('/lockkeeper unlink')} ends it.`;

/** To another Slack user who is the same person on GitHub. */
export const otherLinkTold = (
  { login }: Person,
  { team, user }: SlackUser,
  webUrl: string,
): string =>
  `The Slack user ${code(user)} of the workspace ${code(team)} is linked to the GitHub account [${login}](${webUrl}/${login}) now, as you are. The two count as one person. If that is not you, revoke the app on GitHub, under [Settings, Applications](${webUrl}/settings/apps/authorizations).`;

export const linkUnavailable = (missing: readonly string[]): string =>
  `Nobody can link an account here yet: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set. Whoever runs Lockkeeper can set ${missing.length === 1 ? 'it' : 'them'}.`;
