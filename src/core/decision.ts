/** The answer of `decide`: all verdicts, in order, and what they come to. */
import type { Digest } from './digest.ts';
import type { FactName, FactProblem } from './facts.ts';
import type { Reason, Verdict } from './gates/gate.ts';
import type { GateName, GateReason } from './gates/registry.ts';
import type { Instant } from './instant.ts';

/** Reasons that every gate can have, because `decide` gives them. */
export type CommonReason =
  | { readonly code: 'fact_missing'; readonly fact: FactName; readonly problem: FactProblem | null }
  | { readonly code: 'gate_failed'; readonly message: string };

export type AnyReason<G extends GateName = GateName> = GateReason<G> | CommonReason;

export interface GateVerdict<R extends Reason = AnyReason> extends Verdict<R> {
  readonly gate: GateName;
  readonly version: number;
  /** The facts it was given; the record keeps them all under one digest. */
  readonly evidence: readonly FactName[];
}

/** `deny`: some gate says no. `pending`: none says no, some not yet. */
export type Outcome = 'allow' | 'pending' | 'deny';

export interface Decision {
  readonly outcome: Outcome;
  readonly verdicts: readonly GateVerdict[];
  readonly at: Instant;
  /** Over gate versions, effective policy, request, facts, instant and verdicts, without ids of our own rows. */
  readonly determinismHash: Digest;
}
