/**
 * The one command that a chat has: what follows it is a command as comments have it, with the repository
 * behind its name. Some words are of the chat alone: they are about the person, and no repository.
 */
import { hasRole } from '../core/person.ts';
import { code } from '../messages/escape.ts';
import type { Caller } from '../services/caller.ts';
import { type Plan, refuse } from '../services/promotion/plan.ts';
import { retryOnConflict } from '../services/retry-on-conflict.ts';
import type { World } from '../services/world.ts';
import { answerInChat, type ChatAsk, type Handled, knownIn } from './answer-in-chat.ts';
import { callerInChat } from './caller-in-chat.ts';
import { chatWords, isChatWord } from './chat-words.ts';
import { planCommand, unknownCommand } from './plan-command.ts';
import { commandNames, commands } from './registry.ts';
import { isTooOld } from './too-old.ts';

export interface CommandAsk extends ChatAsk {
  readonly text: string;
}

const MAX_TEXT = 2_000;
/** Those tell something, and change nothing: whoever can read the repository may ask. */
const READING: readonly string[] = ['status', 'why', 'help'];

export const commandInChat = (
  world: World,
  ask: CommandAsk,
  broken: string | null = null,
): Promise<void> =>
  retryOnConflict(() => answerInChat(world, ask, () => handle(world, ask, broken)));

const NOWHERE = { known: null, repository: null, promotion: null, subject: null, shows: false };

/** How commands are written where no repository is meant yet. */
const ANYWHERE = { repository: 'owner/name', pullNumber: null };

const handle = async (world: World, ask: CommandAsk, broken: string | null): Promise<Handled> => {
  if (broken !== null) return { ...NOWHERE, plan: refuse({ code: 'broken', reference: broken }) };
  const line = readLine(ask.text);
  const place = readPlace(line.rest);
  // `help` alone is about the chat, and with a repository about what one may do there.
  if (isChatWord(line.name) && (place === null || line.name !== 'help')) {
    const plan = await chatWords[line.name](world, ask.who, line.rest);
    return { ...NOWHERE, subject: ANYWHERE, plan };
  }
  if (place === null) return { ...NOWHERE, subject: ANYWHERE, plan: noPlace(line) };
  const known = await knownIn(world, ask.who, null);
  if (!known.ok) return { ...NOWHERE, ...known.problem };
  const { person } = known.value;
  const found = await world.store.repositories.byName(place.owner, place.name);
  const repository = found?.active === true ? found : null;
  const role = repository === null ? 'none' : await world.host.roleOf(repository, person.login);
  if (repository === null || !hasRole(role, 'read')) {
    const asked = `${place.owner}/${place.name}`;
    return { ...NOWHERE, known: known.value, plan: refuse({ code: 'unknown_repository', asked }) };
  }
  const subject = { repository: `${repository.owner}/${repository.name}`, pullNumber: place.page };
  const caller = callerInChat({ person, role, repository, page: place.page, at: ask.receivedAt });
  const command = { name: line.name, rest: place.rest, text: `/${line.name} ${place.rest}`.trim() };
  const plan = await planOf(world, caller, command);
  return { ...NOWHERE, known: known.value, repository, subject, plan };
};

interface Line {
  readonly name: string;
  readonly rest: string;
}

/** Slack writes three characters in its own way (docs: "Formatting text": escaping). */
const readLine = (text: string): Line => {
  const plain = text
    .slice(0, MAX_TEXT)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
  const [, name = 'help', rest = ''] = /^\/?(\S+)\s*([\s\S]*)$/.exec(plain) ?? [];
  return { name: name.toLowerCase(), rest };
};

interface Place {
  readonly owner: string;
  readonly name: string;
  readonly page: number | null;
  /** What follows it. */
  readonly rest: string;
}

const PLACE = /^([\w.-]{1,100})\/([\w.-]{1,100})(?:#(\d{1,9}))?(?:\s+([\s\S]*))?$/;

const readPlace = (text: string): Place | null => {
  const [, owner, name, page, rest = ''] = PLACE.exec(text) ?? [];
  if (owner === undefined || name === undefined) return null;
  return { owner, name, page: page === undefined ? null : Number(page), rest };
};

/** Nothing tells which repository is meant; or not even the command is known. */
const noPlace = ({ name }: Line): Plan => {
  const known = commandNames.find((each) => each === name);
  if (known === undefined) return unknownCommand(name);
  const { usage } = commands[known];
  const problem = `it needs a repository behind its name, as in ${code(`/lockkeeper ${known} acme/shop`)} or ${code(`/lockkeeper ${known} acme/shop#12`)}`;
  return refuse({ code: 'usage', command: name, usage, problem });
};

const planOf = async (
  world: World,
  caller: Caller,
  command: Parameters<typeof planCommand>[2],
): Promise<Plan> => {
  if (!READING.includes(command.name) && !hasRole(caller.role, 'write')) {
    return refuse({ code: 'no_write_access' });
  }
  if (isTooOld(world, caller)) {
    return refuse({ code: 'too_old', command: command.text });
  }
  return planCommand(world, caller, command);
};
