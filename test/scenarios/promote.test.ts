/** The way of one promotion, from the comment to production, that every other story departs from. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

describe('promoting to an environment that asks for checks alone', () => {
  it('goes from the comment to a deployment, and tells it on the commit and the page', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    expect(story.run(pull.headSha, 'staging')).toBe('in_progress: Deploying');
    await story.deployed('staging');
    expect(story.run(pull.headSha, 'staging')).toContain('success: Deployed');
    expect(story.sandbox.read.deployments()).toHaveLength(1);
    expect(story.replies(pull.number)).toEqual([]);
    const ask = story.sandbox.read
      .comments(pull.number)
      .find((comment) => comment.author === 'ada');
    expect(ask?.reactions).toContain('rocket');
    expect(story.warnings).toEqual([]);
  });

  it('is held by a failing check, says so, and goes on by itself when it turns green', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    story.as('ada').setCheck(pull.headSha, 'test', 'failure');
    await story.say('ada', pull.number, '/promote staging');
    expect(story.run(pull.headSha, 'staging')).toBe('failure: Blocked by checks');
    expect(story.deployments('staging')).toEqual([]);
    await story.green(pull.headSha);
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('writes nothing on a dry run but the answer', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging --dry-run');
    expect(story.replies(pull.number)).toHaveLength(1);
    expect(story.lastReply(pull.number)).toContain('Dry run');
    expect(story.checkRun(pull.headSha, 'staging')).toBeNull();
    expect(story.deployments('staging')).toEqual([]);
  });

  it('is one promotion when two people ask at once, and both count as asking', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    story.as('ada').setCheck(pull.headSha, 'test', null);
    story.as('ada').comment(pull.number, '/promote staging');
    story.as('grace').comment(pull.number, '/promote staging');
    await story.quiet();
    expect(story.summary(pull.headSha, 'staging')).toMatch(
      /Asked for by `(?:ada` and `grace|grace` and `ada)`/,
    );
    await story.green(pull.headSha);
    expect(story.deployments('staging')).toHaveLength(1);
  });
});

describe('promoting to production', () => {
  it('needs staging first', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote production');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('failure');
    expect(story.summary(pull.headSha, 'production')).toContain(
      'it has not completed in `staging`',
    );
  });

  it('goes on by itself when the same content completes in staging as another commit', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    const { sha } = story.as('ada').merge(pull.number, 'squash');
    await story.green(sha);
    await story.say('ada', pull.number, '/promote production');
    expect(story.run(sha, 'production')).toBe('failure: Blocked by predecessor');
    await story.say('ada', pull.number, `/promote staging ${pull.headSha}`);
    await story.deployed('staging');
    expect(story.deployments('staging')).toEqual([pull.headSha]);
    expect(story.run(sha, 'production')).toBe(
      'action_required: Waiting for 1 approval from platform',
    );
  });

  it('waits for people, refuses the author, and goes on with a colleague’s review', async () => {
    story = await tellStory();
    const pull = await story.liveInStaging();
    await story.say('ada', pull.number, '/promote prod');
    expect(story.run(pull.headSha, 'production')).toBe(
      'action_required: Waiting for 1 approval from platform',
    );
    await story.say('ada', pull.number, '/approve');
    expect(story.lastReply(pull.number)).toContain('nobody approves their own work');
    await story.review('grace', pull.number, 'APPROVE');
    await story.deployed('production');
    expect(story.run(pull.headSha, 'production')).toContain('success: Deployed');
    expect(story.warnings).toEqual([]);
  });
});
