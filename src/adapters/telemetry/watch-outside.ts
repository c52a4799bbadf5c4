/** Notes what came of every request to a URL of a policy; never the whole URL, which may hold a secret. */
import type { Clock } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { Outside } from '../../ports/outside.ts';
import type { Traces } from '../../ports/traces.ts';

export const watchOutside = (
  outside: Outside,
  world: { readonly clock: Clock; readonly metrics: Metrics; readonly traces: Traces },
): Outside => ({
  request: (ask) => {
    const attributes = { 'http.request.method': ask.method, 'server.address': hostOf(ask.url) };
    return world.traces.span({ name: `outside ${ask.method}`, attributes }, async (span) => {
      const begun = world.clock.now();
      const answer = await outside.request(ask);
      const ms = world.clock.now() - begun;
      world.metrics.note({ kind: 'outside_request', outcome: answer.kind, ms });
      if (answer.kind === 'answered') span.set({ 'http.response.status_code': answer.status });
      else span.fail(`${answer.kind}: ${answer.why}`);
      return answer;
    });
  },
});

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');
