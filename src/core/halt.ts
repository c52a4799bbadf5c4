/** A halt: a person has stopped what would be let go, in one repository or in a whole organisation. */
import type { Instant } from './instant.ts';
import type { Person } from './person.ts';

export interface Halt {
  readonly scope: 'repository' | 'organization';
  readonly by: Person;
  readonly reason: string;
  readonly since: Instant;
  /** It stops rollbacks as well. */
  readonly all: boolean;
}
