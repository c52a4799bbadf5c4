/** The argument that several commands share: one environment, or none when there is only one to mean. */
import { no, ok, type Result } from '../core/result.ts';
import { tooMuchAfter } from './parse/said.ts';
import type { Tokens } from './parse/tokens.ts';

export interface OptionalEnvironment {
  readonly environment: string | null;
}

export const optionalEnvironment = ({ words }: Tokens): Result<OptionalEnvironment, string> => {
  const [environment = null, ...more] = words;
  if (more.length > 0) return no(tooMuchAfter('environment', more));
  return ok({ environment });
};
