/** A method of the Web API: what it needs, what it is asked, and how it says no. */
import type { SlackState } from '../state.ts';

/** Arguments as they came: from a form, all of them are text. */
export type Args = Readonly<Record<string, unknown>>;

export interface Method {
  /** `app` for the token of Socket Mode. */
  readonly token: 'bot' | 'app';
  /** Null where none is needed, or where it depends on the conversation: then it is asked for within. */
  readonly scope: string | null;
  answer(state: SlackState, args: Args): object;
}

/** `{ok: false, error}` and what Slack adds to it. */
export class SlackError extends Error {
  readonly code: string;
  readonly more: object;

  constructor(code: string, more: object = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.more = more;
  }
}

export const badArguments = (messages: readonly string[], code = 'invalid_arguments'): SlackError =>
  new SlackError(code, {
    ...(code === 'invalid_blocks'
      ? { errors: messages.map((message) => message.replace(/^\[ERROR\] /, '')) }
      : {}),
    response_metadata: { messages },
  });

export const needScope = ({ workspace: { scopes } }: SlackState, needed: string): void => {
  if (scopes.has(needed)) return;
  throw new SlackError('missing_scope', { needed, provided: [...scopes].join(',') });
};

export const textIn = (args: Args, name: string): string | undefined => {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw badArguments([`[ERROR] must provide a string [json-pointer:/${name}]`]);
};

export const neededIn = (args: Args, name: string): string => {
  const value = textIn(args, name);
  if (value === undefined || value === '') {
    throw badArguments([`[ERROR] missing required field: ${name}`]);
  }
  return value;
};

export const isSet = (args: Args, name: string): boolean =>
  args[name] === true || ['true', '1'].includes(String(args[name]));

/** A structure, or the JSON of one; `code` is said of what is no JSON. */
export const structureIn = (args: Args, name: string, code: string): unknown => {
  const value = args[name];
  if (typeof value !== 'string') return value ?? undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw new SlackError(code);
  }
};
