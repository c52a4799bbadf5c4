/** Who may ask, who may vote, and what does not count: nobody gets around it by another way in. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

const waiting = async (): Promise<{ readonly number: number; readonly headSha: string }> => {
  story = await tellStory();
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  await story.deployed('staging');
  await story.say('ada', pull.number, '/promote production');
  return pull;
};

const summary = (sha: string): string => story.checkRun(sha, 'production')?.summary ?? '';

describe('votes that do not count', () => {
  it('names the person who is not asked', async () => {
    const pull = await waiting();
    await story.as('linus').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(summary(pull.headSha)).toContain('`linus` (review): not one of those asked');
    await story.say('linus', pull.number, '/approve');
    expect(story.replies(pull.number).at(-1)).toContain('does not count');
    expect(
      story.sandbox.read.deployments().filter((each) => each.environment === 'production'),
    ).toEqual([]);
  });

  it('gives people who cannot write a thumbs down and no comment', async () => {
    const pull = await waiting();
    await story.say('mallory', pull.number, '/approve');
    expect(story.replies(pull.number)).toEqual([]);
    const asked = story.sandbox.read
      .comments(pull.number)
      .find((each) => each.author === 'mallory');
    expect(asked?.reactions).toContain('-1');
  });

  it('counts no review of an older head, and a push supersedes what was asked', async () => {
    const pull = await waiting();
    await story.as('grace').review(pull.number, 'COMMENT');
    await story.as('ada').push({ branch: 'tax', files: { 'more.txt': 'more\n' } });
    await story.quiet();
    expect(story.checkRun(pull.headSha, 'production')).toMatchObject({
      conclusion: 'neutral',
      title: 'Superseded by a newer commit',
    });
  });

  it('keeps an approval when the same person comments afterwards', async () => {
    const pull = await waiting();
    await story.as('ada').setCheck(pull.headSha, 'build', null);
    await story.as('grace').review(pull.number, 'APPROVE');
    await story.as('grace').review(pull.number, 'COMMENT');
    await story.quiet();
    await story.as('ada').setCheck(pull.headSha, 'build', 'success');
    await story.quiet();
    await story.deployed('production');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('success');
  });

  it('blocks while an eligible person asks for changes, and ends nothing', async () => {
    const pull = await waiting();
    await story.as('omar').review(pull.number, 'REQUEST_CHANGES');
    await story.as('grace').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('failure');
    expect(summary(pull.headSha)).toContain('asked for changes');
    await story.as('omar').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(story.checkRun(pull.headSha, 'production')?.title).toBe('Deploying');
  });

  it('reads the team again when a vote comes in: who left it no longer counts', async () => {
    const pull = await waiting();
    await story.as('ada').setCheck(pull.headSha, 'build', null);
    await story.as('grace').review(pull.number, 'APPROVE');
    await story.quiet();
    await story.as('omar').leaveTeam('platform', 'grace');
    await story.as('ada').setCheck(pull.headSha, 'build', 'success');
    await story.quiet();
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('action_required');
    expect(summary(pull.headSha)).toContain('`grace` (review): not one of those asked');
  });
});

describe('who had a part in it', () => {
  it('excludes a co-author who would approve', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    const { sha } = await story.as('ada').push({
      branch: 'tax',
      files: { 'more.txt': 'more\n' },
      coAuthors: ['grace <grace@acme.example>'],
    });
    await story.quiet();
    for (const check of ['build', 'test']) await story.as('ada').setCheck(sha, check, 'success');
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    await story.say('ada', pull.number, '/promote production');
    await story.as('grace').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(summary(sha)).toContain(
      '`grace` (review): nobody approves their own work, and `grace` wrote 1 commit',
    );
    await story.as('omar').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(story.checkRun(sha, 'production')?.title).toBe('Deploying');
  });

  it('blocks on an author whom nobody can name, with commit and address', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    const { sha } = await story.as('ada').push({
      branch: 'tax',
      files: { 'more.txt': 'more\n' },
      authorEmail: 'someone@elsewhere.example',
    });
    await story.quiet();
    for (const check of ['build', 'test']) await story.as('ada').setCheck(sha, check, 'success');
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    await story.say('ada', pull.number, '/promote production');
    await story.as('grace').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(story.checkRun(sha, 'production')?.conclusion).toBe('failure');
    expect(summary(sha)).toContain('`someone@elsewhere.example`');
  });

  it('excludes the person who pushed another one’s commit', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    const { sha } = await story.as('grace').push({
      branch: 'tax',
      files: { 'more.txt': 'more\n' },
      authorEmail: 'ada@acme.example',
    });
    await story.quiet();
    for (const check of ['build', 'test']) await story.as('ada').setCheck(sha, check, 'success');
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    await story.say('ada', pull.number, '/promote production');
    await story.as('grace').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(summary(sha)).toContain('`grace` (review): nobody approves their own work');
  });
});

describe('the end of a promotion', () => {
  it('is a rejection with its reason, which holds when asked again', async () => {
    const pull = await waiting();
    await story.say('grace', pull.number, '/reject the migration is missing');
    expect(story.checkRun(pull.headSha, 'production')).toMatchObject({
      conclusion: 'failure',
      title: 'Rejected by grace',
    });
    await story.say('ada', pull.number, '/promote production');
    expect(summary(pull.headSha)).toContain('the migration is missing');
    await story.say('grace', pull.number, '/reject production --lift');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('action_required');
  });

  it('is a withdrawal by whoever asked, and by no colleague', async () => {
    const pull = await waiting();
    await story.say('bob', pull.number, '/cancel');
    expect(story.replies(pull.number).at(-1)).toContain('only they or an admin');
    await story.say('ada', pull.number, '/cancel');
    expect(story.checkRun(pull.headSha, 'production')).toMatchObject({ conclusion: 'cancelled' });
  });

  it('comes with the pull request closed unmerged', async () => {
    const pull = await waiting();
    await story.as('ada').closePull(pull.number);
    await story.quiet();
    expect(story.checkRun(pull.headSha, 'production')).toMatchObject({
      conclusion: 'cancelled',
      title: 'Ended because the pull request was closed',
    });
  });
});

describe('deployments', () => {
  it('believes no stranger’s success', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    const [deployment] = story.sandbox.read.deployments();
    await story.as('bob').deploymentStatus(deployment?.id ?? 0, 'success');
    await story.quiet();
    expect(story.checkRun(pull.headSha, 'staging')?.status).toBe('in_progress');
  });

  it('can fail and be tried again', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging', 'failure');
    expect(story.checkRun(pull.headSha, 'staging')).toMatchObject({
      conclusion: 'failure',
      title: 'Failed',
    });
    await story.say('ada', pull.number, '/retry');
    await story.deployed('staging');
    expect(story.checkRun(pull.headSha, 'staging')?.conclusion).toBe('success');
    expect(story.sandbox.read.deployments()).toHaveLength(2);
  });

  it('go one at a time to an environment', async () => {
    story = await tellStory();
    const first = await story.openGreen();
    const second = await story
      .as('bob')
      .openPull({ title: 'Two', branch: 'two', files: { 'two.txt': '2\n' } });
    for (const check of ['build', 'test'])
      await story.as('bob').setCheck(second.headSha, check, 'success');
    await story.quiet();
    await story.say('ada', first.number, '/promote staging');
    await story.say('bob', second.number, '/promote staging');
    expect(story.sandbox.read.deployments()).toHaveLength(1);
    expect(story.checkRun(second.headSha, 'staging')?.title).toBe('Approved, waiting for its turn');
    await story.deployed('staging');
    expect(story.sandbox.read.deployments()).toHaveLength(2);
  });
});

describe('asking', () => {
  it('refuses a commit that is nowhere of this repository', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    const other = await story
      .as('bob')
      .openPull({ title: 'Two', branch: 'two', files: { 'two.txt': '2\n' } });
    await story.quiet();
    await story.say('ada', pull.number, `/promote staging ${other.headSha}`);
    expect(story.replies(pull.number).at(-1)).toContain(
      'neither a commit of this pull request nor on the default branch',
    );
  });

  it('says which environment was probably meant', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote stagign');
    expect(story.replies(pull.number).at(-1)).toMatchInlineSnapshot(
      `"There is no environment \`stagign\` here. Did you mean \`staging\`? Known: \`development\`, \`staging\`, \`production\`."`,
    );
  });

  it('answers, and does not run, what waited too long', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.sandbox.settled();
    const said = story.as('ada').comment(pull.number, '/promote staging');
    story.clock.advance(16 * 60_000);
    await said;
    await story.quiet();
    expect(story.replies(pull.number).join()).toContain('I was away');
    expect(story.sandbox.read.deployments()).toEqual([]);
  });

  it('reviews the last head of a squashed pull request as the merged commit', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.as('grace').review(pull.number, 'APPROVE');
    const { sha } = await story.as('ada').merge(pull.number, 'squash');
    await story.quiet();
    for (const check of ['build', 'test']) await story.as('ada').setCheck(sha, check, 'success');
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    await story.say('ada', pull.number, '/promote production');
    await story.deployed('production');
    expect(story.checkRun(sha, 'production')?.conclusion).toBe('success');
  });
});
