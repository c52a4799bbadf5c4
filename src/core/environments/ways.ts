/** The environments that something has to have been in: all of them, or any one. */
import type { EnvironmentPolicy } from '../policy.ts';

export interface Ways {
  readonly names: readonly string[];
  readonly any: boolean;
}

export const waysOf = ({ after, fanIn }: Pick<EnvironmentPolicy, 'after' | 'fanIn'>): Ways => ({
  names: after,
  any: fanIn === 'any' && after.length > 1,
});

/** Whatever went one of the ways of `is` went one of those of `was` as well. */
export const asksAsMuch = (is: Ways, was: Ways): boolean => {
  if (was.any) {
    return is.any
      ? is.names.every((name) => was.names.includes(name))
      : is.names.some((name) => was.names.includes(name));
  }
  return is.any
    ? is.names.every((name) => was.names.every((each) => each === name))
    : was.names.every((name) => is.names.includes(name));
};
