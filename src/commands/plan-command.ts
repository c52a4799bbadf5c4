/** From one command line to a plan: found in the registry, parsed, run. The same on every surface. */
import { closest } from '../core/names.ts';
import type { Caller } from '../services/caller.ts';
import { policyOf } from '../services/policy/policies.ts';
import { type Plan, refuse } from '../services/promotion/plan.ts';
import type { World } from '../services/world.ts';
import type { Command, KnownNames } from './command.ts';
import type { CommandLine } from './parse/find-commands.ts';
import { readTokens } from './parse/tokens.ts';
import { commandNames, commands } from './registry.ts';

/** A command whose own argument type is forgotten: it parses what it runs. */
type SomeCommand = Pick<Command<string, unknown>, 'usage' | 'flags' | 'takesTime' | 'parse'> &
  Pick<Command<string, never>, 'run'>;

/**
 * True for a known command, for one slip away from it, and for what people try instead. Other bots read
 * the same comments: `/retest` and `/hold` are theirs, and get no answer here.
 */
export const isMeant = (line: CommandLine): boolean =>
  Object.hasOwn(commands, line.name) || usageMeant(line.name) !== null;

/** The usage of the command that was probably meant by a name that is none. */
export const usageMeant = (name: string): string | null => {
  const all: readonly Pick<Command<string, unknown>, 'name' | 'usage' | 'alsoTried'>[] =
    Object.values(commands);
  const meant = closest(name, commandNames, 1);
  const found = all.find((each) => each.name === meant || each.alsoTried?.includes(name) === true);
  return found?.usage ?? null;
};

export const unknownCommand = (asked: string): Plan =>
  refuse({ code: 'unknown_command', asked, didYouMean: usageMeant(asked), known: commandNames });

export const planCommand = async (
  world: World,
  caller: Caller,
  line: CommandLine,
): Promise<Plan> => {
  const found: SomeCommand | undefined = Object.hasOwn(commands, line.name)
    ? commands[line.name as keyof typeof commands]
    : undefined;
  if (found === undefined) return unknownCommand(line.name);
  const misunderstood = (problem: string): Plan =>
    refuse({ code: 'usage', command: line.name, usage: found.usage, problem });
  const tokens = readTokens(line.rest, found.flags, found.takesTime);
  if (!tokens.ok) return misunderstood(tokens.problem);
  const args = found.parse(tokens.value, await knownNames(world, caller));
  if (!args.ok) return misunderstood(args.problem);
  return found.run(world, caller, args.value as never, Object.values(commands));
};

const knownNames = async (world: World, caller: Caller): Promise<KnownNames> => {
  const reading = await policyOf(world, caller.repository);
  if (!reading.ok) return new Set();
  const { environments } = reading.value.policy;
  return new Set(
    environments.flatMap((each) => [each.name, ...each.aliases]).map((name) => name.toLowerCase()),
  );
};
