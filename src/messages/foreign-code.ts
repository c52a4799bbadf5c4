/** What is said of the code of a fork wherever somebody may let it run. */
import { code } from './escape.ts';

/** Nothing for the repository's own. */
export const foreignCode = (fork: string | null | undefined): string =>
  fork == null
    ? ''
    : `⚠️ This is the code of the fork ${code(fork)}, and not yet of this repository.`;
