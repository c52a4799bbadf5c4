/** The checks of the commit: the policy says which must have succeeded. */
import { z } from 'zod';
import type { Check } from '../facts.ts';
import { gate, type Verdict } from './gate.ts';

export interface NamedCheck {
  readonly name: string;
  /** Slug of the app; null takes every app's. */
  readonly app: string | null;
}

export type ChecksReason =
  | { readonly code: 'succeeded'; readonly succeeded: number; readonly total: number }
  | { readonly code: 'no_checks_yet' }
  | { readonly code: 'missing'; readonly checks: readonly NamedCheck[] }
  | { readonly code: 'pending'; readonly checks: readonly NamedCheck[] }
  | {
      readonly code: 'failed';
      readonly checks: readonly (NamedCheck & { readonly conclusion: string; readonly url: string | null })[];
    };

const named = z.union([z.string().min(1), z.strictObject({ name: z.string().min(1), app: z.string().min(1) })]);

const options = z.strictObject({
  required: z
    .union([z.literal('all'), z.literal('required'), z.array(named).min(1)])
    .describe('all: every check of the commit; required: those the branch protection asks for; or names'),
});

/** Conclusions that let pass. */
const GOOD: readonly Check['conclusion'][] = ['success', 'neutral', 'skipped'];
/** Workflows that a deployment started cannot be asked for before it. */
const OWN_EFFECTS = ['deployment', 'deployment_status'];

export const checks = gate({
  name: 'checks',
  version: 1,
  order: 2,
  options,
  byDefault: () => null,
  needs: ['checks'],
  wakesOn: ['checks'],
  evaluate: ({ options: { required }, facts }): Verdict<ChecksReason> => {
    const candidates = newest(facts.checks.filter(counts));
    if (required === 'all') return judge(candidates, []);
    if (required === 'required') return judge(candidates.filter((check) => check.required), []);
    const wanted = required.map(wantedCheck);
    const found = candidates.filter((check) => wanted.some((each) => matches(each, check)));
    const missing = wanted.filter((each) => !candidates.some((check) => matches(each, check)));
    return judge(found, missing);
  },
});

const counts = (check: Check): boolean =>
  !check.own && !OWN_EFFECTS.includes(check.workflowEvent ?? '');

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

const isNewer = (a: Check, b: Check): boolean =>
  a.id !== b.id ? a.id > b.id : (a.startedAt ?? 0) > (b.startedAt ?? 0);

const judge = (found: readonly Check[], missing: readonly NamedCheck[]): Verdict<ChecksReason> => {
  const changedBy = [{ kind: 'event', wake: 'checks' }] as const;
  const bad = found.filter((check) => check.status === 'completed' && !GOOD.includes(check.conclusion));
  if (bad.length > 0) {
    const failures = bad.map((check) => ({
      ...nameOf(check),
      conclusion: check.conclusion ?? 'unknown',
      url: check.url,
    }));
    return { status: 'block', reasons: [{ code: 'failed', checks: failures }], changedBy, until: null };
  }
  const pending = found.filter((check) => check.status === 'pending').map(nameOf);
  const first: ChecksReason | null =
    pending.length > 0
      ? { code: 'pending', checks: pending }
      : missing.length > 0
        ? { code: 'missing', checks: missing }
        : found.length === 0
          ? { code: 'no_checks_yet' }
          : null;
  if (first === null) {
    const reason = { code: 'succeeded', succeeded: found.length, total: found.length } as const;
    return { status: 'pass', reasons: [reason], changedBy: [], until: null };
  }
  const also: ChecksReason[] =
    first.code === 'pending' && missing.length > 0 ? [{ code: 'missing', checks: missing }] : [];
  return { status: 'wait', reasons: [first, ...also], changedBy, until: null };
};

const nameOf = (check: Check): NamedCheck => ({ name: check.name, app: check.app });
