/** Turns the text of a policy file into a policy, or into everything that is wrong with it. */
import type { Floor, Policy } from '../core/policy.ts';
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
  /**
   * Null is no file: what then holds. With `floors`, what is below them is a problem; what they add is
   * not added.
   */
  read(
    text: string | null,
    path: string,
    floors?: Floors,
  ): Result<Policy, readonly PolicyProblemView[]>;
}

export interface Floors {
  /** How people know the file that they stand in. */
  readonly file: string;
  readonly floors: readonly Floor[];
}
