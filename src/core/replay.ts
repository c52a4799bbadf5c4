/**
 * Compares a recorded decision with the same inputs decided again. A different answer is no fault where
 * gates have a new version since: then it says which.
 */
import type { Decision } from './decision.ts';
import type { Digest } from './digest.ts';
import type { DecisionBody } from './record.ts';

export interface VersionChange {
  readonly gate: string;
  /** Null where the gate was not asked. */
  readonly recorded: number | null;
  readonly now: number | null;
}

export type Replay =
  | { readonly kind: 'same'; readonly hash: Digest }
  | {
      readonly kind: 'differs';
      readonly recorded: Digest;
      readonly now: Digest;
      /** Gates of another version; none means that the inputs or the record were changed. */
      readonly versions: readonly VersionChange[];
      /** Gates that now answer differently. */
      readonly verdicts: readonly string[];
    };

/** `again` is the decision on the recorded policy, request, facts and instant. */
export const replay = (recorded: DecisionBody, again: Decision): Replay => {
  if (recorded.determinismHash === again.determinismHash) {
    return { kind: 'same', hash: again.determinismHash };
  }
  const before = byGate(recorded.verdicts);
  const now = byGate(again.verdicts);
  const gates = [...new Set([...before.keys(), ...now.keys()])].sort();
  return {
    kind: 'differs',
    recorded: recorded.determinismHash,
    now: again.determinismHash,
    versions: gates
      .map((gate) => ({
        gate,
        recorded: before.get(gate)?.version ?? null,
        now: now.get(gate)?.version ?? null,
      }))
      .filter((each) => each.recorded !== each.now),
    verdicts: gates.filter((gate) => before.get(gate)?.status !== now.get(gate)?.status),
  };
};

const byGate = (
  verdicts: Decision['verdicts'],
): ReadonlyMap<string, Decision['verdicts'][number]> =>
  new Map(verdicts.map((verdict) => [verdict.gate, verdict]));
