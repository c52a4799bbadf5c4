/** Ids of spans and traces: by chance, unless the next one is named beforehand. */
import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace';

interface Named {
  readonly traceId: string;
  readonly spanId: string | null;
}

export interface Ids extends IdGenerator {
  /** What `start` begins without a parent has these ids; where the span's is null, that is by chance. */
  next<T>(named: Named, start: () => T): T;
}

export const createIds = (): Ids => {
  const random = new RandomIdGenerator();
  let named: Named | null = null;
  return {
    generateTraceId: () => named?.traceId ?? random.generateTraceId(),
    generateSpanId: () => named?.spanId ?? random.generateSpanId(),
    next: (ids, start) => {
      named = ids;
      try {
        return start();
      } finally {
        named = null;
      }
    },
  };
};
