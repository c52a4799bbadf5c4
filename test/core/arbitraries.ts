/** Random whole decisions: a small cast of people, so that they meet each other in many parts. */
import fc from 'fast-check';
import type { Change, Check, Commit, Facts, PullRequestFacts } from '../../src/core/facts.ts';
import type { Freeze } from '../../src/core/freezes/freeze.ts';
import { MINUTE } from '../../src/core/instant.ts';
import { CHANNELS, type Person } from '../../src/core/person.ts';
import type {
  EffectivePolicy,
  EnvironmentPolicy,
  GateSetting,
  SeparationPolicy,
} from '../../src/core/policy.ts';
import type { PromotionRequest } from '../../src/core/promotion/request.ts';
import { releaseOf } from '../../src/core/release.ts';
import * as sample from './samples.ts';

const CAST: readonly Person[] = [
  ...[1, 2, 3, 4, 5, 6].map((id) => sample.person(id)),
  sample.robot,
];
const SHAS = ['a', 'b', 'c', 'd'].map((seed) => sample.sha(seed));
const TREES = ['ae', 'be'].map((seed) => sample.sha(seed));

const arbPerson = fc.constantFrom(...CAST);
const arbSha = fc.constantFrom(...SHAS);
const arbTree = fc.constantFrom(...TREES);
const arbAt = fc.integer({ min: -20, max: 20 }).map((n) => sample.NOON + n * MINUTE);
const arbIdentity = fc.oneof(
  { weight: 6, arbitrary: arbPerson.map((who) => sample.identity(who)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('a@old', 'b@old').map((email) => sample.identity(null, email)),
  },
  { weight: 1, arbitrary: fc.constant(sample.identity(sample.webFlow)) },
);

const arbCommit: fc.Arbitrary<Commit> = fc.record({
  sha: arbSha,
  tree: arbTree,
  parents: fc.array(arbSha, { maxLength: 2 }),
  authors: fc.array(arbIdentity, { minLength: 1, maxLength: 3 }),
  committer: arbIdentity,
});

const arbPushers = fc.option(fc.array(arbPerson, { maxLength: 3 }), { freq: 8 });

export const arbPull = (number: number): fc.Arbitrary<PullRequestFacts> =>
  fc.record({
    number: fc.constant(number),
    author: fc.option(arbPerson, { freq: 8 }),
    state: fc.constantFrom('open', 'merged'),
    headRef: fc.constant('feature'),
    headSha: arbSha,
    headTree: arbTree,
    baseRef: fc.constant('main'),
    fork: fc.boolean(),
    mergeSha: fc.option(arbSha),
    mergeTree: fc.option(arbTree),
    mergedBy: fc.option(arbPerson),
    mergedByGitHub: fc.boolean(),
    commits: fc.array(arbCommit, { minLength: 1, maxLength: 3 }),
    pushers: arbPushers,
    reviews: fc
      .array(
        fc.record({
          person: arbPerson,
          state: fc.constantFrom(
            'approved',
            'approved',
            'changes_requested',
            'dismissed',
            'commented',
          ),
          sha: arbSha,
          at: arbAt,
          canWrite: fc.boolean(),
        }),
        { maxLength: 5 },
      )
      .map((reviews) => reviews.map((review, index) => ({ ...review, id: number * 100 + index }))),
  });

const arbChanges: fc.Arbitrary<readonly Change[]> = fc
  .tuple(
    fc.option(arbPull(5)),
    fc.option(arbPull(6)),
    fc.option(
      fc.record({
        commits: fc.array(arbCommit, { minLength: 1, maxLength: 3 }),
        pushers: arbPushers,
      }),
    ),
  )
  .map(([five, six, direct]) => [
    ...[five, six].flatMap((pull) =>
      pull === null ? [] : [{ kind: 'pull-request', pullRequest: pull } as const],
    ),
    ...(direct === null ? [] : [{ kind: 'commits', ...direct } as const]),
  ]);

const arbCheck: fc.Arbitrary<Check> = fc.record({
  name: fc.constantFrom('build', 'test'),
  app: fc.constantFrom('github-actions', 'status'),
  appId: fc.constantFrom(15_368, null),
  status: fc.constantFrom('completed', 'completed', 'pending'),
  conclusion: fc.constantFrom('success', 'success', 'skipped', 'failure', null),
  workflowEvent: fc.constantFrom('push', 'deployment', null),
  startedAt: fc.option(arbAt),
  id: fc.integer({ min: 0, max: 3 }),
  url: fc.constant(null),
  required: fc.boolean(),
  own: fc.boolean(),
});

const arbRequest: fc.Arbitrary<PromotionRequest> = fc
  .record({
    sha: arbSha,
    tree: arbTree,
    pullNumber: fc.constantFrom(12, 12, 12, null),
    requesters: fc.array(
      fc.record({ person: arbPerson, through: fc.option(arbPerson, { freq: 1 }) }),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    retryOf: fc.constantFrom(['P0'], []),
  })
  .map(({ sha, tree, requesters, ...rest }) => {
    const [first, ...others] = requesters.map(({ person, through }) =>
      sample.requester(person, through),
    );
    const release = releaseOf(7, sha, tree);
    return sample.request({
      ...rest,
      release,
      requesters: [first ?? sample.requester(sample.ada), ...others],
    });
  });

const arbGates: fc.Arbitrary<readonly GateSetting[]> = fc
  .tuple(
    fc.subarray([
      'freeze',
      'predecessor',
      'contains-live',
      'checks',
      'approvals',
      'separation-of-duties',
    ]),
    fc.constantFrom('all', 'required'),
  )
  .chain(([names, required]) =>
    fc
      .shuffledSubarray(names, { minLength: names.length })
      .map((shuffled) =>
        shuffled.map((name) => sample.gateSetting(name, name === 'checks' ? { required } : {})),
      ),
  );

const arbRules = fc.subarray(['platform', 'people', 'writers']).map((names) =>
  names.map((name) => ({
    ...sample.rule(name),
    ...(name === 'platform' ? { teams: ['platform'] } : {}),
    ...(name === 'people' ? { users: ['person-2', 'person-3', 'PERSON-4'] } : {}),
    ...(name === 'writers' ? { permission: 'write' as const, count: 2 } : {}),
  })),
);

const arbLevel = fc.constantFrom<SeparationPolicy['level'][]>(
  'off',
  'requester',
  'change',
  'strict',
  'strict',
  ['author', 'mergers'],
);

const arbFreezes: fc.Arbitrary<readonly Freeze[]> = fc.subarray([
  sample.weekend(),
  sample.weekend({
    name: 'moving',
    verbs: ['promote', 'rollback'],
    when: { kind: 'once', from: '2026-11-20T18:00', to: '2026-11-21T13:05' },
  }),
]);

const arbEnvironment: fc.Arbitrary<Partial<EnvironmentPolicy>> = fc.record({
  freezes: arbFreezes,
  allow: fc.constant({
    ...sample.environment().allow,
    except: sample.rule('writers', { permission: 'write' }),
  }),
  gates: arbGates,
  fanIn: fc.constantFrom('all', 'any'),
  after: fc.subarray(['development', 'staging']),
  unknownAuthors: fc.constantFrom('block', 'ignore'),
  approvals: fc.record({
    rules: arbRules,
    distinctPeople: fc.constantFrom(null, 2),
    via: fc.constantFrom(null, ['review', 'comment'] as const),
    afterRequest: fc.boolean(),
  }),
  separationOfDuties: fc.record({
    level: arbLevel,
    reviewedChanges: fc.constantFrom('exempt', 'exclude'),
    promoteByOthers: fc.boolean(),
  }),
});

export const arbPolicy: fc.Arbitrary<EffectivePolicy> = fc
  .tuple(arbEnvironment, fc.constantFrom({}, { 'A@old': 'Person-3' }, { 'a@old': 'machine' }))
  .map(([environment, people]) => sample.policy(environment, people));

export interface Whole {
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly facts: Facts;
}

const arbVotes = (policy: EffectivePolicy, promotion: PromotionRequest) =>
  fc
    .array(
      fc.record({
        person: arbPerson,
        choice: fc.constantFrom('approve', 'approve', 'approve', 'reject'),
        via: fc.constantFrom(...CHANNELS),
        at: arbAt,
        promotionId: fc.constantFrom('P1', 'P1', 'P0', 'P-9'),
        policyDigest: fc.constantFrom(policy.digest, policy.digest, sample.policy().digest),
      }),
      { maxLength: 6 },
    )
    .map((votes) =>
      votes.map((vote, index) => ({
        ...sample.vote(vote.person),
        ...vote,
        id: `V${index}`,
        releaseId: promotion.release.id,
      })),
    );

const arbExceptions = (policy: EffectivePolicy) =>
  fc
    .array(
      fc.record({
        person: arbPerson,
        at: arbAt,
        promotionId: fc.constantFrom('P1', 'P1', 'P1', 'P0'),
        from: fc.constantFrom(sample.WEEKEND_FROM, sample.WEEKEND_FROM, sample.NOON),
        policyDigest: fc.constantFrom(policy.digest, policy.digest, sample.policy().digest),
      }),
      { maxLength: 4 },
    )
    .map((all) =>
      all.map((each, index) => ({ ...sample.exception(each.person), ...each, id: `X${index}` })),
    );

const arbFacts = (policy: EffectivePolicy, promotion: PromotionRequest): fc.Arbitrary<Facts> =>
  fc
    .record({
      pullRequest:
        promotion.pullNumber === null ? fc.constant(null) : arbPull(promotion.pullNumber),
      checks: fc.array(arbCheck, { maxLength: 5 }),
      required: fc.array(
        fc.record({
          name: fc.constantFrom('build', 'test'),
          appId: fc.constantFrom(15_368, 7, null),
        }),
        { maxLength: 3 },
      ),
      live: fc.option(fc.record({ sha: arbSha, tree: arbTree }).map((over) => sample.live(over))),
      shipped: fc.record({
        relation: fc.constantFrom('first', 'identical', 'ahead', 'ahead', 'behind', 'diverged'),
        changes: arbChanges,
      }),
      history: fc.array(
        fc
          .record({
            promotionId: fc.constantFrom('Pa', 'Pb'),
            environment: fc.constantFrom('development', 'staging'),
            sha: arbSha,
            tree: arbTree,
            at: arbAt,
            requesters: fc.array(arbPerson, { minLength: 1, maxLength: 2 }),
            rolledBack: fc.boolean(),
          })
          .map((over) => sample.completion(over)),
        { maxLength: 4 },
      ),
      votes: arbVotes(policy, promotion),
      exceptions: arbExceptions(policy),
      roster: fc.subarray([...CAST]).map((members) =>
        sample.roster({
          teams: { platform: members },
          roles: Object.fromEntries(CAST.map(({ id }) => [id, id % 2 === 0 ? 'write' : 'read'])),
        }),
      ),
    })
    .map((values) => ({
      pullRequest: sample.loaded(values.pullRequest),
      checks: sample.loaded(values.checks),
      requiredChecks: sample.loaded({ branch: 'main', checks: values.required }),
      live: sample.loaded(values.live),
      shipped: sample.loaded(values.shipped),
      history: sample.loaded(values.history),
      votes: sample.loaded(values.votes),
      exceptions: sample.loaded(values.exceptions),
      roster: sample.loaded(values.roster),
    }));

/** A policy, a request under it, and facts about that request. */
export const arbWhole: fc.Arbitrary<Whole> = fc
  .tuple(arbPolicy, arbRequest)
  .chain(([policy, promotion]) =>
    fc.record({
      policy: fc.constant(policy),
      promotion: fc.constant(promotion),
      facts: arbFacts(policy, promotion),
    }),
  );
