/** What is measured, by name: a name or a label that changes here breaks somebody's alert. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const QUICK_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const HOUR_SECONDS = 3_600;
/** A promotion takes from a few seconds to a week. */
const LONG_SECONDS = [5, 15, 60, 300, 900, ...[1, 4, 12, 24, 72, 168].map((h) => h * HOUR_SECONDS)];

export type Meters = ReturnType<typeof createMeters>;

export const createMeters = (register: Registry) => {
  const make = makers(register);
  return { ...ofWork(make), ...ofPromotions(make), ...ofOthers(make) };
};

const makers = (register: Registry) => {
  const named = <const L extends string>(name: string, help: string, labels: readonly L[]) => ({
    name: `lockkeeper_${name}`,
    help,
    labelNames: labels,
    registers: [register],
  });
  return {
    counter: <const L extends string>(...about: Parameters<typeof named<L>>) =>
      new Counter<L>(named(...about)),
    gauge: <const L extends string>(...about: Parameters<typeof named<L>>) =>
      new Gauge<L>(named(...about)),
    histogram: <const L extends string>(
      buckets: readonly number[],
      ...about: Parameters<typeof named<L>>
    ) => new Histogram<L>({ ...named(...about), buckets: [...buckets] }),
  };
};
type Makers = ReturnType<typeof makers>;

const ofWork = ({ counter, gauge, histogram }: Makers) => ({
  deliveries: counter('deliveries_total', 'Webhooks, by what was done when they came', [
    'event',
    'outcome',
  ]),
  work: counter('work_total', 'Deliveries, promotions and effects worked on, by how it ended', [
    'what',
    'name',
    'outcome',
  ]),
  workSeconds: histogram(QUICK_SECONDS, 'work_seconds', 'How long one of them took', ['what']),
  waiting: gauge('queue_waiting', 'What is stored and not done yet', ['queue']),
  oldest: gauge('queue_oldest_seconds', 'For how long the oldest of them is due', ['queue']),
  buried: gauge('queue_buried', 'What was given up: a person must look', ['queue']),
  rounds: counter('worker_rounds_total', 'Rounds of the worker', []),
  sweeps: counter('sweeps_total', 'Sweeps that were begun', []),
});

const ofPromotions = ({ counter, histogram }: Makers) => ({
  decisions: counter('decisions_total', 'Decisions that were recorded', ['environment', 'outcome']),
  verdicts: counter('verdicts_total', 'Verdicts of gates in them', ['gate', 'status']),
  promotions: counter('promotions_total', 'Promotions that came into a state', [
    'environment',
    'kind',
    'state',
  ]),
  promotionSeconds: histogram(
    LONG_SECONDS,
    'promotion_seconds',
    'Time from the request until it was let go (deployment), or was over (end)',
    ['environment', 'until'],
  ),
});

const ofOthers = ({ counter, gauge, histogram }: Makers) => ({
  calls: counter('github_calls_total', 'Calls to GitHub; status 0 is no answer', [
    'method',
    'route',
    'status',
  ]),
  callSeconds: histogram(QUICK_SECONDS, 'github_call_seconds', 'How long they took', ['method']),
  callsPutOff: counter('github_calls_put_off_total', 'Calls that our own limiter held back', [
    'priority',
  ]),
  quota: gauge('github_rate_limit_remaining', 'Calls that GitHub still takes in this hour', [
    'installation',
    'resource',
  ]),
  outside: counter('outside_requests_total', 'Requests to URLs of policies', ['outcome']),
  outsideSeconds: histogram(QUICK_SECONDS, 'outside_request_seconds', 'How long they took', []),
});
