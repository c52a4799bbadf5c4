/** Going back to a release that was live before: to which one, who may, and what it leaves behind. */
import { afterEach, describe, expect, it } from 'vitest';
import { isFaulty, isHeld } from '../../src/services/rollback/holds.ts';
import { type LivedStory, PRODUCTION, tellLived } from './releases-live.ts';
import { plain, timeless } from './story.ts';

const BACK = '/rollback production because "checkout fails"';
const POLICY_PATH = '.github/lockkeeper.yml';

let story: LivedStory;
afterEach(async () => {
  await story.close();
});

const codeIn = (said: string): string => / confirm (\w+) /.exec(said)?.[1] ?? 'none';

describe('without a target', () => {
  it('goes back to the last good one, and tells what disappears', async () => {
    story = await tellLived(2);
    expect(timeless(await story.ask('grace', BACK))).toMatchInlineSnapshot(`
      "Rolls \`production\` back from \`R2\` (#2) to \`R1\` (#1), which was live there from TIME UTC until TIME UTC.

      - 1 commit disappears: \`R2\`.
      - 1 pull request disappears: #2.
      - Takes about a minute, going by the newest deployments there.
      - Risk: safe.

      The check run \`promote / production\` of \`R1\` shows how it goes, and what it waits for; \`/why production\` and \`/cancel production\` work here."
    `);
    expect(story.runOf(1)).toBe('in_progress: Deploying');
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
    expect(story.runOf(1)).toBe('success: Rolled back to this');
    expect(story.runOf(2)).toBe('neutral: Rolled back');
    const names = { R1: story.release(1).headSha };
    expect(plain(story.summary(story.release(2).headSha, 'production'), names)).toContain(
      '`grace` rolled `production` back to `R1` (#1): checkout fails.',
    );
    const [made] = story.sandbox.read.deployments().slice(-1);
    expect(made).toMatchObject({ sha: story.release(1).headSha, environment: 'production' });
    expect(story.warnings).toEqual([]);
  });

  it('goes past what was rolled back or marked faulty', async () => {
    story = await tellLived(4);
    await story.ask('ada', `/rollback production to ${story.release(2).headSha} because "slow"`);
    await story.deployed('production');
    await story.say('ada', story.release(2).number, '/promote production --again');
    await story.deployed('production');
    await story.ask('ada', BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
  });

  it('has nowhere to go where nothing completed', async () => {
    story = await tellLived(0);
    const issue = story.as('ada').openIssue({ title: 'Down' });
    await story.say('ada', issue.number, BACK);
    expect(story.lastReply(issue.number)).toMatchInlineSnapshot(
      `"Nothing has completed in \`production\` yet, so there is nothing to go back to."`,
    );
  });

  it('has nowhere to go from the first one', async () => {
    story = await tellLived(1);
    expect(await story.ask('ada', BACK)).toMatchInlineSnapshot(
      `"There is no earlier release in \`production\` to go back to that was not rolled back, marked faulty or put in quarantine."`,
    );
  });

  it('goes back to what is live where the newer one failed, and that one is rolled back', async () => {
    story = await tellLived(2);
    const pull = await story.openAs('ada', 'broken');
    await story.say('ada', pull.number, '/promote production');
    await story.deployed('production', 'failure');
    await story.ask('ada', BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R2');
    expect(story.runOf(2)).toBe('success: Rolled back to this');
    expect(story.run(pull.headSha, 'production')).toBe('neutral: Rolled back');
    expect(story.runOf(1)).toContain('success: Deployed');
  });

  it('does not go back from a rollback: that must be said', async () => {
    story = await tellLived(3);
    await story.ask('ada', BACK);
    await story.deployed('production');
    expect(timeless(await story.ask('ada', BACK))).toMatchInlineSnapshot(`
      "\`R2\` is live in \`production\` by a rollback, and where to go from there must be said. Name it: \`/rollback production to <sha> because "<reason>"\`.

      These completed there:
      - \`R3\` (#3), live from TIME UTC until TIME UTC, rolled back since
      - \`R1\` (#1), live from TIME UTC until TIME UTC"
    `);
    const named = `/rollback production to ${story.release(1).headSha.slice(0, 7)} because "no"`;
    await story.ask('ada', named);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
  });
});

describe('with a target', () => {
  it('goes there, and what was live since is faulty', async () => {
    story = await tellLived(4);
    const short = story.release(2).headSha.slice(0, 7);
    await story.ask('ada', `/rollback production to ${short} because "slow since then"`);
    await story.deployed('production');
    expect(await story.live()).toBe('R2');
    expect(story.runOf(4)).toBe('neutral: Rolled back');
    const [told] = await story.told('rollback.replaced');
    expect(told).toMatchObject({ replaced: [expect.any(String)], faulty: [expect.any(String)] });
    const tenures = await story.app.world.store.rollbacks.tenures(600, 'production', 10);
    expect(tenures.map(({ faulty, promotion }) => [promotion?.state.kind, faulty])).toEqual([
      ['completed', false],
      ['rolled_back', false],
      ['completed', true],
      ['completed', false],
      ['completed', false],
    ]);
  });

  it('is refused where it never completed there, with those that did', async () => {
    story = await tellLived(2);
    const pull = await story.openAs('ada', 'never');
    const said = await story.ask('ada', `/rollback production to ${pull.headSha} because "why"`);
    expect(timeless(said, { NEVER: pull.headSha })).toMatchInlineSnapshot(`
      "No release that begins with \`NEVER\` has completed in \`production\`. Name one that has: \`/rollback production to <sha> because "<reason>"\`.

      These completed there:
      - \`R1\` (#1), live from TIME UTC until TIME UTC"
    `);
    expect(story.deployments('production')).toHaveLength(2);
  });

  it('is refused where it is live', async () => {
    story = await tellLived(2);
    const said = await story.ask(
      'ada',
      `/rollback production to ${story.release(2).headSha} because "why"`,
    );
    expect(timeless(said)).toMatchInlineSnapshot(
      `"\`R2\` has been live in \`production\` since TIME UTC (1 minute ago). To deploy it anew: \`/promote production R2 --again\`."`,
    );
  });

  it('that was rolled back needs the code from the answer, and goes there then', async () => {
    story = await tellLived(2);
    await story.ask('ada', BACK);
    await story.deployed('production');
    const two = `/rollback production to ${story.release(2).headSha} because "it was right"`;
    const said = await story.ask('ada', two);
    const code = codeIn(said);
    expect(timeless(said).replace(code, 'CODE')).toMatchInlineSnapshot(`
      "Rolling \`production\` back to \`R2\` (#2) is risky, because it was rolled back there. If you want it all the same: \`/rollback production to R2 confirm CODE because "it was right"\`.

      - 1 commit disappears: \`R1\`.
      - 1 pull request disappears: #1.
      - Takes about a minute, going by the newest deployments there.
      - Risk: ⚠️ risky, because it was rolled back there."
    `);
    expect(story.deployments('production')).toHaveLength(3);
    expect(await story.ask('grace', `${two} confirm ${code.toLowerCase()}`)).toContain('risky');
    await story.deployed('production');
    expect(await story.live()).toBe('R2');
  });

  it('takes no code from before something changed', async () => {
    story = await tellLived(2);
    await story.ask('ada', BACK);
    await story.deployed('production');
    const two = `/rollback production to ${story.release(2).headSha} because "it was right"`;
    const code = codeIn(await story.ask('ada', two));
    await story.goesLive('release-3');
    const said = await story.ask('ada', `${two} confirm ${code}`);
    expect(said).toContain('That code is for something else');
    expect(codeIn(said)).not.toBe(code);
    expect(story.deployments('production')).toHaveLength(4);
  });
});

describe('migrations', () => {
  const WITH = `${PRODUCTION}    rollback:
      migrations:
        - { path: "db/**/*.sql", irreversible: true }
        - { path: "db/seeds/*" }
`;

  it('that cannot be undone have to be confirmed', async () => {
    story = await tellLived(1, WITH);
    await story.goesLive('release-2', {
      'db/2/drop.sql': 'DROP',
      'db/seeds/a.csv': 'a',
      'x.txt': 'x',
    });
    const said = await story.ask('ada', BACK);
    expect(timeless(said).replace(codeIn(said), 'CODE')).toMatchInlineSnapshot(`
      "Rolling \`production\` back to \`R1\` (#1) is risky, because a migration cannot be undone. If you want it all the same: \`/rollback production to R1 confirm CODE because "checkout fails"\`.

      - 1 commit disappears: \`R2\`.
      - 1 pull request disappears: #2.
      - It goes back across 2 migrations: \`db/2/drop.sql\` (irreversible), \`db/seeds/a.csv\`.
      - Takes about a minute, going by the newest deployments there.
      - Risk: ⚠️ risky, because a migration cannot be undone."
    `);
    await story.ask('ada', `/rollback production confirm ${codeIn(said)} because "checkout fails"`);
    expect(story.runOf(1)).toBe('in_progress: Deploying');
    const [requested] = (await story.told('promotion.requested')).slice(-1);
    expect(requested).toMatchObject({
      kind: 'rollback',
      impact: { migrations: { total: 2 }, risk: 'risky' },
    });
    const [decided] = (await story.told('decision')).slice(-1);
    expect(decided).toMatchObject({ request: { rollback: { risk: 'risky' } } });
  });

  it('that can be are told', async () => {
    story = await tellLived(1, WITH);
    await story.goesLive('release-2', { 'db/seeds/a.csv': 'a' });
    expect(await story.ask('ada', BACK)).toContain('back across 1 migration: `db/seeds/a.csv`.');
    expect(story.runOf(1)).toBe('in_progress: Deploying');
  });
});

describe('who', () => {
  it('needs the verb', async () => {
    const policy = `${PRODUCTION}    allow: { rollback: { users: [grace] } }\n`;
    story = await tellLived(2, policy);
    expect(await story.ask('bob', BACK)).toMatchInlineSnapshot(
      `"You may not roll \`production\` back: that is for \`grace\`."`,
    );
    expect(story.deployments('production')).toHaveLength(2);
    await story.ask('grace', BACK);
    expect(story.deployments('production')).toHaveLength(3);
  });

  it('asks may not approve, where approvals are asked for; and reviews from before do not count', async () => {
    const rules = '    rollback: { approvals: { rules: [{ name: oncall, permission: write }] } }\n';
    story = await tellLived(2, `${PRODUCTION}${rules}`);
    await story.review('grace', story.release(1).number, 'APPROVE');
    await story.ask('ada', BACK);
    expect(story.runOf(1)).toBe('action_required: Waiting for 1 approval from oncall');
    expect(await story.ask('ada', '/approve production')).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you asked for it."`,
    );
    await story.ask('grace', '/approve production');
    expect(story.runOf(1)).toBe('in_progress: Deploying');
  });

  it('may ask on an issue', async () => {
    story = await tellLived(2);
    const issue = story.as('bob').openIssue({ title: 'Checkout is down' });
    await story.say('bob', issue.number, BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
    const [comment] = story.sandbox.read.comments(issue.number);
    expect(comment?.reactions).toEqual(['rocket']);
  });

  it('asks twice asks once; for another one meanwhile is refused', async () => {
    story = await tellLived(3);
    await story.ask('ada', BACK);
    expect(await story.ask('ada', BACK)).toMatchInlineSnapshot(
      `"You asked for this already. The rollback of \`production\` is \`deploying\`."`,
    );
    expect(await story.ask('bob', BACK)).toMatchInlineSnapshot(
      `"This was asked for already; you now count as asking for it too."`,
    );
    const one = `/rollback production to ${story.release(1).headSha} because "older"`;
    expect(await story.ask('bob', one)).toMatchInlineSnapshot(
      `"A rollback of \`production\` to \`R2\`, asked for by \`ada\` and \`bob\`, is \`deploying\`; there is one at a time. It ends with its deployment, or at its time limit; then ask again."`,
    );
    expect(story.deployments('production')).toHaveLength(4);
  });
});

it('that waits for people can be withdrawn, and another one asked for', async () => {
  const rules = '    rollback: { approvals: { rules: [{ name: oncall, permission: write }] } }\n';
  story = await tellLived(3, `${PRODUCTION}${rules}`);
  await story.ask('ada', BACK);
  const one = `/rollback production to ${story.release(1).headSha} because "older"`;
  expect(await story.ask('bob', one)).toContain('Withdraw it first: `/cancel production`.');
  await story.ask('ada', '/cancel production');
  expect(story.runOf(2)).toBe('cancelled: Withdrawn');
  await story.ask('bob', one);
  expect(story.runOf(1)).toBe('action_required: Waiting for 1 approval from oncall');
});

it('is not approved by a word that may be for the promotion it waits beside', async () => {
  const approvals = 'approvals: { rules: [{ name: oncall, permission: write }] }';
  story = await tellLived(2, `${PRODUCTION}    rollback: { ${approvals} }\n`);
  const policy = `${PRODUCTION}    ${approvals}\n    rollback: { ${approvals} }\n`;
  story.as('omar').push({ branch: 'main', files: { [POLICY_PATH]: policy } });
  await story.quiet();
  const pull = await story.openAs('bob', 'third');
  await story.say('bob', pull.number, '/promote production');
  await story.say('grace', pull.number, BACK);
  await story.say('omar', pull.number, '/approve production');
  const names = { R1: story.release(1).headSha, R3: pull.headSha };
  expect(timeless(story.lastReply(pull.number), names)).toMatchInlineSnapshot(
    `"It is not clear what you mean: a rollback of \`production\` to \`R1\` and the promotion of \`R3\` are both open here. Nothing was done. Use the button on the check run \`promote / production\` of the one you mean."`,
  );
  const waits = 'action_required: Waiting for 1 approval from oncall';
  expect([story.run(pull.headSha, 'production'), story.runOf(1)]).toEqual([waits, waits]);
  await story.press('omar', story.release(1).headSha, 'production', 'approve');
  expect(story.runOf(1)).toBe('in_progress: Deploying');
  expect(story.run(pull.headSha, 'production')).toBe(waits);
});

describe('a dry run', () => {
  it('tells impact and decision, and leaves nothing', async () => {
    story = await tellLived(2);
    const before = (await story.app.world.store.record.entries('repository:600', 0, 1_000)).length;
    expect(
      timeless(await story.ask('ada', '/rollback production --dry-run')),
    ).toMatchInlineSnapshot(`
      "Dry run: going back to \`R1\` in \`production\` would go on at once. Nothing was stored.

      | | gate | |
      |---|---|---|
      | ✅ | halt | nothing is halted |
      | ✅ | lock | nobody has locked it |
      | ✅ | quarantine | nobody has marked it as bad |

      Rolls \`production\` back from \`R2\` (#2) to \`R1\` (#1), which was live there from TIME UTC until TIME UTC.

      - 1 commit disappears: \`R2\`.
      - 1 pull request disappears: #2.
      - Takes about a minute, going by the newest deployments there.
      - Risk: safe."
    `);
    const after = (await story.app.world.store.record.entries('repository:600', 0, 1_000)).length;
    expect(after).toBe(before);
    expect(story.deployments('production')).toHaveLength(2);
  });
});

describe('one that fails', () => {
  it('marks nothing, and is tried again', async () => {
    story = await tellLived(2);
    await story.ask('ada', BACK);
    await story.deployed('production', 'failure');
    expect(story.runOf(1)).toBe('failure: Failed');
    expect(story.runOf(2)).toContain('success: Deployed');
    expect(await story.told('hold.set')).toEqual([]);
    expect(timeless(await story.ask('grace', '/retry production'))).toContain('Rolls `production`');
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
    expect(story.runOf(2)).toBe('neutral: Rolled back');
  });

  it('may as well be asked for anew', async () => {
    story = await tellLived(2);
    await story.ask('ada', BACK);
    await story.deployed('production', 'failure');
    await story.ask('ada', BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
  });
});

describe('a policy', () => {
  const push = async (policy: string): Promise<void> => {
    story.as('omar').push({ branch: 'main', files: { [POLICY_PATH]: policy } });
    await story.quiet();
  };

  it('that is broken does not hold it: the last valid one decides, and that is in the record', async () => {
    story = await tellLived(2);
    const { sha: valid } = (await story.app.world.store.policies.current(600)) ?? {};
    await push('version: 1\nenvironmets: []\n');
    const { sha: broken } = (await story.app.world.store.policies.current(600)) ?? {};
    await story.ask('ada', BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
    expect(await story.told('policy.last_valid_decided')).toEqual([{ sha: valid, broken }]);
    const [decided] = (await story.told('decision')).slice(-1);
    expect(decided).toMatchObject({ policy: { sources: [{ sha: valid }] } });
  });

  it('that is broken holds up no second try either', async () => {
    story = await tellLived(2);
    await push('version: 1\nenvironmets: []\n');
    await story.ask('ada', BACK);
    await story.deployed('production', 'failure');
    await story.ask('ada', '/retry production');
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
  });

  it('that has no such environment any more refuses it', async () => {
    story = await tellLived(2);
    await push('version: 1\nenvironments:\n  - name: staging\n');
    expect(await story.ask('ada', BACK)).toMatchInlineSnapshot(
      `"There is no environment \`production\` here. Known: \`staging\`."`,
    );
  });
});

it('holds what would come by itself, shows so, and is lifted by a promotion by hand', async () => {
  story = await tellLived(2);
  const { store } = story.app.world;
  await story.ask('grace', BACK);
  expect(await isHeld(store, 600, 'production')).toBe(false);
  await story.deployed('production');
  expect(await isHeld(store, 600, 'production')).toBe(true);
  expect(timeless(await story.ask('ada', '/status'))).toContain(
    'Nothing goes to `production` by itself since TIME UTC, when `grace` rolled it back: checkout fails. What somebody promotes there by hand lifts this when it completes.',
  );
  await story.goesLive('release-3');
  expect(await isHeld(store, 600, 'production')).toBe(false);
  expect(await story.told('hold.lifted')).toHaveLength(1);
  expect(await story.ask('ada', '/status')).not.toContain('by itself');
});

it('leaves a release faulty there until it completes there again', async () => {
  story = await tellLived(3);
  const { store } = story.app.world;
  const one = story.release(1).headSha;
  await story.ask('ada', `/rollback production to ${one} because "slow since then"`);
  await story.deployed('production');
  const isBad = async (number: number): Promise<boolean> => {
    const { headSha: sha } = story.release(number);
    const [newest] = await store.promotions.recent(600, { sha }, 1);
    if (newest === undefined) throw new Error('it was never promoted');
    return isFaulty(store, 600, 'production', newest.release);
  };
  expect([await isBad(1), await isBad(2), await isBad(3)]).toEqual([false, true, true]);
  await story.say('ada', story.release(2).number, '/promote production');
  await story.deployed('production');
  expect([await isBad(1), await isBad(2), await isBad(3)]).toEqual([false, false, true]);
});
