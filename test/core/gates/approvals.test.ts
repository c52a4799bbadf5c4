import { expect, test } from 'vitest';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';
import { NOON, policy, pull, request, roster, rule, shipped } from '../samples.ts';

holdsCorpus('approvals');

test('a team that GitHub does not know is an error, also where it is listed with nobody in it', () => {
  const asks = policy({
    approvals: {
      rules: [rule('platform', { teams: ['platform'] })],
      distinctPeople: null,
      via: null,
      afterRequest: false,
    },
  });
  const given = roster({ teams: { platform: [] }, unknownTeams: ['platform'] });
  const verdict = gates.approvals.evaluate({
    options: {},
    policy: asks,
    promotion: request(),
    facts: { pullRequest: pull(), shipped: shipped(), votes: [], roster: given },
    at: NOON,
  });
  expect(verdict).toMatchObject({
    status: 'error',
    reasons: [{ code: 'unknown_teams', teams: ['platform'] }],
  });
});

test('takes its rules from the environment and has no options', () => {
  expect(gates.approvals.byDefault({ production: false, after: [] })).toBeNull();
  expect(gates.approvals.options.safeParse({ rules: [] }).success).toBe(false);
});
