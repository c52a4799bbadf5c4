/** Notes what came of every request to a URL of a policy; never the URL, which may hold a secret. */
import type { Clock } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { Outside } from '../../ports/outside.ts';

export const watchOutside = (
  outside: Outside,
  { clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics },
): Outside => ({
  request: async (ask) => {
    const begun = clock.now();
    const answer = await outside.request(ask);
    metrics.note({ kind: 'outside_request', outcome: answer.kind, ms: clock.now() - begun });
    return answer;
  },
});
