/** Puts together how the app is watched. What no setting asks for is not even loaded. */
import { createMetricsServer } from './adapters/http/metrics-server.ts';
import type { Settings } from './config/settings.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import { type Metrics, noMetrics } from './ports/metrics.ts';
import type { Outside } from './ports/outside.ts';
import type { Store } from './ports/store.ts';

export interface Watching {
  readonly metrics: Metrics;
  /** The same store, watched. */
  readonly store: Store;
  /** The same way to URLs of policies, watched. */
  outside(way: Outside): Outside;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export const watching = async (parts: {
  readonly settings: Pick<Settings, 'metrics'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Watching> => {
  const { store, clock, log } = parts;
  const at = parts.settings.metrics;
  if (at === null) {
    return { metrics: noMetrics, store, outside: (way) => way, start: nothing, stop: nothing };
  }
  const { createPrometheus } = await import('./adapters/telemetry/prometheus.ts');
  const { watchRecord } = await import('./adapters/telemetry/watch-record.ts');
  const { watchOutside } = await import('./adapters/telemetry/watch-outside.ts');
  const prometheus = createPrometheus(clock);
  const server = createMetricsServer({
    at,
    log,
    contentType: prometheus.contentType,
    text: () => prometheus.text(store),
  });
  return {
    metrics: prometheus,
    store: watchRecord(store, prometheus.see),
    outside: (way) => watchOutside(way, { clock, metrics: prometheus }),
    start: async () => {
      log.info({ url: `${await server.listen()}/metrics` }, 'metrics are told');
    },
    stop: () => server.close(GRACE_MS),
  };
};

const nothing = async (): Promise<void> => undefined;

/** How long an answer under way may still take. */
const GRACE_MS = 1_000;
