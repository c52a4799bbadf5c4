/** Sends spans to whoever collects them, and says in the log when that fails, once each time. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from '../../ports/log.ts';

/** The process waits for it when it ends. */
const TIME_LIMIT_MS = 5_000;

/** `endpoint` as OpenTelemetry means it: `/v1/traces` is added. */
export const createOtlpExporter = (endpoint: string, log: Log): SpanExporter => {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: TIME_LIMIT_MS,
  });
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !failing) log.warn({ err: result.error }, 'spans could not be sent');
        failing = failed;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
};
