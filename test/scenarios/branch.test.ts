/** `branch`: only what is on an allowed branch, or on its way into one, goes further. */
import { afterEach, describe, expect, it } from 'vitest';
import { plain, type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  const { warnings } = story;
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
  expect(warnings).toEqual([]);
});

const policy = (branch: string): string => `version: 1
environments:
  - name: staging
    gates:
      branch: ${branch}
`;
const BLOCKED = 'failure: Blocked by branch';

const rowOf = (sha: string): string =>
  plain(story.checkRun(sha, 'staging')?.summary ?? 'none')
    .split('\n')
    .find((line) => line.includes('| branch |')) ?? 'no row';

/** What was asked of GitHub about branches, in order. */
const asked = (): readonly string[] =>
  story.sandbox.calls.flatMap(({ graphql }) => (graphql?.startsWith('Branches') ? [graphql] : []));

let count = 0;
/** A branch with one commit of its own, made from the default branch. */
const pushed = async (branch: string): Promise<string> => {
  count += 1;
  const { sha } = story.as('ada').push({ branch, files: { [`${count}.txt`]: 'new\n' } });
  await story.quiet();
  return sha;
};

/** On an issue: the release is of no pull request. */
const promoted = async (sha: string): Promise<void> => {
  const { number } = story.as('ada').openIssue({ title: 'Ship it' });
  await story.quiet();
  await story.say('ada', number, `/promote staging ${sha}`);
};

describe('a pull request', () => {
  it('into the default branch passes, and nobody asks GitHub for branches', async () => {
    story = await tellStory(policy('true'));
    const { number, headSha } = await story.openGreen();
    await story.say('ada', number, '/promote staging');
    expect(rowOf(headSha)).toBe('| ✅ | branch | #1 is to be merged into `main` |');
    expect(asked()).toEqual([]);
  });

  it('into another branch is held back, until it is pointed at an allowed one', async () => {
    story = await tellStory(policy('true'));
    await pushed('develop');
    const { number, headSha } = story.as('ada').openPull({
      title: 'Tax',
      branch: 'tax',
      base: 'develop',
      files: { 'tax.txt': 'new\n' },
    });
    await story.quiet();
    await story.say('ada', number, '/promote staging');
    expect(story.run(headSha, 'staging')).toBe(BLOCKED);
    expect(rowOf(headSha)).toBe(
      '| ⛔ | branch | it is not on `main`, and #1 is to be merged into `develop`. Merge it into `main`, or open a pull request that does. |',
    );
    expect(asked()).toEqual(['BranchesHaving']);
    story.as('ada').retargetPull(number, 'main');
    await story.quiet();
    expect(story.deployments('staging')).toEqual([headSha]);
  });

  it('goes on by itself as soon as the branch has its commit', async () => {
    story = await tellStory(policy('{ allowed: [release/*] }'));
    const { number, headSha } = await story.openGreen();
    await story.say('ada', number, '/promote staging');
    expect(story.run(headSha, 'staging')).toBe(BLOCKED);
    story.as('ada').createBranch('release/1', headSha);
    await story.quiet();
    expect(story.deployments('staging')).toEqual([headSha]);
    expect(rowOf(headSha)).toBe('| ✅ | branch | it is on `release/1` |');
  });

  it('that was merged into an allowed branch passes as what it was merged as', async () => {
    story = await tellStory(policy('true'));
    const { number } = await story.openGreen();
    const { sha } = story.as('ada').merge(number, 'squash');
    await story.quiet();
    await story.say('ada', number, '/promote staging');
    expect(story.deployments('staging')).toEqual([sha]);
    expect(rowOf(sha)).toBe('| ✅ | branch | #1 was merged into `main` |');
  });
});

describe('a commit of no pull request', () => {
  it('passes as the head of an allowed branch and as an earlier commit of it', async () => {
    story = await tellStory(policy('{ allowed: [main] }'));
    const [first, second] = [await pushed('main'), await pushed('main')];
    await promoted(second);
    expect(asked()).toEqual([]);
    await story.deployed('staging');
    await promoted(first);
    expect(asked()).toEqual(['BranchesHaving']);
    expect(story.deployments('staging')).toEqual([second, first]);
  });

  it('is held back where only a tag has the name of an allowed branch', async () => {
    story = await tellStory(policy('{ allowed: [release/1, hotfix/*] }'));
    const sha = await pushed('main');
    story.as('ada').createTag('release/1', sha);
    story.as('ada').createTag('hotfix/1', sha);
    await story.quiet();
    await promoted(sha);
    expect(story.run(sha, 'staging')).toBe(BLOCKED);
    expect(rowOf(sha)).toBe(
      '| ⛔ | branch | it is not on `release/1` or `hotfix/*`. Merge it into `release/1` or `hotfix/*`, or open a pull request that does. |',
    );
    expect(asked()).toEqual(['BranchesHaving', 'Branches']);
  });

  it('is found on a branch that a pattern allows, though a tag of its name is elsewhere', async () => {
    story = await tellStory(policy('{ allowed: [hotfix/*] }'));
    const [old, sha] = [await pushed('main'), await pushed('main')];
    story.as('ada').createBranch('hotfix/1', sha);
    story.as('ada').createTag('hotfix/1', old);
    await story.quiet();
    await promoted(sha);
    expect(rowOf(sha)).toBe('| ✅ | branch | it is on `hotfix/1` |');
  });
});
