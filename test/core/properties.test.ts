/** What holds of every decision, whatever the policy, the people and the facts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, needsOf } from '../../src/core/decide.ts';
import type { Decision } from '../../src/core/decision.ts';
import { canonicalJson } from '../../src/core/digest.ts';
import type { FactName, Facts, Loaded, PullRequestFacts } from '../../src/core/facts.ts';
import { gateNames, gates } from '../../src/core/gates/registry.ts';
import type { Person } from '../../src/core/person.ts';
import type { EffectivePolicy, GateSetting } from '../../src/core/policy.ts';
import { arbPull, arbWhole, type Whole } from './arbitraries.ts';
import * as sample from './samples.ts';

const AT = sample.NOON + 600_000;
const RUNS = { numRuns: 400 };
const decided = ({ policy, promotion, facts }: Whole): Decision =>
  decide(policy, promotion, facts, AT);

const RANK = { allow: 0, pending: 1, deny: 2 };

const withGates = (whole: Whole, added: readonly GateSetting[]): Whole => {
  const { environment, people } = whole.policy;
  const policy = sample.policy({ ...environment, gates: [...environment.gates, ...added] }, people);
  // Votes stay bound to the policy that is decided on.
  return { ...whole, policy: { ...policy, digest: whole.policy.digest } };
};

test('one more gate never makes a decision milder', () => {
  const arbExtra = fc
    .constantFrom(...gateNames, 'a-gate-of-tomorrow')
    .map((name) => sample.gateSetting(name, name === 'checks' ? { required: ['build'] } : {}));
  fc.assert(
    fc.property(arbWhole, arbExtra, (whole, extra) => {
      const before = decided(whole).outcome;
      expect(RANK[decided(withGates(whole, [extra])).outcome]).toBeGreaterThanOrEqual(RANK[before]);
    }),
    RUNS,
  );
});

test('a gate that blocks denies', () => {
  fc.assert(
    fc.property(arbWhole, (whole) => {
      const { verdicts, outcome } = decided(whole);
      if (verdicts.some((verdict) => verdict.status === 'block')) expect(outcome).toBe('deny');
      if (verdicts.some((verdict) => ['wait', 'error', 'block'].includes(verdict.status))) {
        expect(outcome).not.toBe('allow');
      }
    }),
    RUNS,
  );
});

test('the order of facts never matters', () => {
  fc.assert(
    fc.property(arbWhole, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (whole, keys) => {
      const shuffled = { ...whole, facts: shuffle(whole.facts, keys) };
      expect(canonicalJson(decided(shuffled).verdicts)).toBe(
        canonicalJson(decided(whole).verdicts),
      );
    }),
    RUNS,
  );
});

test('the same input gives the same bytes, also out of the record', () => {
  fc.assert(
    fc.property(arbWhole, (whole) => {
      const stored = JSON.parse(canonicalJson(whole)) as Whole;
      expect(canonicalJson(decided(stored))).toBe(canonicalJson(decided(whole)));
    }),
    RUNS,
  );
});

test('whatever does not pass names what can change it', () => {
  fc.assert(
    fc.property(arbWhole, (whole) => {
      for (const { status, changedBy, gate } of decided(whole).verdicts) {
        if (status === 'pass') continue;
        expect(changedBy, gate).not.toEqual([]);
        if (status !== 'wait') continue;
        for (const change of changedBy) {
          if (change.kind === 'event') expect(gates[gate].wakesOn).toContain(change.wake);
        }
      }
    }),
    RUNS,
  );
});

test('a missing fact never passes', () => {
  const names: readonly FactName[] = [
    'pullRequest',
    'checks',
    'live',
    'shipped',
    'history',
    'votes',
    'exceptions',
    'roster',
  ];
  fc.assert(
    fc.property(arbWhole, fc.constantFrom(...names), fc.boolean(), (whole, name, wasTried) => {
      const { [name]: _gone, ...rest } = whole.facts;
      const problem = { code: 'unreachable', message: 'nobody answered' } as const;
      const facts: Facts = wasTried ? { ...rest, [name]: { ok: false, problem } } : rest;
      for (const verdict of decided({ ...whole, facts }).verdicts) {
        const needs: readonly FactName[] = gates[verdict.gate].needs;
        if (needs.includes(name)) expect(verdict.status).toBe('error');
      }
      if (needsOf(whole.policy.environment).includes(name))
        expect(decided({ ...whole, facts }).outcome).not.toBe('allow');
    }),
    RUNS,
  );
});

test('facts that no gate asked for change no verdict', () => {
  fc.assert(
    fc.property(arbWhole, (whole) => {
      const needs = needsOf(whole.policy.environment);
      const facts = Object.fromEntries(
        Object.entries(whole.facts).filter(([name]) => needs.some((need) => need === name)),
      );
      expect(decided({ ...whole, facts }).verdicts).toEqual(decided(whole).verdicts);
    }),
    RUNS,
  );
});

test('nobody with a part in the pull request or the request satisfies strict separation', () => {
  const strict = { level: 'strict', reviewedChanges: 'exempt', promoteByOthers: false } as const;
  fc.assert(
    fc.property(
      arbWhole,
      arbPull(12),
      fc.constantFrom('id', 'login', 'email'),
      (whole, pull, alias) => {
        const people = { 'a@old': 'PERSON-3', 'b@old': 'person-4' };
        const { environment } = whole.policy;
        const policy = sample.policy({ ...environment, separationOfDuties: strict }, people);
        const own = aliased({ ...pull, headSha: whole.promotion.release.sha }, alias);
        const { votes, exceptions } = whole.facts;
        const facts: Facts = {
          ...whole.facts,
          pullRequest: sample.loaded(own),
          votes: under(policy, votes),
          exceptions: under(policy, exceptions),
        };
        const promotion = { ...whole.promotion, pullNumber: 12 };
        const involved = [
          ...involvedIn(pull),
          ...promotion.requesters.map(({ person }) => person.id),
        ];
        const counted = countedIn(decide(policy, promotion, facts, AT));
        expect(counted.filter((person) => involved.includes(person.id) || person.machine)).toEqual(
          [],
        );
      },
    ),
    { numRuns: 1000 },
  );
});

test('nobody with a part in a change that nobody else read satisfies strict separation', () => {
  const strict = { level: 'strict', reviewedChanges: 'exempt', promoteByOthers: false } as const;
  fc.assert(
    fc.property(arbWhole, arbPull(5), (whole, other) => {
      const people = { 'a@old': 'PERSON-3', 'b@old': 'person-4' };
      const { environment } = whole.policy;
      const policy = sample.policy({ ...environment, separationOfDuties: strict }, people);
      const involved = involvedIn(other);
      const wasRead = other.reviews.some((review) => !involved.includes(review.person.id));
      fc.pre(!wasRead);
      const changes = [{ kind: 'pull-request', pullRequest: other }] as const;
      const facts: Facts = { ...whole.facts, shipped: sample.loaded(sample.shipped(changes)) };
      const counted = countedIn(decide(policy, whole.promotion, facts, AT));
      expect(counted.filter((person) => involved.includes(person.id))).toEqual([]);
    }),
    RUNS,
  );
});

/** The same said under another policy. */
function under<T extends object>(
  { digest }: EffectivePolicy,
  said: Loaded<readonly T[]> | undefined,
) {
  const all = said?.ok === true ? said.value : [];
  return sample.loaded(all.map((each) => ({ ...each, policyDigest: digest })));
}

/** Everyone with a part, by the words of the policy and not of the code. */
function involvedIn(pull: PullRequestFacts): readonly number[] {
  const ofAddress = (email: string): number => (email === 'a@old' ? 3 : email === 'b@old' ? 4 : 0);
  const written = pull.commits.flatMap((commit) => [...commit.authors, commit.committer]);
  return [
    pull.author?.id ?? 0,
    ...(pull.pushers ?? []).map((person) => person.id),
    ...written.map((identity) => identity.person?.id ?? ofAddress(identity.email)),
  ].filter((id) => id !== 0 && id !== sample.webFlow.id);
}

/** The same people under another login, or known by an address alone. */
function aliased(pull: PullRequestFacts, alias: string): PullRequestFacts {
  if (alias === 'id') return pull;
  const renamed = (person: Person): Person =>
    alias === 'login' ? { ...person, login: `former-${person.login}` } : person;
  const byAddress = (person: Person | null) =>
    person?.id === 3 || person?.id === 4
      ? sample.identity(null, person.id === 3 ? 'A@OLD' : 'B@old')
      : sample.identity(person);
  return {
    ...pull,
    author: pull.author === null ? null : renamed(pull.author),
    pushers: pull.pushers?.map(renamed) ?? null,
    commits: pull.commits.map((commit) => ({
      ...commit,
      authors: commit.authors.map((each) =>
        alias === 'email' && each.person ? byAddress(each.person) : each,
      ),
    })),
  };
}

function countedIn(decision: Decision): readonly Person[] {
  return decision.verdicts.flatMap(({ reasons }) =>
    reasons.flatMap((reason) =>
      'rules' in reason
        ? reason.rules.flatMap((rule) => rule.counted.map((each) => each.person))
        : 'windows' in reason
          ? reason.windows.flatMap(({ exception }) => exception?.confirmed?.person ?? [])
          : [],
    ),
  );
}

/** Every list in the facts in another order. */
function shuffle(facts: Facts, keys: readonly number[]): Facts {
  const mix = <T>(list: readonly T[]): readonly T[] =>
    list
      .map((value, index) => ({ value, key: (keys[index % keys.length] ?? 0) * (index + 1) }))
      .sort((a, b) => (a.key % 7) - (b.key % 7))
      .map(({ value }) => value);
  const mixDeep = (value: unknown): unknown => {
    if (Array.isArray(value)) return mix(value.map(mixDeep));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mixDeep(each)]));
  };
  return mixDeep(facts) as Facts;
}
