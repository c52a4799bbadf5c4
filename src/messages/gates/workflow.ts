/** What is said for the gate `workflow`. */
import type { WorkflowReason } from '../../core/gates/workflow.ts';
import { clause, code, href } from '../escape.ts';
import { instantFrom, span } from '../time.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

const AGAIN = 'Press **Check again** to run it again.';

export const workflowWords: Words<WorkflowReason, GateContext> = {
  not_asked: ({ file }) => ({ sentence: `${code(file)} has not been run for this yet` }),
  running: (reason) => ({
    sentence: `${run(reason)} is running`,
    remedy: 'It goes on by itself when the run has succeeded.',
  }),
  succeeded: (reason, { now }) => ({
    sentence: `${run(reason)} succeeded at ${instantFrom(reason.at, now)}`,
  }),
  failed: (reason) => ({
    sentence: `${run(reason)} ended with ${code(reason.conclusion)}`,
    remedy:
      'Mend it and run it again on GitHub, or press **Check again**; it goes on by itself when it succeeds.',
  }),
  not_run: ({ problem }) => ({
    sentence: `it could not be run: ${clause(problem)}`,
    remedy: AGAIN,
  }),
  timed_out: (reason) => ({
    sentence: `${run(reason)} did not end within ${span(reason.afterMs)}`,
    remedy: AGAIN,
  }),
};

const run = ({ file, url }: { readonly file: string; readonly url: string | null }): string => {
  const link = url === null ? null : href(url);
  return link === null ? code(file) : `[${code(file)}](${link})`;
};
