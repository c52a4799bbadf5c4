/** The argument that several commands share: one environment, or none when there is only one to mean. */
import { no, ok, type Result } from '../core/result.ts';
import type { Tokens } from './parse/tokens.ts';

export interface OptionalEnvironment {
  readonly environment: string | null;
}

export const optionalEnvironment = ({ words }: Tokens): Result<OptionalEnvironment, string> => {
  const [environment = null, ...more] = words;
  if (more.length > 0)
    return no(`there is too much after the environment: \`${more.join(' ').slice(0, 60)}\``);
  return ok({ environment });
};
