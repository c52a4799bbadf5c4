/** Who a grant reaches: users and teams, with the permission as a floor. */
import { expect, test } from 'vitest';
import { isEligible, mayDo } from '../../../src/core/approvals/roster.ts';
import type { Grant } from '../../../src/core/policy.ts';
import { ada, grace, linus, mary, person, roster } from '../samples.ts';

const grant = (over: Partial<Grant>): Grant => ({
  users: [],
  teams: [],
  permission: null,
  ...over,
});

test.each([
  ['nobody is named', grant({}), grace, false],
  ['a permission alone, held', grant({ permission: 'write' }), grace, true],
  ['a permission alone, more than held', grant({ permission: 'maintain' }), grace, false],
  [
    'a permission alone, of someone without a role',
    grant({ permission: 'read' }),
    person(50),
    false,
  ],
  ['a user by login in any case', grant({ users: ['GRACE'] }), grace, true],
  ['another user', grant({ users: ['grace'] }), mary, false],
  ['a member of the team', grant({ teams: ['platform'] }), linus, true],
  ['not a member', grant({ teams: ['platform'] }), mary, false],
  ['a team nobody loaded', grant({ teams: ['security'] }), grace, false],
  ['a team called like a property', grant({ teams: ['constructor'] }), grace, false],
  ['a member below the floor', grant({ teams: ['platform'], permission: 'write' }), linus, false],
  ['a member above the floor', grant({ teams: ['platform'], permission: 'write' }), ada, true],
  ['a named user below the floor', grant({ users: ['linus'], permission: 'write' }), linus, false],
  ['an admin who is in neither list', grant({ users: ['ada'], permission: 'write' }), mary, false],
])('%s', (_, granted, who, expected) => {
  expect(isEligible(granted, who, roster())).toBe(expected);
});

test('a member is told by id, not by a login that somebody took over', () => {
  const impostor = person(66, 'grace');
  expect(
    mayDo(grant({ teams: ['platform'] }), impostor, { role: 'admin', teams: roster().teams }),
  ).toBe(false);
});
