/** Who hides a part in what ships, behind another's name, branch or pull request, may not approve it either. */
import { afterEach, describe, expect, it } from 'vitest';
import { plain, type Story, tellStory } from './story.ts';

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

/** Approves by comment: what they read, or `counted`. */
const approveAs = async (login: string, page: number): Promise<string> => {
  const before = story.replies(page).length;
  await story.say(login, page, '/approve production');
  return plain(story.replies(page)[before] ?? 'counted');
};

/** The first release is live: what comes after it is compared with it. */
const firstRelease = async (): Promise<void> => {
  await begin();
  const { number } = await story.openGreen({ 'first.txt': 'first\n' });
  const { sha } = await story.as('ada').merge(number, 'squash');
  await story.green(sha);
  await story.say('linus', number, '/promote production');
  await story.say('omar', number, '/approve production');
  await story.deployed('production');
  expect(story.checkRun(sha, 'production')?.conclusion).toBe('success');
};

const opened = async (login: string, branch: string) => {
  const files = { [`${branch}.txt`]: 'new\n' };
  const pull = await story.as(login).openPull({ title: branch, branch, files });
  await story.green(pull.headSha);
  return pull;
};

describe('a commit in another’s name', () => {
  it('on the default branch, with a merge and another’s commit above it: its pusher had a part', async () => {
    await firstRelease();
    await story
      .as('omar')
      .push({ branch: 'main', files: { 'back.txt': 'door\n' }, authorEmail: BOB });
    const bobs = await opened('bob', 'bobs');
    await story.as('bob').merge(bobs.number, 'squash');
    await story.as('linus').push({ branch: 'main', files: { 'fix.txt': 'fix\n' } });
    const adas = await opened('ada', 'adas');
    await story.say('ada', adas.number, '/promote production');
    expect(await approveAs('omar', adas.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you pushed to the default branch."`,
    );
    expect(await approveAs('linus', adas.number)).toContain('nobody approves their own work');
    expect(await approveAs('grace', adas.number)).toBe('counted');
  });

  it('on a branch that somebody else made another branch of: its pusher had a part', async () => {
    await begin();
    const { sha } = await story
      .as('ada')
      .push({ branch: 'draft', files: { 'back.txt': 'door\n' }, authorEmail: BOB });
    await story.as('bob').createBranch('tidy', sha);
    const pull = await story.as('bob').openPull({ title: 'Tidy', branch: 'tidy', files: {} });
    await story.green(sha);
    await story.say('bob', pull.number, '/promote production');
    expect(await approveAs('ada', pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you pushed to the branch of #1."`,
    );
    expect(await approveAs('grace', pull.number)).toBe('counted');
  });

  it('on a branch that somebody else restored: its pusher had a part', async () => {
    await begin();
    const { sha } = await story
      .as('ada')
      .push({ branch: 'tidy', files: { 'back.txt': 'door\n' }, authorEmail: BOB });
    await story.as('ada').deleteBranch('tidy');
    await story.as('bob').createBranch('tidy', sha);
    const pull = await story.as('bob').openPull({ title: 'Tidy', branch: 'tidy', files: {} });
    await story.green(sha);
    await story.say('bob', pull.number, '/promote production');
    expect(await approveAs('ada', pull.number)).toContain('nobody approves their own work');
  });
});

describe('a pull request of which only a part ships', () => {
  it('was approved as a whole: that says nothing of a commit in the middle of it', async () => {
    await firstRelease();
    const pull = await opened('ada', 'adas');
    const middle = pull.headSha;
    const { sha } = await story.as('ada').push({ branch: 'adas', files: { 'adas.txt': null } });
    await story.green(sha);
    await story.as('bob').review(pull.number, 'APPROVE');
    await story.as('bob').merge(pull.number, 'merge');
    await story.quiet();
    const page = await opened('linus', 'other');
    await story.say('linus', page.number, `/promote production ${middle}`);
    await story.as('ada').press(story.checkRun(middle, 'production')?.id ?? 0, 'approve');
    await story.quiet();
    expect(story.deployments('production').map((each) => each.sha)).not.toContain(middle);
    const said = story.checkRun(middle, 'production')?.summary ?? '';
    expect(plain(said)).toContain('you opened #2, wrote 2 commits and pushed to its branch');
  });
});

describe('a tag named like the default branch', () => {
  it('brings neither its policy nor its commits, and stops nothing', async () => {
    await begin();
    const open = 'version: 1\nenvironments:\n  - name: production\n';
    const { sha } = await story
      .as('ada')
      .push({ branch: 'evil', files: { '.github/lockkeeper.yml': open } });
    await story.as('ada').createTag('main', sha);
    const pull = await story.openGreen();
    await story.as('omar').push({ branch: 'main', files: { 'more.txt': 'more\n' } });
    await story.quiet();
    await story.say('ada', pull.number, '/promote production');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('action_required');
    await story.say('ada', pull.number, `/promote production ${sha}`);
    expect(story.replies(pull.number).at(-1)).toContain('neither a commit of this pull request');
    expect(await approveAs('grace', pull.number)).toBe('counted');
    expect(story.deployments('production').map((each) => each.sha)).toEqual([pull.headSha]);
  });
});
