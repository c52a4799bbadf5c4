/** The checks of the commit: the policy says which must have succeeded. */
import { z } from 'zod';
import { canonicalJson } from '../digest.ts';
import type { Check, RequiredCheck, RequiredChecks } from '../facts.ts';
import type { GateSetting } from '../policy.ts';
import { gate, type Verdict } from './gate.ts';

export interface NamedCheck {
  readonly name: string;
  /** Slug of the app; null takes every app's. */
  readonly app: string | null;
}

export type ChecksReason =
  | { readonly code: 'succeeded'; readonly succeeded: number; readonly total: number }
  | { readonly code: 'no_checks_yet' }
  /** The policy leaves it to the branch, and the branch asks for none. */
  | { readonly code: 'none_required'; readonly branch: string }
  | { readonly code: 'missing'; readonly checks: readonly NamedCheck[] }
  | { readonly code: 'pending'; readonly checks: readonly NamedCheck[] }
  | {
      readonly code: 'failed';
      readonly checks: readonly (NamedCheck & {
        readonly conclusion: string;
        readonly url: string | null;
      })[];
    };

const named = z.union([
  z.string().min(1),
  z.strictObject({ name: z.string().min(1), app: z.string().min(1) }),
]);

const options = z.strictObject({
  required: z
    .union([z.literal('all'), z.literal('required'), z.array(named).min(1)])
    .describe(
      'all: every check of the commit; required: those the branch protection asks for; or names',
    ),
});

/** Conclusions that let pass. */
const GOOD: readonly Check['conclusion'][] = ['success', 'neutral', 'skipped'];
/** Workflows that a deployment started cannot be asked for before it. */
const OWN_EFFECTS = ['deployment', 'deployment_status'];

export const checks = gate({
  name: 'checks',
  version: 2,
  order: 2,
  options,
  byDefault: () => null,
  loosens: ({ required: before }, { required: after }) =>
    typeof before === 'string' || typeof after === 'string'
      ? before !== after
      : !before.every((name) => after.some((each) => canonicalJson(each) === canonicalJson(name))),
  needs: ['checks', 'requiredChecks'],
  wakesOn: ['checks', 'policy'],
  evaluate: ({ options: { required }, facts, promotion }): Verdict<ChecksReason> => {
    const counts = counting(promotion.runs ?? []);
    const candidates = newest(facts.checks.filter(counts));
    if (required === 'all') return judge(candidates, []);
    if (required === 'required') return judgeRequired(candidates, facts);
    const wanted = required.map(wantedCheck);
    const found = candidates.filter((check) => wanted.some((each) => matches(each, check)));
    const missing = wanted.filter((each) => !candidates.some((check) => matches(each, check)));
    return judge(found, missing);
  },
});

/** Whether a gate's options leave it to the branch which checks there must be. */
export const asksTheBranch = ({ gate, options: set }: GateSetting): boolean => {
  const read = options.safeParse(set);
  return gate === 'checks' && read.success && read.data.required === 'required';
};

/** GitHub marks only what has reported: the branch's own list says what is still to come. */
const judgeRequired = (
  candidates: readonly Check[],
  facts: { readonly checks: readonly Check[]; readonly requiredChecks: RequiredChecks | null },
): Verdict<ChecksReason> => {
  if (facts.requiredChecks === null) throw new Error('nobody asked which checks are required');
  const { branch, checks: wanted } = facts.requiredChecks;
  const own = facts.checks.filter((check) => check.own);
  const found = candidates.filter(
    (check) => check.required || wanted.some((each) => answers(check, each)),
  );
  const missing = wanted.filter((each) => ![...candidates, ...own].some((it) => answers(it, each)));
  if (found.length === 0 && missing.length === 0) {
    return {
      status: 'wait',
      reasons: [{ code: 'none_required', branch }],
      changedBy: [
        { kind: 'event', wake: 'policy' },
        { kind: 'event', wake: 'checks' },
      ],
      until: null,
    };
  }
  const names = [...new Set(missing.map((each) => each.name))].sort();
  return judge(
    found,
    names.map((name) => ({ name, app: null })),
  );
};

/** Of a status nobody says which app made it; GitHub itself knows, and says whether it is required. */
const answers = (check: Check, wanted: RequiredCheck): boolean =>
  check.name === wanted.name &&
  (wanted.appId === null ||
    check.appId === wanted.appId ||
    (check.app === 'status' && check.required));

/** A run cannot end before the job of it that waits for us. */
const counting =
  (waiting: readonly string[]) =>
  (check: Check): boolean =>
    !check.own &&
    !OWN_EFFECTS.includes(check.workflowEvent ?? '') &&
    !waiting.includes(check.run ?? '');

const wantedCheck = (each: string | NamedCheck): NamedCheck =>
  typeof each === 'string' ? { name: each, app: null } : { name: each.name, app: each.app };

const matches = (wanted: NamedCheck, check: Check): boolean =>
  wanted.name === check.name && (wanted.app === null || wanted.app === check.app);

/** A re-run replaces the run before it; the same name from two apps stays two checks. */
const newest = (all: readonly Check[]): readonly Check[] => {
  const kept = new Map<string, Check>();
  for (const check of all) {
    const key = JSON.stringify([check.app, check.name]);
    const before = kept.get(key);
    if (before === undefined || isNewer(check, before)) kept.set(key, check);
  }
  return [...kept.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, check]) => check);
};

/** Of two that cannot be told apart by age the worse one stands. */
const isNewer = (a: Check, b: Check): boolean => {
  if (a.id !== b.id) return a.id > b.id;
  if (a.startedAt !== b.startedAt) return (a.startedAt ?? 0) > (b.startedAt ?? 0);
  const order = badness(a) - badness(b);
  return order === 0 ? canonicalJson(a) > canonicalJson(b) : order > 0;
};

const badness = (check: Check): number => (isBad(check) ? 2 : check.status === 'pending' ? 1 : 0);

const isBad = (check: Check): boolean =>
  check.status === 'completed' && !GOOD.includes(check.conclusion);

/** What failed says no; what is still to come says wait; nothing at all is never a yes. */
const judge = (found: readonly Check[], missing: readonly NamedCheck[]): Verdict<ChecksReason> => {
  const changedBy = [{ kind: 'event', wake: 'checks' }] as const;
  const failed = found.filter(isBad).map((check) => ({
    ...nameOf(check),
    conclusion: check.conclusion ?? 'unknown',
    url: check.url,
  }));
  if (failed.length > 0) {
    return {
      status: 'block',
      reasons: [{ code: 'failed', checks: failed }],
      changedBy,
      until: null,
    };
  }
  const pending = found.filter((check) => check.status === 'pending').map(nameOf);
  const reasons: ChecksReason[] = [];
  if (pending.length > 0) reasons.push({ code: 'pending', checks: pending });
  if (missing.length > 0) reasons.push({ code: 'missing', checks: missing });
  if (found.length === 0 && missing.length === 0) reasons.push({ code: 'no_checks_yet' });
  const [first, ...also] = reasons;
  if (first !== undefined)
    return { status: 'wait', reasons: [first, ...also], changedBy, until: null };
  const succeeded = { code: 'succeeded', succeeded: found.length, total: found.length } as const;
  return { status: 'pass', reasons: [succeeded], changedBy: [], until: null };
};

const nameOf = (check: Check): NamedCheck => ({ name: check.name, app: check.app });
