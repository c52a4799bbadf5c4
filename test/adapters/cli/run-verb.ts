/** Runs a verb of the command line, and keeps what it says. */
import type { Io } from '../../../src/adapters/cli/io.ts';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const runVerb = async (verb: (io: Io) => Promise<number>): Promise<Said> => {
  let stdout = '';
  let stderr = '';
  const code = await verb({
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
};
