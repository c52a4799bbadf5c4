/** How fast a promotion is decided: every gate there is, many rules of approval, fifty people who approved. */

import { decide } from '../../src/core/decide.ts';
import type { Facts, Loaded } from '../../src/core/facts.ts';
import { gateNames } from '../../src/core/gates/registry.ts';
import { MINUTE } from '../../src/core/instant.ts';
import type { Person } from '../../src/core/person.ts';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import * as samples from '../../test/core/samples.ts';
import { atLeast, median, numberText, type Row } from '../row.ts';

/** With the gates, twenty that have to be satisfied. */
const RULES = 20 - gateNames.length;
const FREEZES = 5;
const APPROVALS = 50;
/** The others are reviews, as most are. */
const BY_COMMAND = 10;
/** Until the compiler has looked at all of it; the server of a team runs for weeks. */
const WARM_MS = 6_000;
const TURNS = 9;
const TURN_MS = 1_000;
const AT = samples.NOON + 60 * MINUTE;
const REQUEST = samples.request();

export const decidingRow = (): Row => {
  const policy = busyPolicy();
  const facts = factsUnder(policy);
  const { outcome, verdicts } = decide(policy, REQUEST, facts, AT);
  if (outcome !== 'allow') {
    const held = verdicts.filter(({ status }) => status !== 'pass');
    throw new Error(`what should be let go is not: ${JSON.stringify(held)}`);
  }
  decideFor(WARM_MS, policy, facts);
  const turns = Array.from({ length: TURNS }, () => decideFor(TURN_MS, policy, facts));
  return atLeast(5_000, {
    what: `decisions with ${verdicts.length} gates and ${APPROVALS} approvals`,
    value: median(turns),
    beside: `${numberText(Math.max(...turns))} in the best turn`,
    unit: 'a second',
    how: `a second of processor time, in the middle one of ${TURNS} turns; no policy can ask for more gates than these ${verdicts.length}; with ${RULES} rules of approval and ${FREEZES} freezes`,
  });
};

/** How many a second of one core: what else the machine does in that time does not count. */
const decideFor = (ms: number, policy: EffectivePolicy, facts: Facts): number => {
  const begun = performance.now();
  const before = process.cpuUsage();
  let decided = 0;
  while (performance.now() - begun < ms) {
    // The instant moves on, so that no answer could be one from before.
    decide(policy, REQUEST, facts, AT + decided);
    decided += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return (decided * 1_000_000) / (user + system);
};

const OPTIONS: Readonly<Record<string, unknown>> = {
  checks: { required: ['build', 'test'] },
  soak: { for: '30m' },
  http: { url: 'https://change.example/decide' },
  workflow: { file: 'e2e.yml' },
};

const busyPolicy = (): EffectivePolicy =>
  samples.policy({
    gates: gateNames.map((gate) => samples.gateSetting(gate, OPTIONS[gate] ?? {})),
    freezes: Array.from({ length: FREEZES }, (_, index) =>
      samples.weekend({ name: `weekend-${index}`, verbs: ['rollback'] }),
    ),
    approvals: {
      rules: Array.from({ length: RULES }, (_, index) =>
        samples.rule(`rule-${index}`, { count: 5, teams: [`team-${index}`] }),
      ),
      distinctPeople: 10,
      via: null,
      afterRequest: false,
    },
  });

const known = <T>(value: T): Loaded<T> => ({ ok: true, value });

const factsUnder = ({ digest }: EffectivePolicy): Facts => {
  const people = Array.from({ length: APPROVALS }, (_, index) => samples.person(100 + index));
  const { HEAD: sha, HEAD_TREE: tree, NOON, release, grace } = samples;
  const allowed = { status: 'allow', reason: 'success', until: null, evidence: null } as const;
  const asked = { policyDigest: digest, askedAt: NOON, deadline: NOON + MINUTE, url: null };
  const inquiries = ['http', 'workflow'].map((subject) => ({
    ...asked,
    subject,
    answer: { ...allowed, at: NOON + MINUTE },
  }));
  const before = { environment: 'staging', sha, tree, artifacts: [] };
  const completed = { ...before, promotionId: 'P0', releaseId: release.id, requesters: [grace] };
  return {
    pullRequest: known(
      samples.pull({ reviews: people.slice(BY_COMMAND).map((who) => samples.review(who)) }),
    ),
    checks: known(['build', 'test'].map((name) => samples.check(name))),
    requiredChecks: known(null),
    live: known(null),
    shipped: known({ relation: 'first', changes: [] }),
    history: known([{ ...completed, at: NOON - 60 * MINUTE, rolledBack: false, faulty: false }]),
    stays: known([{ ...before, since: NOON - 60 * MINUTE, healthy: true }]),
    containing: known([]),
    votes: known(
      people.slice(0, BY_COMMAND).map((who) => samples.vote(who, { policyDigest: digest })),
    ),
    exceptions: known([]),
    roster: known(rosterOf(people)),
    branches: known({
      defaultBranch: 'main',
      pull: { number: 12, state: 'open', baseRef: 'main' },
      having: [],
    }),
    signatures: known([{ sha, verified: true, reason: 'valid' }]),
    lock: known(null),
    halts: known([]),
    quarantines: known([]),
    inquiries: known(inquiries),
  };
};

const rosterOf = (people: readonly Person[]) =>
  samples.roster({
    teams: Object.fromEntries(
      Array.from({ length: RULES }, (_, team) => [
        `team-${team}`,
        people.filter(({ id }) => id % RULES === team).map(({ id, login }) => ({ id, login })),
      ]),
    ),
    roles: Object.fromEntries(people.map(({ id }) => [String(id), 'write' as const])),
  });
