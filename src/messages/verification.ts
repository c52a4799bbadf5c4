/** What is looked at after deploying, a line for each: what it is, and how far it has come. */
import { clause, code, href } from './escape.ts';

export interface VerificationStep {
  /** The file of a workflow, or a URL without its query. */
  readonly what: string;
  /** Where a person can look at it. */
  readonly url: string | null;
  readonly outcome: 'open' | 'passed' | 'failed';
  readonly tries: number;
  /** Of how many; null where there is no counting. */
  readonly of: number | null;
  /** What the last try saw, or how it ended. */
  readonly seen: string | null;
}

const SIGNS = { open: '⏳', passed: '✅', failed: '⛔' } as const;

export const verificationLines = (steps: readonly VerificationStep[]): string =>
  steps.map((step) => `- ${SIGNS[step.outcome]} ${named(step)}${progress(step)}`).join('\n');

const named = ({ what, url }: VerificationStep): string => {
  const link = url === null ? null : href(url);
  return link === null ? code(what) : `[${code(what)}](${link})`;
};

const progress = ({ outcome, tries, of, seen }: VerificationStep): string => {
  const why = seen === null || seen === '' ? '' : `: ${clause(seen)}`;
  switch (outcome) {
    case 'passed':
      return ' is well';
    case 'failed':
      return why;
    case 'open':
      return of === null || tries === 0 ? ' is running' : `, try ${tries} of ${of}${why}`;
    default:
      return outcome satisfies never;
  }
};
