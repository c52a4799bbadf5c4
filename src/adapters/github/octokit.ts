/**
 * The Octokit the app uses: Probot's, with its spacing of writes and its blind retries switched off.
 * The outbox retries, and it knows what matters first.
 */
import { ProbotOctokit } from 'probot';

/** A call that takes longer has failed: the outbox or the next event tries again. */
const TIME_LIMIT_MS = 10_000;

// Only the function form of `defaults` reaches the options that Probot itself sets.
export const LockkeeperOctokit = ProbotOctokit.defaults((options) => ({
  ...options,
  throttle: { enabled: false },
  retry: { enabled: false },
  request: {
    ...options.request,
    fetch: (url: string, init: RequestInit) =>
      fetch(url, { ...init, signal: AbortSignal.timeout(TIME_LIMIT_MS) }),
  },
})) as typeof ProbotOctokit;

export type Octokit = InstanceType<typeof ProbotOctokit>;
