/** The whole state machine as one table: every state with every input, and nothing else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyReason, GateVerdict } from '../../../src/core/decision.ts';
import { stateEvent } from '../../../src/core/promotion/events.ts';
import {
  isTerminal,
  type LifecycleInput,
  transition,
} from '../../../src/core/promotion/lifecycle.ts';
import type {
  DeploymentRef,
  PromotionState,
  StateKind,
} from '../../../src/core/promotion/state.ts';
import { ada, NOON, promotion } from '../samples.ts';

const AT = NOON + 5_000;
const ref: DeploymentRef = {
  id: '55',
  url: null,
  environmentUrl: null,
  logUrl: null,
  createdAt: NOON,
  started: false,
};
const failure = { code: 'deployment_failed', message: 'exit 1' } as const;
const running = { fence: 3, startedAt: NOON, deadline: NOON + 60_000, deployment: null };

const STATES: { readonly [K in StateKind]: Extract<PromotionState, { kind: K }> } = {
  pending: { kind: 'pending' },
  approved: { kind: 'approved', at: NOON, awaits: 'turn', executedBy: null },
  deploying: { kind: 'deploying', ...running },
  verifying: { kind: 'verifying', ...running, deployment: ref },
  completed: { kind: 'completed', ...running, deployment: ref, completedAt: NOON },
  rejected: { kind: 'rejected', by: ada, reason: 'no', at: NOON },
  cancelled: { kind: 'cancelled', by: ada, why: 'asked', at: NOON },
  superseded: { kind: 'superseded', why: 'newer_head', sha: 'b', at: NOON },
  expired: { kind: 'expired', at: NOON },
  failed: { kind: 'failed', failure, deployment: ref, at: NOON },
  rolled_back: { kind: 'rolled_back', by: 'P9', at: NOON, completedAt: NOON },
};

/** Only the status and the reason's code matter here. */
const blocked = (reason: AnyReason): GateVerdict => ({
  gate: 'checks',
  version: 1,
  evidence: [],
  status: 'block',
  reasons: [reason],
  changedBy: [],
  until: null,
});
const objected = blocked({
  code: 'changes_requested',
  people: [ada],
  rules: [],
  ignored: [],
  excluded: [],
});

const decided = (
  outcome: 'allow' | 'pending' | 'deny',
  onBlock: 'wait' | 'reject' = 'wait',
  verdicts: readonly GateVerdict[] = [blocked({ code: 'failed', checks: [] })],
) => ({ kind: 'decided', decision: { outcome, verdicts }, onBlock, execute: 'auto' }) as const;

const INPUTS = {
  allow: decided('allow'),
  pending: decided('pending'),
  deny: decided('deny'),
  'deny and reject': decided('deny', 'reject'),
  'deny by a review and reject': decided('deny', 'reject', [objected]),
  executed: { kind: 'executed', by: ada },
  rejected: { kind: 'rejected', by: ada, reason: 'no' },
  cancelled: { kind: 'cancelled', by: ada, why: 'asked' },
  superseded: { kind: 'superseded', why: 'newer_head', sha: 'b' },
  expired: { kind: 'expired' },
  admitted: { kind: 'admitted', fence: 3, deadline: AT + 60_000 },
  deployment_created: { kind: 'deployment_created', ref },
  deployment_started: { kind: 'deployment_started', ref: { ...ref, started: true } },
  deployment_succeeded: { kind: 'deployment_succeeded', ref },
  deployment_failed: { kind: 'deployment_failed', failure },
  verified: { kind: 'verified' },
  verification_failed: { kind: 'verification_failed', failure },
  timed_out: { kind: 'timed_out' },
  preempted: { kind: 'preempted' },
  rolled_back: { kind: 'rolled_back', by: 'P9' },
} satisfies Record<string, LifecycleInput>;
type InputName = keyof typeof INPUTS;

const waiting = {
  allow: 'approved',
  pending: 'pending',
  deny: 'pending',
  'deny and reject': 'rejected',
  'deny by a review and reject': 'pending',
  rejected: 'rejected',
  cancelled: 'cancelled',
  superseded: 'superseded',
  expired: 'expired',
} as const;
const failing = {
  deployment_failed: 'failed',
  verification_failed: 'failed',
  timed_out: 'failed',
  preempted: 'failed',
} as const;

/** Whatever is not here is refused. */
const ALLOWED: { readonly [K in StateKind]: Partial<Record<InputName, StateKind>> } = {
  pending: waiting,
  approved: { ...waiting, executed: 'approved', admitted: 'deploying' },
  deploying: {
    ...failing,
    deployment_created: 'deploying',
    deployment_started: 'deploying',
    deployment_succeeded: 'verifying',
  },
  verifying: { ...failing, verified: 'completed' },
  completed: { rolled_back: 'rolled_back' },
  failed: { rolled_back: 'rolled_back' },
  rejected: {},
  cancelled: {},
  superseded: {},
  expired: {},
  rolled_back: {},
};

const names = Object.keys(INPUTS) as InputName[];

describe.each(Object.values(STATES))('$kind', (state) => {
  test.each(names)('%s', (name) => {
    const before = promotion(state);
    const moved = transition(before, INPUTS[name], AT);
    const expected = ALLOWED[state.kind][name];
    if (expected === undefined) {
      expect(moved).toEqual({
        ok: false,
        problem: { code: 'invalid_transition', from: state.kind, to: INPUTS[name].kind },
      });
      return;
    }
    if (!moved.ok) throw new Error(`refused: ${moved.problem.code}`);
    expect(moved.value.state.kind).toBe(expected);
    const changed = moved.value.state !== state;
    expect(moved.value.version).toBe(changed ? 2 : 1);
    expect(moved.value.updatedAt).toBe(changed ? AT : NOON);
    if (!changed) expect(moved.value).toBe(before);
  });
});

test('an approved promotion that is allowed again keeps its place in the queue', () => {
  const before = promotion(STATES.approved);
  expect(transition(before, INPUTS.allow, AT)).toEqual({ ok: true, value: before });
});

describe('where the last step is left to a person', () => {
  const allowed = { ...INPUTS.allow, execute: 'manual' } as const;
  const approved = transition(promotion(STATES.pending), allowed, AT);
  if (!approved.ok) throw new Error('not approved');

  test('it stops in approved, and nothing admits it', () => {
    expect(approved.value.state).toEqual({
      kind: 'approved',
      at: AT,
      awaits: 'execution',
      executedBy: null,
    });
    expect(transition(approved.value, INPUTS.admitted, AT)).toMatchObject({ ok: false });
  });

  test('whoever executes it is named, once, and lets it go', () => {
    const executed = transition(approved.value, INPUTS.executed, AT + 1);
    if (!executed.ok) throw new Error('not executed');
    expect(executed.value.state).toMatchObject({ at: AT, awaits: 'turn', executedBy: ada });
    const again = transition(executed.value, { kind: 'executed', by: { ...ada, id: 9 } }, AT + 2);
    expect(again).toEqual({ ok: true, value: executed.value });
    expect(transition(executed.value, allowed, AT + 2)).toEqual({
      ok: true,
      value: executed.value,
    });
    expect(transition(executed.value, INPUTS.admitted, AT + 2)).toMatchObject({ ok: true });
  });

  test('what loses its approval has to be executed anew', () => {
    const steps = [INPUTS.executed, INPUTS.pending, allowed];
    const again = steps.reduce((current, input) => {
      const moved = transition(current, input, AT);
      if (!moved.ok) throw new Error(`refused: ${input.kind}`);
      return moved.value;
    }, approved.value);
    expect(again.state).toMatchObject({ awaits: 'execution', executedBy: null });
  });

  test('a policy that no longer asks for it lets it go, in its old place', () => {
    const moved = transition(approved.value, INPUTS.allow, AT + 9);
    expect(moved).toMatchObject({ value: { state: { at: AT, awaits: 'turn', executedBy: null } } });
  });
});

test('a second creation does not replace the deployment that is followed', () => {
  const before = promotion({ ...STATES.deploying, deployment: ref });
  const moved = transition(before, { kind: 'deployment_created', ref: { ...ref, id: '56' } }, AT);
  expect(moved).toEqual({ ok: true, value: before });
});

test('the fence and the deployment stay with a promotion to its end', () => {
  const moved = transition(promotion(STATES.verifying), INPUTS.verified, AT);
  expect(moved).toMatchObject({
    ok: true,
    value: { state: { kind: 'completed', fence: 3, deployment: { id: '55' }, completedAt: AT } },
  });
});

test('what failed says what, in at most 512 characters', () => {
  const message = `${'x'.repeat(510)}😀😀`;
  const moved = transition(
    promotion(STATES.deploying),
    { kind: 'deployment_failed', failure: { ...failure, message } },
    AT,
  );
  if (!moved.ok || moved.value.state.kind !== 'failed') throw new Error('not failed');
  const said = moved.value.state.failure.message;
  expect(said.length).toBeLessThanOrEqual(512);
  expect(said.isWellFormed()).toBe(true);
  expect(transition(promotion(STATES.deploying), INPUTS.timed_out, AT)).toMatchObject({
    value: { state: { failure: { code: 'deployment_timeout' } } },
  });
  expect(transition(promotion(STATES.deploying), INPUTS.preempted, AT)).toMatchObject({
    value: { state: { failure: { code: 'preempted' } } },
  });
});

test('nothing leaves a terminal state but a rollback of what completed or failed', () => {
  const inputs = fc.array(fc.constantFrom(...names), { maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(STATES)), inputs, (state, steps) => {
      let current = promotion(state);
      for (const step of steps) {
        const moved = transition(current, INPUTS[step], AT);
        if (!moved.ok) continue;
        const { kind } = current.state;
        const next = moved.value.state.kind;
        if (isTerminal(kind)) {
          expect(['completed', 'failed']).toContain(kind);
          expect(next).toBe('rolled_back');
        }
        if (next === 'deploying' && kind !== 'deploying') expect(kind).toBe('approved');
        current = moved.value;
      }
    }),
  );
});

test('a change of state is an event that names both; anything less is none', () => {
  const before = promotion(STATES.approved);
  const after = promotion(STATES.deploying);
  expect(stateEvent(before, after)).toMatchObject({
    kind: 'promotion.deploying',
    body: { from: 'approved', to: 'deploying', sha: before.release.sha, state: STATES.deploying },
  });
  expect(stateEvent(after, { ...after, version: 2 })).toBeNull();
});
