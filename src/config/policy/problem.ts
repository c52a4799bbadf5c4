/** One thing that is wrong with a policy file, and where it stands. */

/** Stable, for programs; a contract test asks for a fixture of each. */
export const PROBLEM_CODES = [
  'too_large',
  'not_utf8',
  'control_character',
  'yaml',
  'too_deep',
  'second_document',
  'duplicate_key',
  'complex_key',
  'alias',
  'tag',
  'unknown_key',
  'unknown_gate',
  'missing',
  'invalid_type',
  'invalid_value',
  'invalid_format',
  'too_small',
  'too_big',
  'duplicate_name',
  'unknown_environment',
  'cycle',
  'nothing_before',
  'not_configured',
  'nobody',
  'no_time',
  'unknown_time_zone',
  'no_such_time',
  'ends_before_start',
  'bad_rule',
  'overlaps_itself',
  'below_floor',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** A value's path: keys and list positions from the top. */
export type Path = readonly (string | number)[];

export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
/** From offsets in the text. */
export type At = (start: number, end: number) => Place;
/** The place of a value, or of the nearest thing around it; `key` takes the key instead. */
export type Places = (path: Path, key?: boolean) => Place;

export interface PolicyProblem extends Place {
  /** `environments.2.gates.checks`; empty for the file as a whole. */
  readonly where: string;
  readonly code: ProblemCode;
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

export const inFileOrder = (problems: readonly PolicyProblem[]): readonly PolicyProblem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
