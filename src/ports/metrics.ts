/**
 * What is counted, for whoever watches many promotions at once. Labels come from what happened here;
 * whoever counts has to bound those that people choose, such as names of environments.
 */
import type { Outcome } from '../core/decision.ts';
import type { Status } from '../core/gates/gate.ts';
import type { Promotion } from '../core/promotion/state.ts';

export interface Metrics {
  /** Costs nothing that a caller would notice, and never throws. */
  note(what: Happening): void;
}

export const noMetrics: Metrics = { note: () => undefined };

/** `again`: it did not work and is tried again; `put_off`: GitHub or Slack asks to wait. */
export type WorkOutcome = 'done' | 'again' | 'put_off' | 'buried';
export type WorkKind = 'delivery' | 'promotion' | 'effect';

export type Happening =
  | {
      readonly kind: 'delivery';
      readonly event: string;
      readonly outcome: 'stored' | 'duplicate' | 'not_stored';
    }
  | {
      readonly kind: 'work';
      readonly what: WorkKind;
      /** The event of a delivery, the kind of an effect. */
      readonly name: string;
      readonly outcome: WorkOutcome;
      readonly ms: number;
    }
  | { readonly kind: 'round' }
  | { readonly kind: 'sweep' }
  | {
      readonly kind: 'decision';
      readonly environment: string;
      readonly outcome: Outcome;
      readonly verdicts: readonly { readonly gate: string; readonly status: Status }[];
    }
  /** It came into the state that it has. */
  | { readonly kind: 'state'; readonly promotion: Promotion; readonly sinceRequestMs: number }
  | {
      readonly kind: 'github_call';
      readonly method: string;
      /** With its values left open. */
      readonly route: string;
      /** 0 where no answer came. */
      readonly status: number;
      readonly ms: number;
    }
  /** Our own limiter left no room for it. */
  | { readonly kind: 'github_call_put_off'; readonly priority: number }
  | {
      readonly kind: 'github_quota';
      readonly installationId: number;
      readonly resource: 'core' | 'graphql';
      readonly left: number;
    }
  | {
      readonly kind: 'outside_request';
      readonly outcome: 'answered' | 'refused' | 'failed';
      readonly ms: number;
    };
