/**
 * The whole state machine of a promotion. Nothing changes a state except `transition`, and what it
 * does not know is refused with both states named.
 */

import { cut } from '../cut.ts';
import type { Decision } from '../decision.ts';
import type { Instant } from '../instant.ts';
import type { Person } from '../person.ts';
import type { Refusal } from '../reasons.ts';
import { no, ok, type Result } from '../result.ts';
import type {
  Deploying,
  DeploymentRef,
  Failure,
  Promotion,
  PromotionState,
  StateKind,
  StateOf,
} from './state.ts';

export type LifecycleInput =
  | {
      readonly kind: 'decided';
      readonly decision: Pick<Decision, 'outcome' | 'verdicts'>;
      readonly onBlock: 'wait' | 'reject';
      readonly execute: 'auto' | 'manual';
    }
  | { readonly kind: 'executed'; readonly by: Person }
  | { readonly kind: 'rejected'; readonly by: Person; readonly reason: string | null }
  | Omit<StateOf<'cancelled'>, 'at'>
  | Omit<StateOf<'superseded'>, 'at'>
  | { readonly kind: 'expired' }
  | { readonly kind: 'admitted'; readonly fence: number; readonly deadline: Instant }
  | { readonly kind: 'deployment_created'; readonly ref: DeploymentRef }
  | { readonly kind: 'deployment_started'; readonly ref: DeploymentRef }
  | { readonly kind: 'deployment_succeeded'; readonly ref: DeploymentRef }
  | { readonly kind: 'deployment_failed'; readonly failure: Failure }
  | { readonly kind: 'verified' }
  | { readonly kind: 'verification_failed'; readonly failure: Failure }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'preempted' }
  | { readonly kind: 'rolled_back'; readonly by: string };

const TERMINAL: readonly StateKind[] = [
  'completed',
  'rejected',
  'cancelled',
  'superseded',
  'expired',
  'failed',
  'rolled_back',
];

/** No longer open: nothing but a rollback changes it. */
export const isTerminal = (kind: StateKind): boolean => TERMINAL.includes(kind);

type Waiting = StateOf<'pending' | 'approved'>;

/** Nothing of it runs yet: votes count, and it can be withdrawn. */
export const isWaiting = (state: PromotionState): state is Waiting =>
  state.kind === 'pending' || state.kind === 'approved';

/** The promotion after the input, one version on; the same object where nothing changes. */
export const transition = (
  promotion: Promotion,
  input: LifecycleInput,
  at: Instant,
): Result<Promotion, Refusal> => {
  const state = next(promotion.state, input, at);
  if (state === null)
    return no({ code: 'invalid_transition', from: promotion.state.kind, to: input.kind });
  if (state === promotion.state) return ok(promotion);
  return ok({ ...promotion, state, version: promotion.version + 1, updatedAt: at });
};

/** The state after the input; the same one where nothing changes, null where it is not possible. */
const next = (state: PromotionState, input: LifecycleInput, at: Instant): PromotionState | null => {
  switch (state.kind) {
    case 'pending':
    case 'approved':
      return fromWaiting(state, input, at);
    case 'deploying':
      return fromDeploying(state, input, at);
    case 'verifying':
      return fromVerifying(state, input, at);
    case 'completed':
    case 'failed':
      return input.kind === 'rolled_back' ? rolledBack(state, input.by, at) : null;
    case 'rejected':
    case 'cancelled':
    case 'superseded':
    case 'expired':
    case 'rolled_back':
      return null;
    default:
      return state satisfies never;
  }
};

const rolledBack = (
  state: StateOf<'completed' | 'failed'>,
  by: string,
  at: Instant,
): PromotionState => {
  const completedAt = state.kind === 'completed' ? state.completedAt : null;
  return { kind: 'rolled_back', by, at, completedAt, deployment: state.deployment };
};

const fromWaiting = (state: Waiting, input: LifecycleInput, at: Instant): PromotionState | null => {
  switch (input.kind) {
    case 'decided':
      return decided(state, input, at);
    case 'executed':
      return state.kind === 'approved' ? executed(state, input.by) : null;
    case 'rejected':
      return { kind: 'rejected', by: input.by, reason: input.reason, at };
    case 'cancelled':
    case 'superseded':
      return { ...input, at };
    case 'expired':
      return { kind: 'expired', at };
    case 'admitted': {
      if (state.kind !== 'approved' || state.awaits !== 'turn') return null;
      const { fence, deadline } = input;
      return { kind: 'deploying', fence, startedAt: at, deadline, deployment: null };
    }
    default:
      return null;
  }
};

const decided = (
  state: Waiting,
  input: Extract<LifecycleInput, { kind: 'decided' }>,
  at: Instant,
): PromotionState => {
  switch (input.decision.outcome) {
    case 'allow':
      return approved(state, input.execute, at);
    case 'deny':
      if (input.onBlock === 'reject' && ends(input.decision))
        return { kind: 'rejected', by: null, reason: null, at };
      return state.kind === 'pending' ? state : { kind: 'pending' };
    case 'pending':
      return state.kind === 'pending' ? state : { kind: 'pending' };
    default:
      return input.decision.outcome satisfies never;
  }
};

/** A review that asks for changes blocks for as long as it stands, and ends nothing. */
const ends = ({ verdicts }: Pick<Decision, 'verdicts'>): boolean =>
  verdicts.some(
    ({ status, reasons }) =>
      status === 'block' && reasons.some(({ code }) => code !== 'changes_requested'),
  );

/** A policy that changed meanwhile may ask for the last step now, or no longer. */
const approved = (state: Waiting, execute: 'auto' | 'manual', at: Instant): StateOf<'approved'> => {
  const before = state.kind === 'approved' ? state : null;
  const executedBy = before?.executedBy ?? null;
  const awaits = execute === 'manual' && executedBy === null ? 'execution' : 'turn';
  if (before?.awaits === awaits) return before;
  return { kind: 'approved', at: before?.at ?? at, awaits, executedBy };
};

const executed = (state: StateOf<'approved'>, by: Person): StateOf<'approved'> =>
  state.awaits === 'turn' ? state : { ...state, awaits: 'turn', executedBy: by };

const fromDeploying = (
  state: Deploying,
  input: LifecycleInput,
  at: Instant,
): PromotionState | null => {
  switch (input.kind) {
    case 'deployment_created':
      return state.deployment === null ? { ...state, deployment: input.ref } : state;
    case 'deployment_started':
      return state.deployment?.started === true ? state : { ...state, deployment: input.ref };
    case 'deployment_succeeded':
      return { ...state, kind: 'verifying', deployment: input.ref };
    default:
      return failing(state.deployment, input, at);
  }
};

const fromVerifying = (
  state: StateOf<'verifying'>,
  input: LifecycleInput,
  at: Instant,
): PromotionState | null =>
  input.kind === 'verified'
    ? { ...state, kind: 'completed', completedAt: at }
    : failing(state.deployment, input, at);

/** The ways a running promotion can fail. */
const failing = (
  deployment: DeploymentRef | null,
  input: LifecycleInput,
  at: Instant,
): PromotionState | null => {
  switch (input.kind) {
    case 'deployment_failed':
    case 'verification_failed':
      return { kind: 'failed', failure: bounded(input.failure), deployment, at };
    case 'timed_out': {
      const message = 'The deployment did not end within its time limit.';
      return { kind: 'failed', failure: { code: 'deployment_timeout', message }, deployment, at };
    }
    case 'preempted': {
      const message = 'A rollback took the environment.';
      return { kind: 'failed', failure: { code: 'preempted', message }, deployment, at };
    }
    default:
      return null;
  }
};

const MAX_MESSAGE = 512;

/** What the other side said may be of any length. */
const bounded = (failure: Failure): Failure => {
  if (failure.message.length <= MAX_MESSAGE) return failure;
  return { ...failure, message: `${cut(failure.message, MAX_MESSAGE - 1)}…` };
};
