/** Ways to slip past the rules: a part in what ships hidden behind another's name, branch, pull request or tag. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

/** Production alone, and everybody who writes is asked: only a part in what ships keeps them out. */
const POLICY = `version: 1
environments:
  - name: production
    production: true
    gates: { checks: { required: [build, test] } }
    approvals:
      rules: [{ name: anyone, count: 1, permission: write }]
`;

const BOB = 'bob@acme.example';

let story: Story;
afterEach(async () => {
  await story.close();
});

const begin = async (): Promise<void> => {
  story = await tellStory(POLICY);
};

/** The first release is live: what comes after it is compared with it. */
const firstRelease = async (): Promise<void> => {
  await begin();
  const { number } = await story.openGreen({ 'first.txt': 'first\n' });
  const { sha } = story.as('ada').merge(number, 'squash');
  await story.green(sha);
  await story.say('linus', number, '/promote production');
  await story.say('omar', number, '/approve production');
  await story.deployed('production');
  expect(story.checkRun(sha, 'production')?.conclusion).toBe('success');
};

describe('a commit in another’s name', () => {
  it('on the branch of somebody’s pull request: its pusher had a part', async () => {
    await begin();
    const pull = await story.openGreen();
    const { sha } = story
      .as('grace')
      .push({ branch: 'tax', files: { 'more.txt': 'more\n' }, authorEmail: 'ada@acme.example' });
    await story.green(sha);
    await story.say('ada', pull.number, '/promote production');
    expect(await story.approve('grace', pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you pushed to the branch of #1."`,
    );
  });

  it('on the default branch, with a merge and another’s commit above it: its pusher had a part', async () => {
    await firstRelease();
    story.as('omar').push({ branch: 'main', files: { 'back.txt': 'door\n' }, authorEmail: BOB });
    const bobs = await story.openAs('bob', 'bobs');
    story.as('bob').merge(bobs.number, 'squash');
    story.as('linus').push({ branch: 'main', files: { 'fix.txt': 'fix\n' } });
    const adas = await story.openAs('ada', 'adas');
    await story.say('ada', adas.number, '/promote production');
    expect(await story.approve('omar', adas.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you pushed to the default branch."`,
    );
    expect(await story.approve('linus', adas.number)).toContain('nobody approves their own work');
    expect(await story.approve('grace', adas.number)).toBe('counted');
  });

  it('on a branch from which somebody else made another: its pusher had a part', async () => {
    await begin();
    const { sha } = story
      .as('ada')
      .push({ branch: 'draft', files: { 'back.txt': 'door\n' }, authorEmail: BOB });
    story.as('bob').createBranch('tidy', sha);
    const pull = story.as('bob').openPull({ title: 'Tidy', branch: 'tidy', files: {} });
    await story.green(sha);
    await story.say('bob', pull.number, '/promote production');
    expect(await story.approve('ada', pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you pushed to the branch of #1."`,
    );
    expect(await story.approve('grace', pull.number)).toBe('counted');
  });

  it('on a branch of which GitHub tells late: its pusher had a part', async () => {
    await begin();
    story.sandbox.hold();
    const { sha } = story
      .as('ada')
      .push({ branch: 'tidy', files: { 'back.txt': 'door\n' }, authorEmail: BOB });
    story.clock.advance(60_000);
    story.as('ada').deleteBranch('tidy');
    story.as('bob').createBranch('tidy', sha);
    story.as('bob').createBranch('other', sha);
    story.sandbox.release((held) => held.toReversed());
    const pull = story.as('bob').openPull({ title: 'Tidy', branch: 'other', files: {} });
    await story.green(sha);
    await story.say('bob', pull.number, '/promote production');
    expect(await story.approve('ada', pull.number)).toContain('nobody approves their own work');
    expect(await story.approve('grace', pull.number)).toBe('counted');
  });

  it('on a branch that somebody else restored: its pusher had a part', async () => {
    await begin();
    const { sha } = story
      .as('ada')
      .push({ branch: 'tidy', files: { 'back.txt': 'door\n' }, authorEmail: BOB });
    story.as('ada').deleteBranch('tidy');
    story.as('bob').createBranch('tidy', sha);
    const pull = story.as('bob').openPull({ title: 'Tidy', branch: 'tidy', files: {} });
    await story.green(sha);
    await story.say('bob', pull.number, '/promote production');
    expect(await story.approve('ada', pull.number)).toContain('nobody approves their own work');
  });
});

describe('a pull request that ships only in part', () => {
  it('was approved as a whole: that says nothing of a commit in the middle of it', async () => {
    await firstRelease();
    const pull = await story.openAs('ada', 'adas');
    const middle = pull.headSha;
    const { sha } = story.as('ada').push({ branch: 'adas', files: { 'adas.txt': null } });
    await story.green(sha);
    story.as('bob').review(pull.number, 'APPROVE');
    story.as('bob').merge(pull.number, 'merge');
    await story.quiet();
    const page = await story.openAs('linus', 'other');
    await story.say('linus', page.number, `/promote production ${middle}`);
    await story.press('ada', middle, 'production', 'approve');
    expect(story.deployments('production')).not.toContain(middle);
    expect(story.summary(middle, 'production')).toContain(
      '`ada` opened #2, wrote 2 commits and pushed to its branch',
    );
  });
});

describe('a tag named like the default branch', () => {
  it('brings neither its policy nor its commits, and stops nothing', async () => {
    await begin();
    const open = 'version: 1\nenvironments:\n  - name: production\n';
    const { sha } = story
      .as('ada')
      .push({ branch: 'evil', files: { '.github/lockkeeper.yml': open } });
    story.as('ada').createTag('main', sha);
    const pull = await story.openGreen();
    story.as('omar').push({ branch: 'main', files: { 'more.txt': 'more\n' } });
    await story.quiet();
    await story.say('ada', pull.number, '/promote production');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('action_required');
    await story.say('ada', pull.number, `/promote production ${sha}`);
    expect(story.lastReply(pull.number)).toContain('neither a commit of this pull request');
    expect(await story.approve('grace', pull.number)).toBe('counted');
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });
});
