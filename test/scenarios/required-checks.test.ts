/** `checks: { required: required }`: the branch says which checks there must be. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  const { warnings } = story;
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
  expect(warnings).toEqual([]);
});

const POLICY = `version: 1
environments:
  - name: staging
    gates:
      checks: { required: required }
`;
const REQUIRED = { requiredChecks: ['build', 'test'] };

const opened = () =>
  story.as('ada').openPull({ title: 'Tax', branch: 'tax', files: { 'tax.txt': 'new\n' } });
const reports = async (sha: string, name: string): Promise<void> => {
  story.as('ada').setCheck(sha, name, 'success');
  await story.quiet();
};

describe('the checks that the branch requires', () => {
  it('must all have reported, also the one that GitHub has not heard of yet', async () => {
    story = await tellStory(POLICY, REQUIRED);
    const { number, headSha } = opened();
    await reports(headSha, 'build');
    await story.say('ada', number, '/promote staging');
    expect(story.run(headSha, 'staging')).toBe('in_progress: Waiting for checks');
    expect(story.summary(headSha, 'staging')).toContain('| ⏳ | checks | `test` has not reported');
    expect(story.deployments('staging')).toEqual([]);
    await reports(headSha, 'test');
    expect(story.deployments('staging')).toEqual([headSha]);
  });

  it('are known of a commit without a pull request as well', async () => {
    story = await tellStory(POLICY, REQUIRED);
    const { sha } = story.as('grace').push({ branch: 'main', files: { 'fix.txt': 'new\n' } });
    await reports(sha, 'build');
    const page = story.as('ada').openIssue({ title: 'Ship the fix' });
    await story.say('ada', page.number, `/promote staging ${sha}`);
    expect(story.deployments('staging')).toEqual([]);
    await reports(sha, 'test');
    expect(story.deployments('staging')).toEqual([sha]);
  });

  it('hold it back where there are none: nothing is never a yes', async () => {
    story = await tellStory(POLICY);
    const { number, headSha } = await story.openGreen();
    await story.say('ada', number, '/promote staging');
    expect(story.summary(headSha, 'staging')).toContain('the branch `main` requires no checks');
    expect(story.deployments('staging')).toEqual([]);
  });

  it('hold it back where they cannot be read, and are asked for only where the policy does', async () => {
    story = await tellStory(POLICY, REQUIRED);
    const { number, headSha } = await story.openGreen();
    story.sandbox.fail({ match: 'GET /repos/{owner}/{repo}/rules/branches/{branch}', status: 422 });
    await story.say('ada', number, '/promote staging');
    expect(story.run(headSha, 'staging')).toBe('failure: Could not find out: checks');
    expect(story.deployments('staging')).toEqual([]);
    await story.press('ada', headSha, 'staging', 'check-again');
    expect(story.deployments('staging')).toEqual([headSha]);
  });
});
