/** What becomes of a promotion before it deploys: each way out of pending, and that an end is final. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const policyWith = (staging: string): string => `version: 1
environments:
  - name: staging
${staging}    gates: { checks: { required: [build, test] } }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const run = (sha: string): string => story.run(sha, 'staging');

/** Asked for while a check runs: it waits. */
const pending = async (policy = policyWith('')): Promise<Pull> => {
  story = await tellStory(policy);
  const pull = await story.openGreen();
  story.as('ada').setCheck(pull.headSha, 'test', null);
  await story.say('ada', pull.number, '/promote staging');
  expect(run(pull.headSha)).toBe('in_progress: Waiting for checks');
  return pull;
};

describe('what is pending', () => {
  it('expires', async () => {
    const pull = await pending(policyWith('    expire_after: 1d\n'));
    await story.later(23 * HOUR);
    expect(run(pull.headSha)).toBe('in_progress: Waiting for checks');
    await story.later(2 * HOUR);
    expect(run(pull.headSha)).toBe('timed_out: Expired');
    expect(story.summary(pull.headSha, 'staging').split('\n')[0]).toMatchInlineSnapshot(
      `"It was not let pass in time. Ask again with \`/promote staging\`."`,
    );
  });

  it('expires when it is time, between two looks', async () => {
    const pull = await pending(policyWith('    expire_after: 15m\n'));
    await story.later(10 * MINUTE);
    expect(run(pull.headSha)).toBe('in_progress: Waiting for checks');
    await story.later(5 * MINUTE);
    expect(run(pull.headSha)).toBe('timed_out: Expired');
  });

  it('is looked at again when its pull request is merged', async () => {
    const pull = await pending();
    const before = story.sandbox.calls.length;
    story.as('ada').merge(pull.number, 'merge');
    await story.quiet();
    const asked = story.sandbox.calls.slice(before).map(({ graphql }) => graphql);
    expect(asked).toContain('Snapshot');
  });

  it('is rejected by a gate, where the policy says so', async () => {
    story = await tellStory(policyWith('    on_block: reject\n'));
    const pull = await story.openGreen();
    story.as('ada').setCheck(pull.headSha, 'test', 'failure');
    await story.say('ada', pull.number, '/promote staging');
    expect(run(pull.headSha)).toBe('failure: Rejected by a gate');
    await story.green(pull.headSha);
    expect(story.deployments('staging')).toEqual([]);
  });

  it('is withdrawn by whoever asked, and by no colleague', async () => {
    const pull = await pending();
    await story.say('bob', pull.number, '/cancel');
    expect(story.lastReply(pull.number)).toContain('only they or an admin');
    await story.say('ada', pull.number, '/cancel');
    expect(run(pull.headSha)).toBe('cancelled: Withdrawn');
  });

  it('is withdrawn by an admin who did not ask', async () => {
    const pull = await pending();
    await story.say('omar', pull.number, '/cancel');
    expect(run(pull.headSha)).toBe('cancelled: Withdrawn');
  });

  it('ends when its pull request is closed unmerged', async () => {
    const pull = await pending();
    story.as('ada').closePull(pull.number);
    await story.quiet();
    expect(run(pull.headSha)).toBe('cancelled: Ended because the pull request was closed');
  });

  it('ends with its environment', async () => {
    const pull = await pending();
    const without = policyWith('').replace('name: staging', 'name: preview');
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': without } });
    await story.quiet();
    expect(run(pull.headSha)).toMatchInlineSnapshot(
      `"cancelled: Ended because the environment is no longer in the policy"`,
    );
  });

  it('is held by a broken policy, and goes on when it is mended', async () => {
    const pull = await pending();
    const policy = '.github/lockkeeper.yml';
    story.as('omar').push({ branch: 'main', files: { [policy]: 'version: 1\nenvironmets: []\n' } });
    await story.green(pull.headSha);
    expect(run(pull.headSha)).toBe('failure: The policy is broken');
    const said = story.summary(pull.headSha, 'staging').replace(/[0-9a-f]{7}/g, 'SHA');
    expect(said.split('\n')[0]).toMatchInlineSnapshot(
      `"The policy \`.github/lockkeeper.yml\` at \`SHA\` has 2 problems, and nothing passes with a broken policy. They are listed in the check run \`lockkeeper / policy\` of that commit. This goes on by itself when the policy is mended."`,
    );
    expect(story.deployments('staging')).toEqual([]);
    story.as('omar').push({ branch: 'main', files: { [policy]: policyWith('') } });
    await story.quiet();
    expect(story.deployments('staging')).toHaveLength(1);
  });
});

describe('what has ended', () => {
  it('stays as it ended', async () => {
    const pull = await pending();
    await story.say('ada', pull.number, '/cancel');
    await story.green(pull.headSha);
    await story.say('ada', pull.number, '/cancel');
    await story.say('ada', pull.number, '/retry');
    await story.say('ada', pull.number, '/execute');
    expect(run(pull.headSha)).toBe('cancelled: Withdrawn');
    expect(story.replies(pull.number).map((said) => timeless(said))).toMatchInlineSnapshot(`
      [
        "Nothing is open here; the last promotion ended as \`cancelled\` on TIME UTC (now). To ask for it: \`/promote <environment>\`.",
        "The last promotion here did not fail, so there is nothing to try again.",
        "Nothing is open here; the last promotion ended as \`cancelled\` on TIME UTC (now). To ask for it: \`/promote <environment>\`.",
      ]
    `);
  });
});

describe('when the app', () => {
  it('is removed from the repository, what was open ends and the record stays', async () => {
    story = await tellStory();
    await story.waiting();
    story.as('omar').removeRepository();
    await story.quiet();
    const [open] = await story.app.world.store.promotions.allOpen(null, 10);
    expect(open).toBeUndefined();
    const entries = await story.app.world.store.record.entries('repository:600', 0, 1_000);
    expect(entries.at(-1)).toMatchObject({
      kind: 'promotion.cancelled',
      environment: 'production',
    });
  });

  it('is removed, what is deploying fails, because nobody can follow it any more', async () => {
    story = await tellStory(policyWith(''));
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    story.as('omar').removeRepository();
    await story.quiet();
    const [ended] = await story.app.world.store.promotions.recent(600, {}, 1);
    expect(ended?.state).toMatchObject({
      kind: 'failed',
      failure: { code: 'deployment_unreachable' },
    });
    expect(await story.app.world.store.leases.holder(600, 'staging')).toBeNull();
  });

  it('is removed where the repository came from, nothing ends that goes on where it is now', async () => {
    story = await tellStory();
    const { headSha } = await story.waiting();
    const { world } = story.app;
    const shop = await world.store.repositories.byId(600);
    if (shop === null) throw new Error('there is no repository');
    await world.store.repositories.put({ ...shop, installationId: 77 });
    story.as('omar').removeRepository();
    await story.quiet();
    expect(await world.store.repositories.byId(600)).toMatchObject({ active: true });
    expect(story.run(headSha, 'production')).toContain('action_required');
  });

  it('is uninstalled, what was open ends everywhere, and the owner’s chain tells who did it', async () => {
    story = await tellStory();
    await story.waiting();
    story.as('omar').suspendApp();
    await story.quiet();
    story.as('omar').unsuspendApp();
    await story.quiet();
    story.as('omar').uninstallApp();
    await story.quiet();
    const { promotions, record } = story.app.world.store;
    expect(await promotions.allOpen(null, 10)).toEqual([]);
    const told = await record.entries('organization:500', 0, 10);
    expect(told.map(({ kind, body }) => [kind, JSON.parse(body).by.login])).toEqual([
      ['installation.suspend', 'omar'],
      ['installation.unsuspend', 'omar'],
      ['installation.deleted', 'omar'],
    ]);
  });

  it('is suspended, nothing goes on until it is let in again', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    story.as('omar').suspendApp();
    await story.later(3 * HOUR);
    await story.review('grace', pull.number, 'APPROVE');
    expect(story.deployments('production')).toEqual([]);
    story.as('omar').unsuspendApp();
    await story.quiet();
    expect(story.deployments('production')).toEqual([pull.headSha]);
    expect(story.run(pull.headSha, 'production')).toBe('in_progress: Deploying');
  });
});
