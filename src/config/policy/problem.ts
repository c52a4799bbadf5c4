/** One thing that is wrong with a policy file, and where it stands. */

/** A value's path: keys and list positions from the top. */
export type Path = readonly (string | number)[];

export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
/** The place of a value, or of the nearest thing around it; `key` takes the key instead. */
export type Places = (path: Path, key?: boolean) => Place;

export interface PolicyProblem extends Place {
  /** `environments.2.gates.checks`; empty for the file as a whole. */
  readonly where: string;
  readonly code: string;
  readonly found: string | null;
  readonly expected: string | null;
  readonly didYouMean: string | null;
  /** One plain sentence that says it all. */
  readonly message: string;
}

export const problemAt = (
  place: Place,
  path: Path,
  said: Pick<PolicyProblem, 'code' | 'message'> &
    Partial<Pick<PolicyProblem, 'found' | 'expected' | 'didYouMean'>>,
): PolicyProblem => ({
  found: null,
  expected: null,
  didYouMean: null,
  ...place,
  where: path.join('.'),
  ...said,
});
