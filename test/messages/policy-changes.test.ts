/** A change of the policy is told in words and exact times, not as the data that holds it. */
import { expect, test } from 'vitest';
import { NOBODY_TOLD, type NotifyPolicy } from '../../src/core/notify.ts';
import type { Difference } from '../../src/core/policy-diff/policy-diff.ts';
import { policyChangesText } from '../../src/messages/policy-changes.ts';

const HOUR = 3_600_000;

const told = (difference: Difference): string | undefined =>
  policyChangesText({
    kind: 'proposed',
    environments: [
      { environment: 'production', former: 'production', differences: [difference], approvers: [] },
    ],
    gone: [],
    pulls: [],
    commits: [],
    people: [],
  }).at(2);

test.each([
  [
    { kind: 'once', from: '2026-12-23T18:00', to: '2027-01-02T06:00' },
    'closed from `2026-12-23T18:00` to `2027-01-02T06:00`, `Europe/Berlin`, for `promote`',
  ],
  [
    {
      kind: 'recurring',
      rule: 'FREQ=WEEKLY;BYDAY=SA',
      starts: '2026-01-03T00:00',
      durationMs: 36 * HOUR,
    },
    'closed for 1 d 12 h each time, `FREQ=WEEKLY;BYDAY=SA` from `2026-01-03T00:00` on, `Europe/Berlin`, for `promote`',
  ],
])('a freeze of %j', (when, said) => {
  const freeze = {
    name: 'quiet',
    reason: 'nobody *is* here',
    timeZone: 'Europe/Berlin',
    verbs: ['promote'],
    when,
  };
  const difference = { part: 'quiet', before: null, after: freeze, effect: 'tightens' } as const;
  expect(told({ key: 'freezes', ...difference })).toBe(
    `- **production**: \`freezes\` quiet none → ${said} (nobody \\*is\\* here), *tightens*`,
  );
});

test('who is told, of a URL the host alone', () => {
  const wish = { events: null, severity: 'info' } as const;
  const url = 'https://hooks.example.com/secret?token=x';
  const after: NotifyPolicy = {
    slack: [{ channel: '#releases', events: ['failed', 'rolled_back'], severity: 'warning' }],
    webhooks: [{ url, secret: 'default', ...wish }],
    email: [{ to: ['ops@example.com'], ...wish }],
  };
  const difference = { part: null, before: NOBODY_TOLD, after, effect: 'changes' } as const;
  expect(told({ key: 'notify', ...difference })).toBe(
    '- **production**: `notify` none → `#releases` (failed, rolled\\_back, warning at least), `hooks.example.com` (all events) and `ops@example.com` (all events)',
  );
});

test('a time is never rounded: 36 hours are not two days', () => {
  const difference = {
    part: null,
    before: 48 * HOUR,
    after: 36 * HOUR,
    effect: 'tightens',
  } as const;
  expect(told({ key: 'expireAfterMs', ...difference })).toBe(
    '- **production**: `expire_after` 2 d → 1 d 12 h, *tightens*',
  );
});
