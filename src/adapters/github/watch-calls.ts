/** Notes every call that goes out: what it was, how it ended, and what GitHub leaves us. */
import type { Clock } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { Answer, Ask } from './limiter.ts';
import { resourceOf } from './limiter.ts';

export const watchCalls =
  (world: { readonly clock: Clock; readonly metrics: Metrics }, installationId: number) =>
  async <A extends Answer>(ask: Ask, send: () => Promise<A>): Promise<A> => {
    const begun = world.clock.now();
    const note = (answer: Partial<Answer>): void => {
      const { method, url: route } = ask;
      const ms = world.clock.now() - begun;
      world.metrics.note({ kind: 'github_call', method, route, status: answer.status ?? 0, ms });
      const left = Number(answer.headers?.['x-ratelimit-remaining'] ?? Number.NaN);
      if (!Number.isFinite(left)) return;
      world.metrics.note({ kind: 'github_quota', installationId, resource: resourceOf(ask), left });
    };
    try {
      const answer = await send();
      note(answer);
      return answer;
    } catch (fault) {
      note(answerIn(fault));
      throw fault;
    }
  };

const answerIn = (fault: unknown): Partial<Answer> =>
  fault instanceof Error && 'response' in fault && fault.response !== undefined
    ? (fault.response as Answer)
    : {};
