/** What a rollback goes past, and what it does not: locks, halts, quarantine, freezes. */
import { afterEach, describe, expect, it } from 'vitest';
import { type LivedStory, PRODUCTION, tellLived } from './releases-live.ts';
import { timeless } from './story.ts';

const BACK = '/rollback production because "checkout fails"';

let story: LivedStory;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

/** What people are told who did not ask just now. */
const notices = (page: number): readonly string[] =>
  story.sandbox.read
    .comments(page)
    .filter(({ body }) => body.includes('lockkeeper:notice'))
    .map(({ body }) => timeless(body.replace(/\s*<!--.*?-->/gs, '')));

describe('a lock', () => {
  it('of somebody else is passed, stays, and its owner is told once', async () => {
    story = await tellLived(2);
    const issue = story.as('bob').openIssue({ title: 'Load test' });
    await story.say('bob', issue.number, '/lock production because "load test"');
    await story.ask('grace', BACK);
    expect(story.runOf(1)).toBe('in_progress: Deploying');
    const names = { R1: story.release(1).headSha };
    expect(notices(issue.number).map((said) => timeless(said, names))).toMatchInlineSnapshot(`
      [
        "⚠️ @bob: a rollback of \`production\` to \`R1\`, asked for by \`grace\`, went past your lock: checkout fails. The lock still stands.",
      ]
    `);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
    expect(notices(issue.number)).toHaveLength(1);
    expect(await story.app.world.store.locks.get(600, 'production')).not.toBeNull();
    expect(timeless(story.summary(story.release(1).headSha, 'production'))).toContain('⚠️ | lock');
  });

  it('of one’s own tells nobody', async () => {
    story = await tellLived(2);
    const issue = story.as('bob').openIssue({ title: 'Load test' });
    await story.say('bob', issue.number, '/lock production because "load test"');
    await story.say('bob', issue.number, BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
    expect(notices(issue.number)).toEqual([]);
  });
});

describe('a halt', () => {
  it('lets it pass', async () => {
    story = await tellLived(2);
    await story.ask('omar', '/halt because "incident"');
    await story.ask('grace', BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
  });

  it('of everything holds it, until it is lifted', async () => {
    story = await tellLived(2);
    await story.ask('omar', '/halt all because "the database is being restored"');
    expect(timeless(await story.ask('grace', BACK))).toMatchInlineSnapshot(`
      "Rolls \`production\` back from \`R2\` (#2) to \`R1\` (#1), which was live there from TIME UTC until TIME UTC.

      It does not go on yet:

      | | gate | |
      |---|---|---|
      | ⏳ | halt | \`omar\` halted this repository, rollbacks too, on TIME UTC (now): the database is being restored. \`omar\` or an admin ends it with \`/resume\`. |

      - 1 commit disappears: \`R2\`.
      - 1 pull request disappears: #2.
      - Takes about a minute, going by the newest deployments there.
      - Risk: safe.

      The check run \`promote / production\` of \`R1\` shows how it goes, and what it waits for; \`/why production\` and \`/cancel production\` work here."
    `);
    expect(story.runOf(1)).toBe('in_progress: Waiting for halt');
    await story.ask('omar', '/resume');
    expect(story.runOf(1)).toBe('in_progress: Deploying');
  });
});

describe('a gate', () => {
  it('of promotions lets it pass, and one that the policy names for rollbacks holds it', async () => {
    const policy = `${PRODUCTION}    rollback: { gates: { checks: { required: [smoke] } } }\n`;
    story = await tellLived(2, policy);
    const { headSha } = story.release(1);
    story.as('ada').setCheck(headSha, 'build', 'failure');
    await story.quiet();
    expect(await story.ask('grace', BACK)).toContain('| ⏳ | checks | ');
    expect(story.runOf(1)).toBe('in_progress: Waiting for checks');
    story.as('ada').setCheck(headSha, 'smoke', 'success');
    await story.quiet();
    expect(story.runOf(1)).toBe('in_progress: Deploying');
  });
});

describe('a quarantine', () => {
  it('is gone past where no target is named, and holds the one that is', async () => {
    story = await tellLived(3);
    const { headSha, number } = story.release(2);
    await story.say('omar', number, `/quarantine ${headSha} because "it leaks"`);
    const named = `/rollback production to ${headSha} because "checkout fails"`;
    expect(timeless(await story.ask('grace', named))).toMatchInlineSnapshot(`
      "\`production\` cannot be rolled back to \`R2\` (#2), because it is in quarantine. Without \`to\` it goes back to the last good one. Somebody other than who put it in quarantine ends that with \`/quarantine lift R2\`.

      - 1 commit disappears: \`R3\`.
      - 1 pull request disappears: #3.
      - Takes about a minute, going by the newest deployments there.
      - Risk: ⛔ blocked, because it is in quarantine."
    `);
    await story.ask('grace', BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
  });
});

describe('a freeze', () => {
  const HOUR = 3_600_000;
  /** Closed from an hour after the releases went live. */
  const frozen = (verbs: string): string => {
    const local = (hours: number): string =>
      new Date(Date.now() + hours * HOUR).toISOString().slice(0, 16);
    const window = `from: ${local(2)}, to: ${local(5)}, time_zone: UTC, verbs: ${verbs}`;
    return `${PRODUCTION}    freezes:\n      - { name: stocktaking, ${window} }\n`;
  };

  it('of promotions lets it pass', async () => {
    story = await tellLived(2, frozen('[promote]'));
    await story.later(3 * HOUR);
    await story.ask('grace', BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
  });

  it('that names rollbacks holds it, but for an exception of two people', async () => {
    story = await tellLived(2, frozen('[promote, rollback]'));
    await story.later(3 * HOUR);
    await story.ask('grace', BACK);
    expect(story.runOf(1)).toContain('in_progress: Waiting for freeze');
    await story.ask('grace', '/freeze except production because "nobody can pay"');
    expect(story.runOf(1)).toContain('in_progress: Waiting for freeze');
    await story.ask('omar', '/freeze except production');
    expect(story.runOf(1)).toBe('in_progress: Deploying');
  });
});
