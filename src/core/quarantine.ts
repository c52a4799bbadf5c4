/** A quarantine: a person has marked content as bad, and it goes nowhere until another one lifts it. */
import type { Instant } from './instant.ts';
import type { Person } from './person.ts';
import { isSameContent, type Release, type Sha } from './release.ts';

export interface Quarantine {
  readonly sha: Sha;
  readonly tree: Sha;
  readonly by: Person;
  readonly reason: string;
  readonly since: Instant;
}

/** The commit itself, whatever was built from it, and every other commit with an identical tree. */
export const isQuarantinedBy = (
  release: Release,
  mark: Pick<Quarantine, 'sha' | 'tree'>,
): boolean => release.sha === mark.sha || isSameContent({ ...mark, artifacts: [] }, release);
