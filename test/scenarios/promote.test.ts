/** The walking path and what people meet along it. */
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
    expect(story.checkRun(pull.headSha, 'staging')).toMatchObject({
      status: 'in_progress',
      title: 'Deploying',
    });
    await story.deployed('staging');
    expect(story.checkRun(pull.headSha, 'staging')).toMatchObject({ conclusion: 'success' });
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
    await story.as('ada').setCheck(pull.headSha, 'test', 'failure');
    await story.say('ada', pull.number, '/promote staging');
    expect(story.checkRun(pull.headSha, 'staging')).toMatchObject({
      conclusion: 'failure',
      title: 'Blocked by checks',
    });
    expect(story.sandbox.read.deployments()).toEqual([]);
    await story.as('ada').setCheck(pull.headSha, 'test', 'success');
    await story.quiet();
    expect(story.sandbox.read.deployments()).toHaveLength(1);
  });

  it('writes nothing on a dry run but the answer', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging --dry-run');
    expect(story.replies(pull.number)).toHaveLength(1);
    expect(story.replies(pull.number)[0]).toContain('Dry run');
    expect(story.checkRun(pull.headSha, 'staging')).toBeNull();
    expect(story.sandbox.read.deployments()).toEqual([]);
  });
});

describe('promoting to production', () => {
  const liveInStaging = async (): Promise<{ number: number; headSha: string }> => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    return pull;
  };

  it('needs staging first', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote production');
    const run = story.checkRun(pull.headSha, 'production');
    expect(run?.conclusion).toBe('failure');
    expect(run?.summary).toContain('it has not completed in `staging`');
  });

  it('waits for people, refuses the author, and goes on with a colleague’s review', async () => {
    const pull = await liveInStaging();
    await story.say('ada', pull.number, '/promote prod');
    expect(story.checkRun(pull.headSha, 'production')).toMatchObject({
      conclusion: 'action_required',
      title: 'Waiting for 1 approval from platform',
    });
    await story.say('ada', pull.number, '/approve');
    expect(story.replies(pull.number).at(-1)).toContain('nobody approves their own work');
    await story.as('grace').review(pull.number, 'APPROVE');
    await story.quiet();
    await story.deployed('production');
    expect(story.checkRun(pull.headSha, 'production')).toMatchObject({ conclusion: 'success' });
    expect(story.warnings).toEqual([]);
  });

  it('takes the button, and refuses it to the author with the reason on the check run', async () => {
    const pull = await liveInStaging();
    await story.say('ada', pull.number, '/promote production');
    const run = story.checkRun(pull.headSha, 'production');
    await story.as('ada').press(run?.id ?? 0, 'approve');
    await story.quiet();
    expect(story.checkRun(pull.headSha, 'production')?.summary).toContain(
      'nobody approves their own work',
    );
    const again = story.checkRun(pull.headSha, 'production');
    await story.as('grace').press(again?.id ?? 0, 'approve');
    await story.quiet();
    await story.deployed('production');
    expect(story.checkRun(pull.headSha, 'production')).toMatchObject({ conclusion: 'success' });
  });
});
