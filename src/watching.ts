/** Puts together how the app is watched. What no setting asks for is not even loaded. */
import { createMetricsServer } from './adapters/http/metrics-server.ts';
import { tracedLog } from './adapters/telemetry/traced-log.ts';
import { watchOutside } from './adapters/telemetry/watch-outside.ts';
import { stateChange, type Written, watchRecord } from './adapters/telemetry/watch-record.ts';
import type { Settings } from './config/settings.ts';
import { isTerminal } from './core/promotion/lifecycle.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import { type Metrics, noMetrics } from './ports/metrics.ts';
import type { Outside } from './ports/outside.ts';
import type { Store } from './ports/store.ts';
import { noTraces, type Traces } from './ports/traces.ts';
import { VERSION } from './version.ts';

export interface Watching {
  readonly metrics: Metrics;
  readonly traces: Traces;
  /** The same log, store and way to URLs of policies, watched. */
  readonly log: Log;
  readonly store: Store;
  outside(way: Outside): Outside;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Parts {
  readonly settings: Pick<Settings, 'metrics' | 'tracesTo'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

export const watching = async (parts: Parts): Promise<Watching> => {
  const { store, clock } = parts;
  const traced = await tracing(parts);
  const counted = await counting({ ...parts, log: traced.log });
  const { metrics } = counted;
  const { traces, log } = traced;
  const both = { metrics, traces, log, start: counted.start };
  const stop = async (): Promise<void> => {
    await counted.stop();
    await traced.stop();
  };
  if (metrics === noMetrics && traces === noTraces) {
    return { ...both, store, outside: (way) => way, stop };
  }
  const see = (written: Written): void => {
    counted.see(written);
    traced.see(written);
  };
  return {
    ...both,
    store: watchRecord(store, see),
    outside: (way) => watchOutside(way, { clock, metrics, traces }),
    stop,
  };
};

const nothing = async (): Promise<void> => undefined;
const blind = (): void => undefined;

/** How long an answer under way may still take. */
const GRACE_MS = 1_000;

const counting = async ({ settings, store, clock, log }: Parts) => {
  const at = settings.metrics;
  if (at === null) return { metrics: noMetrics, see: blind, start: nothing, stop: nothing };
  const { createPrometheus } = await import('./adapters/telemetry/prometheus.ts');
  const metrics = createPrometheus(clock);
  const { contentType, see } = metrics;
  const server = createMetricsServer({ at, log, contentType, text: () => metrics.text(store) });
  const start = async (): Promise<void> => {
    log.info({ url: `${await server.listen()}/metrics` }, 'metrics are told');
  };
  return { metrics, see, start, stop: () => server.close(GRACE_MS) };
};

const tracing = async ({ settings, log }: Parts) => {
  const to = settings.tracesTo;
  if (to === null) return { traces: noTraces, log, see: blind, stop: nothing };
  const { createOpenTelemetry } = await import('./adapters/telemetry/open-telemetry.ts');
  const { createOtlpExporter } = await import('./adapters/telemetry/otlp.ts');
  const traces = createOpenTelemetry(createOtlpExporter(to, log), VERSION);
  const see = (written: Written): void => {
    const promotion = stateChange(written);
    // What is taken back later was over before.
    const isEnd = promotion !== null && isTerminal(promotion.state.kind);
    if (isEnd && promotion.state.kind !== 'rolled_back') traces.ended(promotion, written.entry.at);
  };
  return { traces, log: tracedLog(log, traces.fields), see, stop: traces.stop };
};
