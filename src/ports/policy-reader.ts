/** Turns the text of a policy file into a policy, or into everything that is wrong with it. */
import type { Policy } from '../core/policy.ts';
import type { Result } from '../core/result.ts';

export interface PolicyProblemView {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Where it ends; the column is the one behind it. */
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

export interface PolicyReader {
  read(text: string, path: string): Result<Policy, readonly PolicyProblemView[]>;
  /** What holds where a repository has no file. */
  readonly builtIn: Policy;
}
