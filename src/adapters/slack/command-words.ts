/** Commands are told as GitHub takes them; in Slack they are words of the one command that there is. */
import { commandNames } from '../../commands/registry.ts';
import type { ChatSubject } from '../../core/chat-content.ts';

/** The command that people type in Slack. */
export const SLASH_COMMAND = '/lockkeeper';

const COMMAND = new RegExp(`^/(${commandNames.join('|')})(?= |$)`);

/** `/why production` becomes `/lockkeeper why acme/shop#7 production`; any other text stays as it is. */
export const inSlack =
  (about: ChatSubject | null) =>
  (text: string): string => {
    if (about === null) return text;
    const { repository, pullNumber } = about;
    const where = pullNumber === null ? repository : `${repository}#${pullNumber}`;
    return text.replace(COMMAND, (_whole, name: string) => `${SLASH_COMMAND} ${name} ${where}`);
  };
