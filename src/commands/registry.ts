/** Every command there is, one line each; help, the README and other surfaces are made from it. */
import { approve } from './approve.ts';
import { cancel } from './cancel.ts';
import { execute } from './execute.ts';
import { freeze } from './freeze.ts';
import { halt } from './halt.ts';
import { help } from './help.ts';
import { lock } from './lock.ts';
import { promote } from './promote.ts';
import { quarantine } from './quarantine.ts';
import { reject } from './reject.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { rollback } from './rollback.ts';
import { status } from './status.ts';
import { unlock } from './unlock.ts';
import { why } from './why.ts';

export const commands = {
  promote,
  approve,
  reject,
  execute,
  cancel,
  retry,
  rollback,
  freeze,
  lock,
  unlock,
  halt,
  resume,
  quarantine,
  status,
  why,
  help,
} as const;

export type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands) as readonly CommandName[];
