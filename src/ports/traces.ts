/**
 * Spans: what was done, below what, how long it took and how it ended. A promotion lives for days and
 * over restarts, so nothing is handed on from one look at it to the next: the id of its trace is its
 * own id, written otherwise, and whoever works on it, whenever, adds to the same trace.
 */
import type { Promotion } from '../core/promotion/state.ts';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What a trace is about; everything else belongs to the span that it happens in. */
export interface Subject {
  readonly kind: 'promotion' | 'delivery';
  readonly id: string;
}

export interface Span {
  readonly name: string;
  readonly attributes?: Attributes;
  /** Left out, it is a part of the span that runs now. */
  readonly of?: Subject | undefined;
}

export interface OpenSpan {
  set(attributes: Attributes): void;
  /** For a fault that is not thrown on. */
  fail(fault: unknown): void;
}

export interface Traces {
  /** Runs the work as this span; what it throws is noted and thrown on. */
  span<T>(span: Span, work: (open: OpenSpan) => Promise<T>): Promise<T>;
  /** What took no time of its own, within the span that runs now. */
  mark(name: string, attributes: Attributes): void;
  /** The whole of a promotion, from its request to its end. */
  ended(promotion: Promotion, at: number): void;
}

const nowhere: OpenSpan = { set: () => undefined, fail: () => undefined };

export const noTraces: Traces = {
  span: (_span, work) => work(nowhere),
  mark: () => undefined,
  ended: () => undefined,
};
