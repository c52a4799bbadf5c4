/** What a change of a promotion's state writes into the audit trail. */
import type { Promotion, PromotionState, StateKind } from './state.ts';

export interface StateEvent {
  readonly kind: `promotion.${StateKind}`;
  readonly body: {
    readonly from: StateKind;
    readonly to: StateKind;
    readonly sha: string;
    readonly state: PromotionState;
  };
}

/** The event of a transition, or null where the state stays what it was. */
export const stateEvent = (before: Promotion, after: Promotion): StateEvent | null => {
  const from = before.state.kind;
  const to = after.state.kind;
  if (from === to) return null;
  const { state, release } = after;
  return { kind: `promotion.${to}`, body: { from, to, sha: release.sha, state } };
};
