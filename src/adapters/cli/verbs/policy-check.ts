/** `lockkeeper policy check FILE`: what a policy file says, or everything that is wrong with it. */
import { readFile } from 'node:fs/promises';
import { type Floors, NO_FLOORS } from '../../../config/policy/floor-problems.ts';
import type { PolicyProblem } from '../../../config/policy/problem.ts';
import { parsePolicy } from '../../../config/policy-file.ts';
import { onFloors } from '../../../core/floors/floor.ts';
import type { Floor, Policy } from '../../../core/policy.ts';
import { ok, type Result } from '../../../core/result.ts';
import { asksFor } from '../../../messages/policy-check.ts';
import { readFault } from '../file-fault.ts';
import type { Io } from '../io.ts';
import { inTerminal } from '../terminal.ts';
import { sayFault } from './audit-verify.ts';

/** More of a line than this is not shown: a file that is no policy may be one long line. */
const MAX_SHOWN = 120;

/** 0 valid, 1 broken, 3 a file cannot be read. Of broken floors these are told, and the file is not judged. */
export const policyCheck = async (
  io: Io,
  file: string,
  options: { readonly output: 'table' | 'json'; readonly floors?: string | undefined },
): Promise<number> => {
  const text = await readText(file);
  const floorsText = options.floors === undefined ? null : await readText(options.floors);
  if (typeof text !== 'string') return sayFault(io, text);
  if (floorsText !== null && typeof floorsText !== 'string') return sayFault(io, floorsText);
  const floors = floorsIn(options.floors ?? '', floorsText);
  if (!floors.ok) return sayProblems(io, floorsText ?? '', floors.problem, options);
  const parsed = parsePolicy(text, file, floors.value);
  if (!parsed.ok) return sayProblems(io, text, parsed.problem, options);
  const isJson = options.output === 'json';
  const found = `${JSON.stringify({ success: true, problems: [] })}\n`;
  io.stdout(isJson ? found : described(file, parsed.value, floors.value.floors));
  return 0;
};

const readText = (path: string): Promise<unknown> =>
  readFile(path, 'utf8').catch((fault: unknown) => readFault(path, fault));

const sayProblems = (
  io: Io,
  text: string,
  problems: readonly PolicyProblem[],
  { output }: { readonly output: 'table' | 'json' },
): number => {
  if (output === 'json') io.stdout(`${JSON.stringify({ success: false, problems })}\n`);
  else io.stderr(problemLines(text, problems));
  return 1;
};

const floorsIn = (path: string, text: string | null): Result<Floors, readonly PolicyProblem[]> => {
  if (text === null) return ok(NO_FLOORS);
  const parsed = parsePolicy(text, path);
  return parsed.ok ? ok({ file: path, floors: parsed.value.floors ?? [] }) : parsed;
};

const described = (file: string, policy: Policy, floors: readonly Floor[]): string => {
  if (policy.environments.length === 0) {
    const { length } = policy.floors ?? [];
    return `${file} is a valid policy: ${length === 1 ? '1 floor' : `${length} floors`}, no environment\n`;
  }
  const environments = policy.environments.map((each) => onFloors(each, floors));
  const route = environments.map((each) => each.name).join(' → ');
  const count = environments.length === 1 ? '1 environment' : `${environments.length} environments`;
  const rows = environments.map((each) => `  ${each.name} asks for ${asksFor(each, AS_IT_IS)}`);
  return `${file} is a valid policy: ${count}: ${route}\n${rows.join('\n')}\n`;
};

const AS_IT_IS = { code: (name: string) => name, text: (name: string) => name };

const problemLines = (text: string, problems: readonly PolicyProblem[]): string => {
  const lines = text.split(/\r?\n/);
  const each = problems.map(({ path, line, column, message }) => {
    const from = Math.max(0, column - MAX_SHOWN);
    const source = inTerminal((lines[line - 1] ?? '').slice(from), MAX_SHOWN);
    const caret = `${' '.repeat(column - 1 - from)}^`;
    return `${path}:${line}:${column} ${message}\n    ${source}\n    ${caret}\n`;
  });
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${each.join('')}${count}; nothing passes with a broken policy.\n`;
};
