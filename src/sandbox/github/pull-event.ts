/** Tells the app that something happened to a pull request. */
import type { Account } from './accounts.ts';
import type { Pull } from './records.ts';
import { pullShape } from './shapes-of-pulls.ts';
import type { State } from './state.ts';

export const pullEvent = (
  state: State,
  pull: Pull,
  action: string,
  who: Account,
  more: Readonly<Record<string, unknown>> = {},
): void =>
  state.emit(
    'pull_request',
    { action, number: pull.number, ...more, pull_request: pullShape(state, pull) },
    who,
  );
