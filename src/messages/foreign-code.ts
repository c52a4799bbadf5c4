/** What is said of the code of a fork wherever somebody may let it run. */
import { code } from './escape.ts';

export const foreignCode = (fork: string): string =>
  `⚠️ This is the code of the fork ${code(fork)}, and not yet of this repository.`;
