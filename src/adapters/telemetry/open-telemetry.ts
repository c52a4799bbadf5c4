/**
 * Spans for OpenTelemetry. The context is our own and not the one that its packages share by a global
 * variable: two apps in one process, as in tests, do not see each other's.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { traceIdOf } from '../../core/trace-id.ts';
import type { OpenSpan, Span, Subject, Traces } from '../../ports/traces.ts';
import { createIds, type Ids } from './span-ids.ts';

export interface OpenTelemetry extends Traces {
  /** For a line of the log: which span it was written in; empty outside of any. */
  fields(): Readonly<Record<string, string>>;
  /** Sends what is left, and ends. */
  stop(): Promise<void>;
}

export const createOpenTelemetry = (exporter: SpanExporter, version: string): OpenTelemetry => {
  const ids = createIds();
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': 'lockkeeper', 'service.version': version }),
    ),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('lockkeeper', version);
  const contexts = new AsyncLocalStorage<Context>();
  const here = (): Context => contexts.getStore() ?? ROOT_CONTEXT;
  return {
    span: async (span, work) => {
      const { opened, context } = begin(tracer, ids, here(), span);
      try {
        return await contexts.run(context, () => work(openSpan(opened)));
      } catch (fault) {
        openSpan(opened).fail(fault);
        throw fault;
      } finally {
        opened.end();
      }
    },
    mark: (name, attributes) =>
      tracer.startSpan(name, { attributes: { ...attributes } }, here()).end(),
    ended: (promotion, at) => {
      const traceId = traceIdOf(promotion.id);
      if (traceId === null) return;
      const { id, kind, environment, state, requestedAt } = promotion;
      const attributes = { 'lockkeeper.promotion': id, kind, environment, state: state.kind };
      const opened = ids.next({ traceId, spanId: rootOf(traceId) }, () =>
        tracer.startSpan('promotion', { root: true, startTime: requestedAt, attributes }),
      );
      opened.end(at);
    },
    fields: () => {
      const within = trace.getSpanContext(here());
      return within === undefined ? {} : { trace_id: within.traceId, span_id: within.spanId };
    },
    stop: () => provider.shutdown(),
  };
};

const begin = (
  tracer: Tracer,
  ids: Ids,
  here: Context,
  { name, attributes, of }: Span,
): { readonly opened: OtelSpan; readonly context: Context } => {
  const traceId = of === undefined ? null : traceIdOf(of.id);
  const options = { attributes: { ...attributes, ...aboutOf(of) } };
  const start = (): { readonly opened: OtelSpan; readonly context: Context } => {
    const parent = parentIn(here, of, traceId);
    const opened = tracer.startSpan(name, options, parent);
    return { opened, context: trace.setSpan(parent, opened) };
  };
  return traceId === null ? start() : ids.next({ traceId, spanId: null }, start);
};

const aboutOf = (of: Subject | undefined): Record<string, string> =>
  of === undefined ? {} : { [`lockkeeper.${of.kind}`]: of.id };

/** The span of a whole promotion is sent when that ends: until then its parts name it as it will be. */
const parentIn = (here: Context, of: Subject | undefined, traceId: string | null): Context => {
  if (of === undefined || traceId === null) return here;
  if (trace.getSpanContext(here)?.traceId === traceId) return here;
  if (of.kind === 'delivery') return ROOT_CONTEXT;
  const spanId = rootOf(traceId);
  const traceFlags = TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
};

/** Of the span of a whole promotion: half of its trace's id, and of that the half that is chance. */
const rootOf = (traceId: string): string => traceId.slice(16);

const openSpan = (span: OtelSpan): OpenSpan => ({
  set: (attributes) => {
    span.setAttributes({ ...attributes });
  },
  fail: (fault) => {
    const message = fault instanceof Error ? fault.message : String(fault);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  },
});
