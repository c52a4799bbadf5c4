/** Notes every call that goes out: what it was, how it ended, and what GitHub leaves us. */
import type { Clock } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { Traces } from '../../ports/traces.ts';
import { type Answer, type Ask, resourceOf } from './limiter.ts';

export interface Watchers {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly traces: Traces;
}

export const watchCalls =
  (world: Watchers, installationId: number) =>
  <A extends Answer>(ask: Ask, send: () => Promise<A>): Promise<A> => {
    const { method, url: route } = ask;
    const attributes = { 'http.request.method': method, 'url.template': route };
    return world.traces.span({ name: `GitHub ${method} ${route}`, attributes }, async (span) => {
      const begun = world.clock.now();
      const note = (answer: Partial<Answer>): void => {
        const { status = 0, headers } = answer;
        const ms = world.clock.now() - begun;
        span.set({ 'http.response.status_code': status });
        world.metrics.note({ kind: 'github_call', method, route, status, ms });
        const left = Number(headers?.['x-ratelimit-remaining'] ?? Number.NaN);
        if (!Number.isFinite(left)) return;
        const resource = resourceOf(ask);
        world.metrics.note({ kind: 'github_quota', installationId, resource, left });
      };
      try {
        const answer = await send();
        note(answer);
        return answer;
      } catch (fault) {
        note(answerIn(fault));
        throw fault;
      }
    });
  };

const answerIn = (fault: unknown): Partial<Answer> =>
  fault instanceof Error && 'response' in fault && fault.response !== undefined
    ? (fault.response as Answer)
    : {};
