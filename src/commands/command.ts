/** What a command is: one file each, with its usage, its words and what it does. */
import type { Result } from '../core/result.ts';
import type { CommandHelp } from '../messages/help.ts';
import type { Caller } from '../services/caller.ts';
import type { Plan } from '../services/promotion/plan.ts';
import type { World } from '../services/world.ts';
import type { Tokens } from './parse/tokens.ts';

export interface Command<Name extends string, Args> {
  /** File name and what people type, in one. */
  readonly name: Name;
  /** As in `/promote <environment> [<sha>]`. */
  readonly usage: string;
  /** What it does, as the end of "it …". */
  readonly summary: string;
  readonly examples: readonly string[];
  /** Without their dashes. */
  readonly flags: readonly string[];
  /** What people type who know it by another name: it is answered with the usage, and runs nothing. */
  readonly alsoTried?: readonly string[];
  /** It takes `for 2h`, before `because` or behind a quoted reason. */
  readonly takesTime?: boolean;
  /** A sentence that says what is wrong, where it is not understood. */
  readonly parse: (tokens: Tokens, known: KnownNames) => Result<Args, string>;
  /** `all` are the commands there are, for the one that lists them. */
  readonly run: (
    world: World,
    caller: Caller,
    args: Args,
    all: readonly CommandHelp[],
  ) => Promise<Plan>;
}

/** Environment names and aliases, lower case: some arguments are optional and told apart by them. */
export type KnownNames = ReadonlySet<string>;

export const command = <const Name extends string, Args>(
  it: Command<Name, Args>,
): Command<Name, Args> => it;
