/** What may be written into a check run, with the limits that GitHub keeps. */
import type { CheckAction } from './records.ts';
import { invalid, type Refusal } from './refusal.ts';

export type CheckAsk = Readonly<Record<string, unknown>>;

const MAX_TEXT = 65_535;
const MAX_ANNOTATIONS = 50;
const MAX_ACTIONS = 3;
const CONCLUSIONS = 'action_required cancelled failure neutral success skipped stale timed_out';

export const conclusionOf = (ask: CheckAsk, status: string | undefined): string | null => {
  const { conclusion } = ask;
  if (conclusion === undefined || conclusion === null) {
    if (status === 'completed') throw invalid('Invalid request.\n\n"conclusion" wasn\'t supplied.');
    return null;
  }
  if (typeof conclusion !== 'string' || !CONCLUSIONS.split(' ').includes(conclusion)) {
    throw invalid(`Invalid request.\n\n${String(conclusion)} is not a conclusion.`);
  }
  return conclusion;
};

export const outputOf = (output: unknown) => {
  if (typeof output !== 'object' || output === null) return null;
  const { title, summary, text, annotations } = output as Readonly<Record<string, unknown>>;
  if (typeof title !== 'string') throw lacking('title');
  if (typeof summary !== 'string') throw lacking('summary');
  if (summary.length > MAX_TEXT) throw tooLong('summary', MAX_TEXT);
  if (typeof text === 'string' && text.length > MAX_TEXT) throw tooLong('text', MAX_TEXT);
  const list: readonly unknown[] = Array.isArray(annotations) ? annotations : [];
  if (list.length > MAX_ANNOTATIONS) {
    throw invalid(
      `Invalid request.\n\nNo more than ${MAX_ANNOTATIONS} items are allowed; ${list.length} were supplied.`,
    );
  }
  return { title, summary, text: typeof text === 'string' ? text : null, annotations: list };
};

const LIMITS = { label: 20, description: 40, identifier: 20 } as const;

export const actionsOf = (actions: unknown): readonly CheckAction[] | null => {
  if (!Array.isArray(actions)) return null;
  if (actions.length > MAX_ACTIONS) {
    throw invalid(
      `Invalid request.\n\nNo more than ${MAX_ACTIONS} items are allowed; ${actions.length} were supplied.`,
    );
  }
  return actions.map((action: Readonly<Record<string, unknown>>) => {
    const part = (name: keyof typeof LIMITS): string => {
      const value = action[name];
      if (typeof value !== 'string' || value === '') throw lacking(name);
      if (value.length > LIMITS[name]) throw tooLong(name, LIMITS[name]);
      return value;
    };
    return {
      label: part('label'),
      description: part('description'),
      identifier: part('identifier'),
    };
  });
};

export const lacking = (name: string): Refusal =>
  invalid(`Invalid request.\n\n"${name}" wasn't supplied.`);
const tooLong = (name: string, limit: number): Refusal =>
  invalid(`Invalid request.\n\nOnly ${limit} characters are allowed; "${name}" has more.`);
