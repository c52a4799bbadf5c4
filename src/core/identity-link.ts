/** For how long a proof that two accounts are one person's holds. */
import { DAY, type Instant } from './instant.ts';

const PROVED_FOR_MS = 90 * DAY;

export const isProved = (provedAt: Instant, at: Instant): boolean => at < provedAt + PROVED_FOR_MS;
