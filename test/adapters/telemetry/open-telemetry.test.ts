/** Spans as they are made: below what, of which trace, and what the log says of them meanwhile. */
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { beforeEach, expect, test } from 'vitest';
import {
  createOpenTelemetry,
  type OpenTelemetry,
} from '../../../src/adapters/telemetry/open-telemetry.ts';
import { createOtlpExporter } from '../../../src/adapters/telemetry/otlp.ts';
import { tracedLog } from '../../../src/adapters/telemetry/traced-log.ts';
import { traceIdOf } from '../../../src/core/trace-id.ts';
import type { Log } from '../../../src/ports/log.ts';
import { promotion } from '../../core/samples.ts';
import { openOutsider } from '../../scenarios/outsider.ts';

const ID = '01KAM0Q6V4T6W1G6R2JY9X5C3D';
const GUID = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const OF = { kind: 'promotion', id: ID } as const;

let kept: ReadableSpan[];
let otel: OpenTelemetry;
beforeEach(() => {
  kept = [];
  // The one of the package forgets what it was given when it is stopped, which is when it is given it.
  const keep: SpanExporter['export'] = (spans, done) => {
    kept.push(...spans);
    done({ code: 0 });
  };
  otel = createOpenTelemetry({ export: keep, shutdown: async () => undefined }, '1.0.0');
});

const spans = async (): Promise<readonly object[]> => {
  await otel.stop();
  return kept.map((span) => ({
    name: span.name,
    trace: span.spanContext().traceId,
    below: kept.find((each) => each.spanContext().spanId === span.parentSpanContext?.spanId)?.name,
    wrong: span.status.message,
  }));
};

const lines: object[] = [];
const log: Log = {
  debug: (fields) => void lines.push(fields),
  info: (fields) => void lines.push(fields),
  warn: (fields, message) => void lines.push({ ...fields, message }),
  error: (fields) => void lines.push(fields),
};

test('what is done for a promotion is of its trace, whatever it is done within', async () => {
  await otel.span({ name: 'delivery', of: { kind: 'delivery', id: GUID } }, async () => {
    await otel.span({ name: 'call' }, async () => undefined);
    await otel.span({ name: 'look', of: OF }, async () => {
      otel.mark('gate checks', { status: 'pass' });
      await otel.span({ name: 'look again', of: OF }, async () => undefined);
    });
  });
  otel.ended({ ...promotion({ kind: 'expired', at: 9 }), id: ID, requestedAt: 1 }, 9);
  const of = traceIdOf(ID);
  const trace = traceIdOf(GUID);
  expect(await spans()).toEqual([
    { name: 'call', trace, below: 'delivery' },
    { name: 'gate checks', trace: of, below: 'look' },
    { name: 'look again', trace: of, below: 'look' },
    { name: 'look', trace: of, below: 'promotion' },
    { name: 'delivery', trace },
    { name: 'promotion', trace: of },
  ]);
});

test('a fault that is thrown is noted and thrown on', async () => {
  const fault = new Error('GitHub did not answer');
  const work = otel.span({ name: 'call' }, () => Promise.reject(fault));
  await expect(work).rejects.toBe(fault);
  expect(await spans()).toMatchObject([{ name: 'call', wrong: 'GitHub did not answer' }]);
});

test('a line of the log names the span that it was written in, and none outside of any', async () => {
  lines.length = 0;
  const traced = tracedLog(log, otel.fields);
  traced.info({ a: 1 }, 'before');
  await otel.span({ name: 'look', of: OF }, async () => traced.info({ a: 2 }, 'within'));
  await otel.stop();
  const span_id = kept[0]?.spanContext().spanId;
  expect(lines).toEqual([{ a: 1 }, { a: 2, trace_id: traceIdOf(ID), span_id }]);
});

test('says once that spans cannot be sent, and again after they could', async () => {
  lines.length = 0;
  const collector = await openOutsider();
  const exporter = createOtlpExporter(collector.url, log);
  const send = (): Promise<void> => new Promise((done) => exporter.export([], () => done()));
  for (const status of [400, 400, 200, 400]) {
    collector.answer(status);
    await send();
  }
  await collector.close();
  const said = 'spans could not be sent';
  expect(lines).toMatchObject([{ message: said }, { message: said }]);
  expect(collector.asked[0]?.path).toBe('/v1/traces');
});
