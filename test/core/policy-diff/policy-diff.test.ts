/** What loosens and what tightens, key by key; and that no decision gets milder where nothing loosens. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decide } from '../../../src/core/decide.ts';
import type { Facts } from '../../../src/core/facts.ts';
import type { Freeze } from '../../../src/core/freezes/freeze.ts';
import { NOBODY_TOLD } from '../../../src/core/notify.ts';
import type { EffectivePolicy, EnvironmentPolicy, Grant } from '../../../src/core/policy.ts';
import { policyDifferences, stricterOf } from '../../../src/core/policy-diff/policy-diff.ts';
import type { Terms } from '../../../src/core/policy-diff/terms.ts';
import { arbPolicy, arbWhole } from '../arbitraries.ts';
import * as sample from '../samples.ts';

const terms = (over: Partial<EnvironmentPolicy> = {}, rest: Partial<Terms> = {}): Terms => ({
  environment: sample.environment(over),
  people: {},
  programs: [],
  ...rest,
});

/** `key part: effect` of each difference. */
const told = (before: Terms, after: Terms): readonly string[] =>
  policyDifferences(before, after).map(
    ({ key, part, effect }) => `${key}${part === null ? '' : ` ${part}`}: ${effect}`,
  );

const grant = (over: Partial<Grant>): Grant => ({
  users: [],
  teams: [],
  permission: null,
  ...over,
});
const rules = (...all: readonly ReturnType<typeof sample.rule>[]): Partial<EnvironmentPolicy> => ({
  approvals: { rules: all, distinctPeople: null, via: null, afterRequest: false },
});
const approvals = (over: Partial<EnvironmentPolicy['approvals']>): Partial<EnvironmentPolicy> => ({
  approvals: { rules: [], distinctPeople: null, via: null, afterRequest: false, ...over },
});
const level = (
  of: EnvironmentPolicy['separationOfDuties']['level'],
): Partial<EnvironmentPolicy> => ({
  separationOfDuties: { level: of, reviewedChanges: 'exempt', promoteByOthers: false },
});
const allow = (promote: Grant): Partial<EnvironmentPolicy> => ({
  allow: { ...sample.environment().allow, promote },
});
const checks = (
  required: unknown,
  onFailure: 'block' | 'warn' = 'block',
): Partial<EnvironmentPolicy> => ({
  gates: [{ gate: 'checks', options: { required }, onFailure }],
});
const { separationOfDuties, deploy, rollback } = sample.environment();
const platform = sample.rule('platform', { teams: ['platform'] });

const weekend: Freeze = {
  name: 'weekend',
  reason: null,
  timeZone: 'UTC',
  verbs: ['promote'],
  when: { kind: 'once', from: '2026-12-23T18:00', to: '2026-12-27T18:00' },
};

/** The second loosens the first; the other way round it tightens. */
const LOOSENS: Readonly<
  Record<string, readonly [Partial<EnvironmentPolicy>, Partial<EnvironmentPolicy>, string]>
> = {
  'production no more': [{ production: true }, { production: false }, 'production'],
  'an environment less before': [{ after: ['staging', 'qa'] }, { after: ['staging'] }, 'after'],
  'none before': [{ after: ['staging'] }, { after: [] }, 'after'],
  'another one that is enough': [
    { after: ['staging'], fanIn: 'any' },
    { after: ['staging', 'qa'], fanIn: 'any' },
    'after',
  ],
  'any instead of all': [
    { after: ['staging', 'qa'], fanIn: 'all' },
    { after: ['staging', 'qa'], fanIn: 'any' },
    'fanIn',
  ],
  'a gate less': [checks('all'), {}, 'gates checks'],
  'a gate that only warns of rollbacks': [
    { gates: [sample.gateSetting('commit-signature', {})] },
    {
      gates: [sample.gateSetting('commit-signature', {})],
      rollback: {
        ...rollback,
        gates: [{ ...sample.gateSetting('commit-signature'), onFailure: 'warn' }],
      },
    },
    'rollback gates',
  ],
  'a gate that only warns': [checks('all'), checks('all', 'warn'), 'gates checks'],
  'a check less': [checks(['build', 'test']), checks(['build']), 'gates checks'],
  'a shorter soak': [
    { gates: [sample.gateSetting('soak', { for: '2h' })] },
    { gates: [sample.gateSetting('soak', { for: '90m' })] },
    'gates soak',
  ],
  'a soak in one environment less': [
    { gates: [sample.gateSetting('soak', { for: '2h', in: ['qa', 'staging'] })] },
    { gates: [sample.gateSetting('soak', { for: '2h', in: ['staging'] })] },
    'gates soak',
  ],
  'a soak in one of those before it less': [
    { after: ['qa', 'staging'], gates: [sample.gateSetting('soak', { for: '2h' })] },
    {
      after: ['qa', 'staging'],
      gates: [sample.gateSetting('soak', { for: '2h', in: ['staging'] })],
    },
    'gates soak',
  ],
  'a soak in any of those before it': [
    {
      after: ['qa', 'staging'],
      fanIn: 'any',
      gates: [sample.gateSetting('soak', { for: '2h', in: ['qa'] })],
    },
    { after: ['qa', 'staging'], fanIn: 'any', gates: [sample.gateSetting('soak', { for: '2h' })] },
    'gates soak',
  ],
  'a soak somewhere, where there was nowhere': [
    { after: [], gates: [sample.gateSetting('soak', { for: '2h' })] },
    { after: [], gates: [sample.gateSetting('soak', { for: '2h', in: ['staging'] })] },
    'gates soak',
  ],
  'one more branch': [
    { gates: [sample.gateSetting('branch', { allowed: ['main'] })] },
    { gates: [sample.gateSetting('branch', { allowed: ['main', 'release/*'] })] },
    'gates branch',
  ],
  'a freeze less': [{ freezes: [weekend] }, {}, 'freezes weekend'],
  'a shorter freeze': [
    { freezes: [weekend] },
    {
      freezes: [
        { ...weekend, when: { kind: 'once', from: '2026-12-23T18:00', to: '2026-12-26T18:00' } },
      ],
    },
    'freezes weekend',
  ],
  'a rule less': [rules(platform), {}, 'approvals rule platform'],
  'a smaller count': [rules({ ...platform, count: 2 }), rules(platform), 'approvals rule platform'],
  'a wider circle': [
    rules({ ...platform, permission: 'admin' }),
    rules(platform),
    'approvals rule platform',
  ],
  'fewer different people': [
    approvals({ distinctPeople: 2 }),
    approvals({}),
    'approvals distinct_people',
  ],
  'one more way to vote': [
    approvals({ via: ['review'] }),
    approvals({ via: ['review', 'comment'] }),
    'approvals via',
  ],
  'votes from before the request': [
    approvals({ afterRequest: true }),
    approvals({}),
    'approvals after_request',
  ],
  'strict to change': [level('strict'), level('change'), 'separationOfDuties level'],
  'change to requester': [level('change'), level('requester'), 'separationOfDuties level'],
  'requester to off': [level('requester'), level('off'), 'separationOfDuties level'],
  'a part less': [level(['author', 'mergers']), level(['author']), 'separationOfDuties level'],
  'reviewed changes exempt': [
    { separationOfDuties: { ...separationOfDuties, reviewedChanges: 'exclude' } },
    { separationOfDuties },
    'separationOfDuties reviewed_changes',
  ],
  'promoting on by the same': [
    { separationOfDuties: { ...separationOfDuties, promoteByOthers: true } },
    { separationOfDuties },
    'separationOfDuties promote_by_others',
  ],
  'unknown authors ignored': [
    { unknownAuthors: 'block' },
    { unknownAuthors: 'ignore' },
    'unknownAuthors',
  ],
  'forks allowed': [{ allowForks: false }, { allowForks: true }, 'allowForks'],
  'more who may ask': [
    allow(grant({ permission: 'maintain' })),
    allow(grant({ permission: 'write' })),
    'allow promote',
  ],
  'waiting instead of ending': [{ onBlock: 'reject' }, { onBlock: 'wait' }, 'onBlock'],
  'going on by itself': [{ execute: 'manual' }, { execute: 'auto' }, 'execute'],
  'waiting longer': [{ expireAfterMs: 1 }, { expireAfterMs: 2 }, 'expireAfterMs'],
  'one more whose deployments prove': [
    { trustDeploymentsBy: [] },
    { trustDeploymentsBy: ['ci[bot]'] },
    'trustDeploymentsBy ci[bot]',
  ],
  'promoting by itself': [{ autoPromote: null }, { autoPromote: { on: 'push' } }, 'autoPromote'],
  'a rollback that nobody approves': [
    { rollback: { ...rollback, ...rules(platform) } },
    { rollback },
    'rollback approvals',
  ],
  'a gate less for rollbacks': [
    { rollback: { ...rollback, ...checks('all') } },
    { rollback },
    'rollback gates',
  ],
  'a migration less to be told of': [
    { rollback: { ...rollback, migrations: [{ path: 'db/**', irreversible: true }] } },
    { rollback: { ...rollback, migrations: [{ path: 'db/**', irreversible: false }] } },
    'rollback migrations',
  ],
  'one more whose word counts': [
    { deploy: { deployer: 'github', timeoutMs: 1_800_000, reporters: [] } },
    { deploy },
    'deploy reporter github-actions[bot]',
  ],
};

describe.each(Object.entries(LOOSENS))('%s', (_name, [before, after, key]) => {
  it('loosens, and back tightens', () => {
    expect(told(terms(before), terms(after))).toEqual([`${key}: loosens`]);
    expect(told(terms(after), terms(before))).toEqual([`${key}: tightens`]);
  });

  it('does not hold before it is approved, and then does', () => {
    expect(stricterOf(terms(before), terms(after))).toEqual(terms(before));
    expect(stricterOf(terms(before), terms(after), () => true)).toEqual(terms(after));
  });
});

describe('what cannot be told to be no loosening is one', () => {
  it.each([
    [
      'other people than before',
      rules(sample.rule('r', { users: ['ada'] })),
      rules(sample.rule('r', { users: ['grace'] })),
      'approvals rule r',
    ],
    [
      'named people, and a permission',
      rules(sample.rule('r', { users: ['ada'] })),
      rules(sample.rule('r', { permission: 'admin' })),
      'approvals rule r',
    ],
    ['all checks, and named ones', checks('all'), checks(['build']), 'gates checks'],
    [
      'parts that neither list holds',
      level(['author']),
      level(['mergers']),
      'separationOfDuties level',
    ],
    ['mergers, and strict', level(['mergers']), level('strict'), 'separationOfDuties level'],
    ['another environment before', { after: ['qa'] }, { after: ['staging'] }, 'after'],
  ] as const)('%s', (_name, before, after, key) => {
    expect(told(terms(before), terms(after))).toEqual([`${key}: loosens`]);
    expect(told(terms(after), terms(before))).toEqual([`${key}: loosens`]);
  });

  it('the options of a gate that nobody knows', () => {
    const gate = (n: number) => ({ gates: [sample.gateSetting('a-gate-of-tomorrow', { n })] });
    expect(told(terms(gate(1)), terms(gate(2)))).toEqual(['gates a-gate-of-tomorrow: loosens']);
  });

  it('another deployer', () => {
    const other = { ...deploy, deployer: 'other' } as unknown as typeof deploy;
    expect(told(terms(), terms({ deploy: other }))).toEqual(['deploy deployer: loosens']);
  });
});

it('a new rule loosens where its people count among the different ones that are asked for', () => {
  const two = { rules: [platform], distinctPeople: 2 };
  const anyone = sample.rule('anyone', { permission: 'write' });
  const leads = sample.rule('leads', { teams: ['platform'], permission: 'admin' });
  expect(
    told(terms(approvals(two)), terms(approvals({ ...two, rules: [platform, anyone, leads] }))),
  ).toEqual(['approvals rule anyone: loosens', 'approvals rule leads: tightens']);
});

describe('who is who', () => {
  const known = { people: { 'ada@old': 'ada' } };
  it('let in by a name, blocked without', () => {
    expect(told(terms(), terms({}, known))).toEqual(['people ada@old: loosens']);
    expect(told(terms({}, known), terms())).toEqual(['people ada@old: tightens']);
  });

  it('excludes where unknown authors are ignored: taking the name away loosens', () => {
    const ignores = { unknownAuthors: 'ignore' } as const;
    expect(told(terms(ignores, known), terms(ignores))).toEqual(['people ada@old: loosens']);
  });

  it('decides which programs may command', () => {
    const bot = { programs: ['bot'] };
    expect(told(terms(), terms({}, bot))).toEqual(['programs bot: loosens']);
    expect(told(terms({}, bot), terms())).toEqual(['programs bot: tightens']);
  });
});

describe('what changes and loosens nothing', () => {
  const channel = { channel: '#releases', events: null, severity: 'info' } as const;
  const telling = { ...NOBODY_TOLD, slack: [channel] };
  it.each([
    ['the queue', {}, { queue: 'latest' }, 'queue'],
    ['who is told', { notify: NOBODY_TOLD }, { notify: telling }, 'notify'],
    ['nobody is told any more', { notify: telling }, {}, 'notify'],
    ['the time of a deployment', {}, { deploy: { ...deploy, timeoutMs: 1 } }, 'deploy timeout'],
  ] as const)('%s', (_name, before, after, key) => {
    expect(told(terms(before), terms(after))).toEqual([`${key}: changes`]);
  });

  it('names, links and reminders decide nothing', () => {
    const after = terms({ name: 'live', aliases: [], url: 'https://x', remindAfterMs: null });
    expect(told(terms(), after)).toEqual([]);
    expect(stricterOf(terms(), after)).toEqual(after);
  });

  it('a rule under another name, or one that another asks for as well', () => {
    const named = sample.rule('ops', { teams: ['platform'], count: 2 });
    expect(told(terms(rules(platform)), terms(rules(named)))).toEqual([
      'approvals rule platform: changes',
      'approvals rule ops: tightens',
    ]);
  });

  it('a rule goes with another only where that one stays as it was', () => {
    const both = rules(platform, sample.rule('ops', { teams: ['platform'], count: 2 }));
    const loosened = rules(sample.rule('ops', { teams: ['platform'] }));
    expect(told(terms(both), terms(loosened))).toContain('approvals rule platform: loosens');
  });

  it('a key that the stored terms did not have yet', () => {
    const { allowForks: _unknown, ...older } = sample.environment();
    const before = { ...terms(), environment: older as EnvironmentPolicy };
    expect(told(before, terms({ allowForks: true }))).toEqual([]);
  });
});

it('what tightens holds at once, beside what may not loosen yet', () => {
  const before = terms({ ...rules(platform), ...checks('all'), allowForks: false });
  const after = terms({
    ...rules(sample.rule('security', { users: ['grace'] })),
    unknownAuthors: 'ignore',
    separationOfDuties: { ...separationOfDuties, promoteByOthers: true },
    gates: [sample.gateSetting('predecessor')],
  });
  const { environment } = stricterOf(before, after);
  expect(environment.approvals.rules.map(({ name }) => name)).toEqual(['security', 'platform']);
  expect(environment.gates.map(({ gate }) => gate)).toEqual(['predecessor', 'checks']);
  expect(environment.separationOfDuties.promoteByOthers).toBe(true);
  expect(environment.unknownAuthors).toBe('block');
});

const RUNS = { numRuns: 300 };
const arbTerms = arbPolicy.map(
  ({ environment, people }): Terms => ({ environment, people, programs: [] }),
);
const AT = sample.NOON + 600_000;

const effective = ({ environment, people }: Terms): EffectivePolicy => ({
  ...sample.policy(environment, people),
  environment,
});

/** Votes are bound to the policy that is decided on: otherwise every other one voids them. */
const bound = (facts: Facts, { digest }: EffectivePolicy): Facts => {
  if (facts.votes?.ok !== true) return facts;
  const value = facts.votes.value.map((vote) => ({ ...vote, policyDigest: digest }));
  return { ...facts, votes: { ok: true, value } };
};

it('a soak is not shorter or elsewhere because the way there does not change yet', () => {
  const held = (was: object, is: object, after: readonly string[]) => {
    const former = terms({ after: ['qa'], gates: [sample.gateSetting('soak', was)] });
    const file = terms({ after, gates: [sample.gateSetting('soak', is)] });
    return stricterOf(former, file).environment.gates.map(({ options }) => options);
  };
  expect(held({ for: '2h' }, { for: '1m' }, [])).toEqual([{ for: '2h' }]);
  const there = { for: '2h', in: ['staging'] };
  expect(held(there, { for: '2h' }, ['staging'])).toEqual([there]);
});

it('a circle of others loosens both ways, and of fewer of the same only where it widens', () => {
  const of = (...users: readonly string[]): Terms => {
    const { allow } = sample.environment();
    return terms({ allow: { ...allow, promote: { users, teams: [], permission: null } } });
  };
  const effects = (was: Terms, is: Terms) => policyDifferences(was, is).map(({ effect }) => effect);
  expect(effects(of('ada'), of('grace'))).toEqual(['loosens']);
  expect(effects(of('grace'), of('ada'))).toEqual(['loosens']);
  expect(effects(of('ada', 'grace'), of('Grace'))).toEqual(['tightens']);
  expect(effects(of('grace'), of('ada', 'grace'))).toEqual(['loosens']);
  expect(effects(of(), of('ada'))).toEqual(['loosens']);
});

test('no terms differ from themselves', () => {
  fc.assert(
    fc.property(arbTerms, (one) => {
      expect(policyDifferences(one, one)).toEqual([]);
    }),
    RUNS,
  );
});

test('what loosens one way tightens the other, or neither is known', () => {
  fc.assert(
    fc.property(arbTerms, arbTerms, (one, other) => {
      const there = policyDifferences(one, other);
      const back = policyDifferences(other, one);
      const tightens = there.filter(({ effect }) => effect === 'tightens');
      for (const { key, part } of tightens) {
        const again = back.find((each) => each.key === key && each.part === part);
        expect(again?.effect).not.toBe('changes');
      }
      expect(back).toHaveLength(there.length);
    }),
    RUNS,
  );
});

test('the stricter of two loosens neither', () => {
  fc.assert(
    fc.property(arbTerms, arbTerms, (one, other) => {
      const both = stricterOf(one, other);
      const loosened = policyDifferences(one, both).filter(({ effect }) => effect === 'loosens');
      expect(loosened).toEqual([]);
    }),
    RUNS,
  );
});

test('a decision gets no milder where nothing loosens', () => {
  fc.assert(
    fc.property(arbWhole, arbTerms, (whole, other) => {
      const before: Terms = { ...whole.policy, programs: [] };
      const after = stricterOf(before, other);
      const outcomes = [before, after].map((each) => {
        const policy = effective(each);
        return decide(policy, whole.promotion, bound(whole.facts, policy), AT).outcome;
      });
      if (outcomes[1] === 'allow') expect(outcomes[0]).toBe('allow');
    }),
    { numRuns: 400 },
  );
});

test('what is verified after deploying tightens where nothing was, and loosens where it is any other', () => {
  const verify = (...urls: readonly string[]): Terms =>
    terms({
      verify: {
        http: urls.map((url) => ({
          url,
          status: 200,
          contains: null,
          tries: 3,
          everyMs: 1,
          timeoutMs: 1,
        })),
        workflow: null,
      },
    });
  const [some, other] = [verify('https://a.example'), verify('https://b.example')];
  expect(told(terms(), some)).toEqual(['verify: tightens']);
  expect(told(some, terms())).toEqual(['verify: loosens']);
  expect(told(some, other)).toEqual(['verify: loosens']);
  expect(told(some, some)).toEqual([]);
  expect(stricterOf(some, terms()).environment.verify).toEqual(some.environment.verify);
});
