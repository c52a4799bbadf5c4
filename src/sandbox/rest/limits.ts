/**
 * GitHub's limits for the installation: so many calls an hour, told with every answer, and the
 * secondary limit, which begins when a story asks for it and refuses everything until it is over.
 */
import { INSTALLATION_ID } from '../github/state.ts';
import type { Clock } from '../time.ts';

export interface SecondaryLimit {
  readonly status: 403 | 429;
  readonly seconds: number;
  /** GitHub does not always say how long to wait. */
  readonly untold?: boolean | undefined;
}

export type Resource = 'core' | 'graphql';

export interface Limits {
  begin(limit: SecondaryLimit): void;
  /** As if others who use the same installation had made so many calls in this hour. */
  useUp(calls: number): void;
  /** Does the work unless a limit is met, and tells what is left. */
  through(resource: Resource, work: () => Promise<Response>): Promise<Response>;
}

const CALLS_AN_HOUR = 5_000;
const HOUR_MS = 3_600_000;

export const createLimits = (clock: Clock): Limits => {
  let secondary: { readonly limit: SecondaryLimit; readonly until: number } | null = null;
  let hour = { endsAt: 0, used: { core: 0, graphql: 0 } };
  const current = (): typeof hour => {
    if (clock.now() >= hour.endsAt) {
      hour = { endsAt: clock.now() + HOUR_MS, used: { core: 0, graphql: 0 } };
    }
    return hour;
  };
  const told = (response: Response, resource: Resource): Response => {
    const { endsAt, used } = current();
    const left = Math.max(0, CALLS_AN_HOUR - used[resource]);
    response.headers.set('x-ratelimit-limit', `${CALLS_AN_HOUR}`);
    response.headers.set('x-ratelimit-remaining', `${left}`);
    response.headers.set('x-ratelimit-used', `${used[resource]}`);
    response.headers.set('x-ratelimit-reset', `${Math.ceil(endsAt / 1_000)}`);
    response.headers.set('x-ratelimit-resource', resource);
    return response;
  };
  return {
    begin: (limit) => {
      secondary = { limit, until: clock.now() + limit.seconds * 1_000 };
    },
    useUp: (calls) => {
      const { used } = current();
      used.core += calls;
      used.graphql += calls;
    },
    through: async (resource, work) => {
      const waitMs = secondary === null ? 0 : secondary.until - clock.now();
      if (secondary !== null && waitMs > 0) {
        return told(refused(secondary.limit, Math.ceil(waitMs / 1_000)), resource);
      }
      const { used } = current();
      if (used[resource] >= CALLS_AN_HOUR) return told(exceeded(resource), resource);
      used[resource] += 1;
      return told(await work(), resource);
    },
  };
};

const refused = ({ status, untold }: SecondaryLimit, seconds: number): Response => {
  const message =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  const headers = untold === true ? {} : { 'retry-after': `${seconds}` };
  return Response.json({ message, status: `${status}` }, { status, headers });
};

/** GraphQL tells of it with 200, in its own way. */
const exceeded = (resource: Resource): Response => {
  const message = `API rate limit exceeded for installation ID ${INSTALLATION_ID}.`;
  return resource === 'graphql'
    ? Response.json({ errors: [{ type: 'RATE_LIMITED', message }] })
    : Response.json({ message, status: '403' }, { status: 403 });
};
