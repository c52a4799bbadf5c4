/** A person holds an environment: who passes, who waits, who ends it, and what everybody reads. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/core/instant.ts';
import { type Pull, plain, type Story, tellStory, timeless } from './story.ts';

const POLICY = `version: 1
environments:
  - name: staging
  - name: production
    allow: { lock: { teams: [platform] } }
`;

let story: Story;
let pull: Pull;
beforeEach(async () => {
  story = await tellStory(POLICY);
  pull = await story.openGreen();
});
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

const lastReply = (page: number): string => timeless(story.lastReply(page));

const kinds = async (): Promise<readonly string[]> => {
  const entries = await story.app.store.record.entries('repository:600', 0, 1_000);
  return entries.map(({ kind }) => kind).filter((kind) => /^lock\.|^refused/.test(kind));
};

const issue = (login: string): number => story.as(login).openIssue({ title: 'Load test' }).number;

describe('a lock made on a pull request', () => {
  it('lets only that pull request pass, and says who, why, since, until and what helps', async () => {
    const other = await story.openAs('bob', 'banner');
    await story.say('ada', pull.number, '/lock staging because "load test" for 2h');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"You have locked \`staging\` until TIME UTC (in 2 hours). Only #1 passes, and the lock ends when that closes. \`/unlock staging\` ends it."`,
    );
    await story.say('bob', other.number, '/promote staging');
    expect(story.run(other.headSha, 'staging')).toContain('in_progress: Waiting for lock');
    expect(timeless(story.summary(other.headSha, 'staging'))).toContain(
      'locked by `ada` for #1 alone, since TIME UTC, until TIME UTC: load test. `ada` or an admin ends it with `/unlock staging`.',
    );
    expect(timeless(story.status(other.number))).toContain('lock: locked by `ada` for #1 alone');
    await story.say('bob', pull.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([pull.headSha]);
    expect(await kinds()).toEqual(['lock.taken']);
  });

  it('holds back what its owner asks for elsewhere as well', async () => {
    const other = await story.openAs('bob', 'banner');
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('ada', other.number, '/promote staging');
    expect(story.run(other.headSha, 'staging')).toContain('in_progress: Waiting for lock');
  });

  it('does not end with a closing from before it, which is told of late', async () => {
    story.sandbox.hold();
    story.as('ada').closePull(pull.number);
    story.clock.advance(1_000);
    story.as('ada').reopenPull(pull.number);
    story.clock.advance(1_000);
    story.as('ada').comment(pull.number, '/lock staging because "load test"');
    story.sandbox.release(([closed, ...rest]) => (closed === undefined ? [] : [...rest, closed]));
    await story.quiet();
    await story.say('bob', pull.number, '/lock staging because "mine"');
    expect(lastReply(pull.number)).toContain('`staging` is locked by `ada`');
  });

  it('ends when that closes, and what waited goes on by itself', async () => {
    const other = await story.openAs('bob', 'banner');
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('bob', other.number, '/promote staging');
    story.as('ada').closePull(pull.number);
    await story.quiet();
    expect(story.deployments('staging')).toEqual([other.headSha]);
    expect(await kinds()).toEqual(['lock.taken', 'lock.released']);
  });

  it('ends when that is merged', async () => {
    await story.say('ada', pull.number, '/lock staging because "load test"');
    story.as('ada').merge(pull.number, 'squash');
    await story.quiet();
    await story.say('bob', issue('bob'), '/unlock staging');
    expect(await kinds()).toEqual(['lock.taken', 'lock.released', 'refused']);
  });

  it('is gone also when the event of the closing was lost', async () => {
    const other = await story.openAs('bob', 'banner');
    await story.say('ada', pull.number, '/lock staging because "load test"');
    story.sandbox.hold();
    story.as('ada').closePull(pull.number);
    story.sandbox.release(() => []);
    await story.quiet();
    await story.say('bob', other.number, '/promote staging --dry-run');
    expect(lastReply(other.number)).toContain('| ✅ | lock | nobody has locked it |');
    await story.say('bob', other.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([other.headSha]);
    await story.say('bob', other.number, '/lock staging because "mine now"');
    expect(lastReply(other.number)).toContain('You have locked `staging`');
  });

  it('of a closed one is the owner’s own', async () => {
    story.as('ada').merge(pull.number, 'squash');
    await story.quiet();
    await story.say('ada', pull.number, '/lock staging because "load test"');
    expect(lastReply(pull.number)).toContain('Only what you ask for passes.');
    await story.say('bob', pull.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([]);
    await story.say('ada', pull.number, '/promote staging');
    expect(story.deployments('staging')).toHaveLength(1);
  });
});

describe('a lock made on an issue', () => {
  it('lets pass what its owner asks for, and nothing else', async () => {
    const page = issue('ada');
    await story.say('ada', page, '/lock staging for 1h because “load test”');
    expect(lastReply(page)).toMatchInlineSnapshot(
      `"You have locked \`staging\` until TIME UTC (in 1 hour). Only what you ask for passes. \`/unlock staging\` ends it."`,
    );
    const other = await story.openAs('bob', 'banner');
    await story.say('bob', other.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([]);
    await story.say('ada', other.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([other.headSha]);
  });
});

describe('who locks', () => {
  it('needs the verb', async () => {
    await story.say('ada', pull.number, '/lock production because "load test"');
    expect(lastReply(pull.number)).toBe(
      'You may not lock `production`: that is for anyone in the team `platform`.',
    );
    await story.say('bob', pull.number, '/lock production because "load test"');
    expect(lastReply(pull.number)).toContain('You have locked `production`');
  });

  it('twice changes reason and end, and keeps the lock', async () => {
    await story.say('ada', pull.number, '/lock staging because "load test" for 1h');
    await story.say('ada', pull.number, '/lock staging because "longer" for 3h');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"You had locked this already; the lock is now as you say. You have locked \`staging\` until TIME UTC (in 3 hours). Only #1 passes, and the lock ends when that closes. \`/unlock staging\` ends it."`,
    );
    await story.later(2 * HOUR);
    const other = await story.openAs('bob', 'banner');
    await story.say('bob', other.number, '/lock staging because "mine"');
    expect(lastReply(other.number)).toMatchInlineSnapshot(
      `"\`staging\` is locked by \`ada\` for #1 alone, since TIME UTC (2 hours ago), until TIME UTC (in 1 hour): longer. \`ada\` or an admin ends it with \`/unlock staging\`. \`/lock staging because "<reason>" --wait\` asks for it next, and with \`--steal\` instead takes it over."`,
    );
    expect(await kinds()).toEqual(['lock.taken', 'lock.changed', 'refused']);
  });

  it('in the same second as somebody else is first or refused, never both', async () => {
    const other = await story.openAs('bob', 'banner');
    story.as('ada').comment(pull.number, '/lock staging because "mine"');
    story.as('bob').comment(other.number, '/lock staging because "no, mine"');
    await story.quiet();
    const said = [lastReply(pull.number), lastReply(other.number)];
    expect(said.filter((each) => each.startsWith('You have locked'))).toHaveLength(1);
    expect(said.filter((each) => each.startsWith('`staging` is locked by'))).toHaveLength(1);
    expect(await kinds()).toEqual(['lock.taken', 'refused']);
  });

  it('says for how long in a way that is understood, or locks nothing', async () => {
    await story.say('ada', pull.number, '/lock staging because "load test" until tomorrow');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"\`/lock\` was not understood: \`until tomorrow\` cannot stand behind the reason; how long is written as \`for 30m\`, \`for 2h\` or \`for 1d12h\`. It is written \`/lock <environment> because "<reason>" [for 2h] [--steal] [--wait]\`."`,
    );
    await story.say('bob', issue('bob'), '/unlock staging');
    expect(await kinds()).toEqual(['refused', 'refused']);
  });

  it('while something deploys is told that it goes on', async () => {
    await story.say('ada', pull.number, '/promote staging');
    const page = issue('bob');
    await story.say('bob', page, '/lock staging because "load test"');
    expect(plain(story.lastReply(page), { HEAD: pull.headSha })).toContain(
      'Being deployed already, and going on: `HEAD` to `staging`.',
    );
    await story.deployed('staging');
    expect(story.run(pull.headSha, 'staging')).toContain('success');
  });

  it('while the policy is broken goes by the last valid one', async () => {
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    story.as('omar').setRole('ada', 'maintain');
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': 'version: 7\n' } });
    await story.quiet();
    await story.say('ada', pull.number, '/lock production because "load test"');
    expect(lastReply(pull.number)).toBe(
      'You may not lock `production`: that is for anyone in the team `platform`.',
    );
    await story.say('bob', pull.number, '/lock production because "load test"');
    expect(lastReply(pull.number)).toContain('You have locked `production`');
    await story.say('bob', pull.number, '/unlock production');
    expect(lastReply(pull.number)).toBe('`production` is free.');
    await story.say('ada', pull.number, '/help');
    expect(lastReply(pull.number)).toContain(
      'nothing can be promoted. You may go back to an earlier release of `staging` and `production` with `/rollback`.',
    );
  });

  it('costs GitHub four calls at the most', async () => {
    const before = story.sandbox.calls.length;
    await story.say('bob', pull.number, '/lock production because "load test"');
    const calls = story.sandbox.calls
      .slice(before)
      .filter(({ route }) => !route.includes('access_tokens'))
      .map(({ method, route, graphql }) => `${method} ${graphql ?? route}`);
    expect(calls).toMatchInlineSnapshot(`
      [
        "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
        "POST Snapshot",
        "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
        "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
      ]
    `);
    expect(calls.length).toBeLessThanOrEqual(4);
  });
});

describe('a lock of somebody else', () => {
  it('is taken over by saying so, and the former owner is told once, where they had locked', async () => {
    const other = await story.openAs('bob', 'banner');
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('bob', other.number, '/lock staging because "fire"');
    expect(lastReply(other.number)).toContain('`staging` is locked by `ada` for #1 alone');
    await story.say('bob', other.number, '/lock staging because "fire" --steal');
    expect(lastReply(other.number)).toMatchInlineSnapshot(
      `"The lock is yours now, and its former owner is told. You have locked \`staging\` until somebody unlocks it. Only #2 passes, and the lock ends when that closes. \`/unlock staging\` ends it."`,
    );
    expect(notices(pull.number)).toMatchInlineSnapshot(`
      [
        "@ada: \`bob\` has taken over your lock of \`staging\`, until somebody unlocks it: fire. \`/lock staging because "<reason>" --wait\` asks for it next.",
      ]
    `);
    await story.later(10 * MINUTE);
    expect(notices(pull.number)).toHaveLength(1);
    await story.say('ada', pull.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([]);
    expect(await kinds()).toEqual(['lock.taken', 'refused', 'lock.stolen']);
  });

  it('is not taken over by who may not lock there', async () => {
    await story.say('bob', pull.number, '/lock production because "load test"');
    await story.say('linus', pull.number, '/lock production because "fire" --steal');
    expect(lastReply(pull.number)).toContain('You may not lock `production`');
    expect(notices(pull.number)).toEqual([]);
  });

  it('ends by its owner or an admin, with a reason or without, and by nobody else', async () => {
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('bob', pull.number, '/unlock staging');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"\`staging\` is locked by \`ada\`, and not by you. \`ada\` or an admin ends it with \`/unlock staging\`. \`/lock staging because "<reason>" --wait\` asks for it next, and with \`--steal\` instead takes it over."`,
    );
    await story.say('omar', pull.number, '/unlock staging because "ada is on holiday"');
    expect(lastReply(pull.number)).toBe('`staging` is free.');
    expect(notices(pull.number)).toEqual([
      '@ada: `omar` has ended your lock of `staging`: ada is on holiday.',
    ]);
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('omar', pull.number, '/unlock staging');
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('ada', pull.number, '/unlock staging');
    expect(lastReply(pull.number)).toBe('`staging` is free.');
    await story.say('ada', pull.number, '/unlock staging');
    expect(lastReply(pull.number)).toBe('Nobody has locked `staging`.');
  });
});

describe('a rollback', () => {
  it('passes any lock, with a warning, and the owner is told', async () => {
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    const page = issue('grace');
    await story.say('grace', page, '/lock staging because "load test"');
    const other = await story.openAs('bob', 'banner');
    await story.say('grace', other.number, '/promote staging');
    await story.deployed('staging');
    await story.say('ada', other.number, '/rollback staging because "it is slow"');
    expect(story.deployments('staging')).toEqual([pull.headSha, other.headSha, pull.headSha]);
    expect(timeless(story.summary(pull.headSha, 'staging'))).toContain(
      'load test; a rollback passes, and `grace` is told',
    );
    expect(notices(page).map((each) => plain(each, { HEAD: pull.headSha }))).toEqual([
      '⚠️ @grace: a rollback of `staging` to `HEAD`, asked for by `ada`, went past your lock: it is slow. The lock still stands.',
    ]);
  });
});

describe('the queue', () => {
  it('hands the lock to the first who waits, then to the second, and tells each', async () => {
    const [second, third] = [await story.openAs('bob', 'banner'), issue('linus')];
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('bob', second.number, '/lock staging because "my test" for 1h --wait');
    expect(lastReply(second.number)).toMatchInlineSnapshot(
      `"\`staging\` is locked by \`ada\` for #1 alone, since TIME UTC (now), until somebody unlocks it: load test. You are number 1 in the queue; when it is your turn, the lock is yours and you are told here. \`/unlock staging\` ends your wait."`,
    );
    await story.say('linus', third, '/lock staging because "mine" —wait');
    expect(lastReply(third)).toContain('You are number 2 in the queue');
    await story.say('bob', second.number, '/lock staging because "my test" for 2h --wait');
    expect(lastReply(second.number)).toContain('You are number 1 in the queue');
    await story.say('ada', pull.number, '/unlock staging');
    expect(lastReply(pull.number)).toBe('`staging` is `bob`’s now, who was next in the queue.');
    expect(notices(second.number)).toMatchInlineSnapshot(`
      [
        "@bob: \`staging\` is yours now, until TIME UTC (in 2 hours): only #2 passes. \`/unlock staging\` ends the lock.",
      ]
    `);
    expect(notices(third)).toEqual([]);
    await story.say('ada', pull.number, '/promote staging');
    expect(story.run(pull.headSha, 'staging')).toContain('in_progress: Waiting for lock');
    await story.later(2 * HOUR);
    expect(notices(third)).toMatchInlineSnapshot(`
      [
        "@linus: \`staging\` is yours now, until somebody unlocks it: what you ask for passes. \`/unlock staging\` ends the lock.",
      ]
    `);
    expect(story.run(pull.headSha, 'staging')).toContain('in_progress: Waiting for lock');
    await story.say('linus', third, '/unlock staging');
    expect(story.deployments('staging')).toEqual([pull.headSha]);
  });

  it('of another environment is another one', async () => {
    const [bobs, graces] = [issue('bob'), issue('grace')];
    for (const name of ['staging', 'production'])
      await story.say('omar', issue('omar'), `/lock ${name} because "load test"`);
    await story.say('bob', bobs, '/lock staging because "mine" --wait');
    await story.say('grace', graces, '/lock production because "mine" --wait');
    expect(lastReply(graces)).toContain('You are number 1 in the queue');
    await story.say('omar', issue('omar'), '/unlock staging');
    expect([notices(bobs).length, notices(graces).length]).toEqual([1, 0]);
    await story.say('grace', graces, '/status');
    expect(lastReply(graces)).toContain('`production` is locked by `omar`');
    expect(lastReply(graces)).toContain('Waiting for it, in this order: `grace`.');
  });

  it('passes by who may no longer lock there, and tells them', async () => {
    const [second, third] = [issue('bob'), issue('linus')];
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('bob', second, '/lock staging because "my test" --wait');
    await story.say('linus', third, '/lock staging because "mine" --wait');
    story.as('omar').setRole('bob', 'read');
    await story.say('ada', pull.number, '/unlock staging');
    expect(lastReply(pull.number)).toBe('`staging` is `linus`’s now, who was next in the queue.');
    expect(notices(second)).toEqual([
      '@bob: it would be your turn to have `staging` now, but you may no longer lock it.',
    ]);
    expect(notices(third)).toHaveLength(1);
    expect(await kinds()).toEqual([
      ...['lock.taken', 'lock.awaited', 'lock.awaited'],
      ...['lock.released', 'lock.wait_ended', 'lock.taken'],
    ]);
  });

  it.each([
    ['its time is over', (): Promise<void> => story.later(HOUR)],
    [
      'its pull request closes',
      async (): Promise<void> => {
        story.as('ada').closePull(pull.number);
        await story.quiet();
      },
    ],
  ])('is empty where nobody in it may lock any more, and %s', async (_what, end) => {
    const page = issue('bob');
    await story.say('ada', pull.number, '/lock staging because "load test" for 1h');
    await story.say('bob', page, '/lock staging because "my test" --wait');
    story.as('omar').setRole('bob', 'read');
    await end();
    expect(notices(page)).toHaveLength(1);
    await story.say('linus', page, '/lock staging because "mine"');
    expect(lastReply(page)).toContain('You have locked `staging`');
  });

  it('goes on when the pull request of the lock closes', async () => {
    const second = await story.openAs('bob', 'banner');
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('bob', second.number, '/lock staging because "my test" --wait');
    story.as('ada').closePull(pull.number);
    await story.quiet();
    expect(notices(second.number)).toHaveLength(1);
  });

  it('loses who unlocks while waiting, and whose pull request closes', async () => {
    const [second, third] = [await story.openAs('bob', 'banner'), await story.openAs('linus', 'x')];
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('bob', second.number, '/lock staging because "my test" --wait');
    await story.say('linus', third.number, '/lock staging because "mine" --wait');
    await story.say('bob', second.number, '/unlock staging');
    expect(lastReply(second.number)).toBe('You no longer wait for `staging`.');
    story.as('linus').closePull(third.number);
    await story.quiet();
    await story.say('ada', pull.number, '/unlock staging');
    expect(lastReply(pull.number)).toBe('`staging` is free.');
    expect([...notices(second.number), ...notices(third.number)]).toEqual([]);
  });

  it('of a free environment is the lock itself', async () => {
    await story.say('ada', pull.number, '/lock staging because "load test" --wait');
    expect(lastReply(pull.number)).toContain('You have locked `staging`');
  });

  it('no longer has who takes the lock over meanwhile', async () => {
    const second = await story.openAs('bob', 'banner');
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('bob', second.number, '/lock staging because "my test" --wait');
    await story.say('bob', second.number, '/lock staging because "fire" --steal');
    await story.say('bob', second.number, '/unlock staging');
    expect(lastReply(second.number)).toBe('`staging` is free.');
  });
});

describe('the end of its time', () => {
  it('lets go what waits, to the second', async () => {
    await story.say('bob', issue('bob'), '/lock staging because "load test" for 30m');
    await story.say('ada', pull.number, '/promote staging');
    await story.later(29 * MINUTE - 5_000);
    expect(story.deployments('staging')).toEqual([]);
    await story.later(MINUTE + 5_000);
    expect(story.deployments('staging')).toEqual([pull.headSha]);
    expect(await kinds()).toEqual(['lock.taken', 'lock.released']);
  });
});

describe('what stands', () => {
  it('is told by /status, /help and /why', async () => {
    const page = issue('linus');
    await story.say('ada', pull.number, '/lock staging because "load test"');
    await story.say('linus', page, '/lock staging because "next" --wait');
    await story.say('bob', page, '/status');
    expect(lastReply(page)).toMatchInlineSnapshot(`
      "**What runs where**

      | environment | live | on its way | waits for |
      |---|---|---|---|
      | staging | – | – |  |
      | production | – | – |  |

      - ⛔ \`staging\` is locked by \`ada\` for #1 alone, since TIME UTC (now), until somebody unlocks it: load test. \`ada\` or an admin ends it with \`/unlock staging\`. \`/lock staging because "<reason>" --wait\` asks for it next, and with \`--steal\` instead takes it over. Waiting for it, in this order: \`linus\`."
    `);
    await story.say('bob', page, '/help');
    expect(lastReply(page)).toContain('you may lock `staging` and `production`');
    expect(lastReply(page)).toContain('`staging` is locked by `ada` for #1 alone');
    await story.say('bob', page, '/why staging');
    expect(lastReply(page)).toContain('`staging` is locked by `ada` for #1 alone');
  });
});
