/**
 * The Octokit the app uses: Probot's, with its spacing of writes and its blind retries switched off.
 * Our own limiter stands in their place, and the outbox retries: it knows what matters first.
 */
import { RequestError } from '@octokit/request-error';
import { ProbotOctokit } from 'probot';
import { HostFault } from '../../ports/code-host.ts';
import type { Log } from '../../ports/log.ts';
import type { Metrics } from '../../ports/metrics.ts';
import { NO_TOKEN } from './fault.ts';
import { type Ask, createLimiter, type Limiter, type Priority } from './limiter.ts';
import { type Watchers, watchCalls } from './watch-calls.ts';

export type Octokit = InstanceType<typeof ProbotOctokit>;

/** Left out, GitHub answers as its oldest version does, which is a later one some day. */
const REST_VERSION = '2022-11-28';

/** GitHub's limits are an installation's; the app's own calls have theirs. */
const AS_THE_APP = 0;

/** To be given to Probot as its `Octokit`. One limiter serves all clients of an installation. */
export const lockkeeperOctokit = (
  world: Watchers & {
    readonly log: Log;
    /** A call that takes longer has failed: the outbox or the next event tries again. */
    readonly timeLimitMs: number;
  },
): typeof ProbotOctokit => {
  const limiters = new Map<number, Limiter>();
  const limiterOf = (installationId: number): Limiter => {
    const limiter = limiters.get(installationId) ?? createLimiter(world.clock);
    limiters.set(installationId, limiter);
    return limiter;
  };
  const limited = (octokit: Pick<Octokit, 'hook'>, options: { auth?: unknown }): void => {
    const installationId = installationIn(options.auth);
    const limiter = limiterOf(installationId);
    const watched = watchCalls(world, installationId);
    octokit.hook.before('request', ({ headers }) => {
      headers['x-github-api-version'] = REST_VERSION;
    });
    octokit.hook.wrap('request', async (send, request) => {
      const ask = {
        method: request.method,
        url: request.url,
        priority: priorityIn(request.request?.priority),
        mutation:
          typeof request.query === 'string' && request.query.trimStart().startsWith('mutation'),
      };
      try {
        const answer = await limiter.run(ask, () => watched(ask, async () => send(request)));
        return whole(answer);
      } catch (fault) {
        tell(world, ask, fault);
        if (fault instanceof RequestError && fault.status === NO_TOKEN) {
          forgetToken(options.auth, installationId);
        }
        throw fault;
      }
    });
  };
  // Only the function form of `defaults` reaches the options that Probot itself sets.
  const Defaults = ProbotOctokit.defaults((options: ConstructorOptions) => ({
    ...options,
    throttle: { enabled: false },
    retry: { enabled: false },
    request: { ...options.request, fetch: timedFetch(world.timeLimitMs) },
  }));
  return Defaults.plugin(limited) as typeof ProbotOctokit;
};

/** One that GitHub takes no more would be kept for the rest of its hour: the next call asks for another. */
const forgetToken = (auth: unknown, installationId: number): void => {
  const cache = typeof auth === 'object' && auth !== null && 'cache' in auth ? auth.cache : null;
  // Probot's, where Octokit keeps them under the installation's id.
  (cache as TokenCache | null)?.delete(String(installationId));
};
type TokenCache = Pick<Map<string, string>, 'delete'>;

type ConstructorOptions = NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>;

/** Octokit uses it to ask for tokens as well. */
const timedFetch =
  (timeLimitMs: number): typeof fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(timeLimitMs) });

const installationIn = (auth: unknown): number => {
  const known = typeof auth === 'object' && auth !== null && 'installationId' in auth;
  return known ? Number(auth.installationId) : AS_THE_APP;
};

/** Each call names its own as `request: { priority }`; what names none is read for a decision. */
const priorityIn = (priority: unknown): Priority =>
  priority === 1 || priority === 2 || priority === 3 ? priority : 0;

/** Octokit gives an answer that broke off, or is no JSON, as text: it must not pass as an answer. */
const whole = <
  A extends { readonly status: number; readonly data: unknown; readonly headers: object },
>(
  answer: A,
): A => {
  const bodiless = answer.status === 204 || answer.status === 205;
  if (bodiless || typeof answer.data !== 'string') return answer;
  throw new HostFault('unreachable', 'An answer of GitHub broke off or cannot be read.');
};

const tell = (
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
  ask: Ask,
  fault: unknown,
): void => {
  if (!(fault instanceof HostFault) || fault.kind !== 'limited') return;
  metrics.note({ kind: 'github_call_put_off', priority: ask.priority });
  log.info(
    { method: ask.method, url: ask.url, retryAfterMs: fault.retryAfterMs },
    'call put off: rate limit',
  );
};
