/** Which commit is meant, whose work it is, and which reviews were of it: through pushes and merges. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, plain, type Story, tellStory } from './story.ts';

const MINUTE = 60_000;

/** Production compares with nothing and needs no staging: the stories are about the release. */
const policyWith = (production = ''): string => `version: 1
environments:
  - name: staging
    gates: { checks: { required: [build, test] } }
${production}  - name: production
    after: []
    production: true
    gates: { checks: { required: [build, test] } }
    approvals:
      rules: [{ name: anyone, count: 1, permission: write }]
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const begin = async (policy = policyWith()) => {
  story = await tellStory(policy);
  return story.openGreen();
};

const forked = async (policy = policyWith()): Promise<Pull> => {
  story = await tellStory(policy);
  story.as('omar').makePublic();
  const pull = story.as('mallory').openPull({
    title: 'From outside',
    branch: 'gift',
    files: { 'gift.txt': 'horse\n' },
    fork: true,
  });
  await story.green(pull.headSha);
  return pull;
};

const notCounted = (sha: string): string =>
  /Not counted:\n((?:- .*\n?)+)/.exec(story.summary(sha, 'production'))?.[1]?.trim() ?? 'none';

describe('the head of a pull request', () => {
  it('that moved after the comment is not promoted, and both commits are named', async () => {
    const pull = await begin();
    story.sandbox.hold();
    story.as('ada').comment(pull.number, '/promote staging');
    story.clock.advance(2_000);
    const { sha } = story.as('ada').push({ branch: 'tax', files: { 'a.txt': 'a\n' } });
    story.sandbox.release((held) => held.toReversed());
    await story.quiet();
    expect(story.lastReply(pull.number, { OLD: pull.headSha, NEW: sha })).toMatchInlineSnapshot(
      `"This pull request moved from \`OLD\` to \`NEW\` after you asked. Nothing was promoted. Ask again for the new one, or name the old one: \`/promote staging OLD\`."`,
    );
    expect(story.deployments('staging')).toEqual([]);
  });

  it('in the very second of a push is asked about, not guessed', async () => {
    const pull = await begin();
    story.sandbox.hold();
    const { sha } = story.as('ada').push({ branch: 'tax', files: { 'a.txt': 'a\n' } });
    story.as('ada').comment(pull.number, '/promote staging');
    story.sandbox.release();
    await story.quiet();
    expect(story.lastReply(pull.number, { NEW: sha })).toMatchInlineSnapshot(
      `"It is not certain which commit you saw when you asked, so nothing was promoted. The head is now \`NEW\`. If that is the one, name it: \`/promote staging NEW\`."`,
    );
    expect(story.deployments('staging')).toEqual([]);
  });

  it('asked for by SHA stays, and asked for as the head ends, when a push comes', async () => {
    const pull = await begin();
    story.as('ada').setCheck(pull.headSha, 'test', null);
    await story.say('ada', pull.number, `/promote staging ${pull.headSha.slice(0, 8)}`);
    await story.say('ada', pull.number, '/promote production');
    story.as('ada').push({ branch: 'tax', files: { 'a.txt': 'a\n' } });
    await story.quiet();
    expect(story.run(pull.headSha, 'production')).toBe('neutral: Superseded by a newer commit');
    expect(story.run(pull.headSha, 'staging')).toBe('in_progress: Waiting for checks');
    await story.green(pull.headSha);
    expect(story.deployments('staging')).toEqual([pull.headSha]);
  });
});

describe('a commit that is named', () => {
  it('is judged by its own pull request, never by the page it is typed on', async () => {
    const pull = await begin();
    story.as('grace').review(pull.number, 'APPROVE');
    const { sha } = story.as('bob').merge(pull.number, 'squash');
    await story.green(sha);
    const other = await story.openAs('linus', 'other');
    await story.say('linus', other.number, `/promote production ${sha}`);
    expect(story.deployments('production')).toEqual([sha]);
  });

  it('that is the head of another pull request is refused on this page', async () => {
    const pull = await begin();
    const other = await story.openAs('bob', 'other');
    await story.say('ada', pull.number, `/promote staging ${other.headSha}`);
    expect(story.lastReply(pull.number)).toContain(
      'neither a commit of this pull request nor on the default branch',
    );
    expect(story.deployments('staging')).toEqual([]);
  });

  it('that nobody has, or that is too short, is refused in words', async () => {
    const pull = await begin();
    await story.say('ada', pull.number, '/promote staging 0123456789abcdef');
    await story.say('ada', pull.number, '/promote staging 0123');
    expect(story.replies(pull.number)).toMatchInlineSnapshot(`
      [
        "\`0123456789abcdef\` is neither a commit of this pull request nor on the default branch. Check its digits. Commits of a fork, which GitHub shows under this repository’s name as well, are not taken.",
        "\`/promote\` was not understood: \`0123\` is not a commit of 7 to 40 hexadecimal digits. It is written \`/promote <environment> [<sha>] [--dry-run] [--again] [because "<reason>"]\`.",
      ]
    `);
  });
});

describe('a merged pull request', () => {
  it.each(['merge', 'squash', 'rebase'] as const)(
    '%s: a review of its last head counts',
    async (method) => {
      const pull = await begin();
      story.as('grace').review(pull.number, 'APPROVE');
      const { sha } = story.as('ada').merge(pull.number, method);
      await story.green(sha);
      expect(sha).not.toBe(pull.headSha);
      await story.say('ada', pull.number, '/promote production');
      expect(story.deployments('production')).toEqual([sha]);
    },
  );

  it.each(['merge', 'squash', 'rebase'] as const)(
    '%s: onto a base that moved on, too',
    async (method) => {
      const pull = await begin();
      story.as('grace').review(pull.number, 'APPROVE');
      story.as('omar').push({ branch: 'main', files: { 'other.txt': 'meanwhile\n' } });
      const { sha } = story.as('ada').merge(pull.number, method);
      await story.green(sha);
      await story.say('ada', pull.number, '/promote production');
      expect(notCounted(sha)).toBe('none');
      expect(story.deployments('production')).toEqual([sha]);
    },
  );

  it('by hand, with other content: the review was of something else, and the merger had a part', async () => {
    const pull = await begin();
    story.as('grace').review(pull.number, 'APPROVE');
    story.as('omar').push({ branch: 'main', files: { 'other.txt': 'meanwhile\n' } });
    const { sha } = story.as('linus').mergeByHand(pull.number, { mergeCommit: true });
    await story.green(sha);
    await story.say('ada', pull.number, '/promote production');
    expect(story.deployments('production')).toEqual([]);
    expect(plain(notCounted(sha), { HEAD: pull.headSha })).toMatchInlineSnapshot(
      `"- \`grace\` (review): the review was of \`HEAD\`, and this is another commit"`,
    );
    await story.say('linus', pull.number, '/approve production');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you merged #1 by hand."`,
    );
    await story.say('bob', pull.number, '/approve production');
    expect(story.deployments('production')).toEqual([sha]);
  });

  it('keeps its reviewers: a later comment in the review changes nothing', async () => {
    const pull = await begin();
    story.as('grace').review(pull.number, 'APPROVE');
    const { sha } = story.as('ada').merge(pull.number, 'squash');
    story.as('grace').review(pull.number, 'COMMENT');
    await story.green(sha);
    await story.say('ada', pull.number, '/promote production');
    expect(story.deployments('production')).toEqual([sha]);
  });

  it('deleted with its branch still says who pushed', async () => {
    const pull = await begin();
    const { sha } = story.as('ada').merge(pull.number, 'squash');
    story.as('ada').deleteBranch('tax');
    await story.green(sha);
    await story.say('bob', pull.number, '/promote production');
    await story.say('ada', pull.number, '/approve production');
    expect(story.lastReply(pull.number)).toContain('nobody approves their own work');
    await story.say('grace', pull.number, '/approve production');
    expect(story.deployments('production')).toEqual([sha]);
  });

  it('closed without a merge has no release', async () => {
    const pull = await begin();
    story.as('ada').closePull(pull.number);
    await story.say('ada', pull.number, '/promote staging');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"#1 was closed without being merged, so it has no release."`,
    );
  });
});

describe('a fork', () => {
  it('is refused, and the answer says whose code it is', async () => {
    const pull = await forked();
    await story.say('grace', pull.number, '/promote staging');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"This is code from the fork \`mallory/shop\`, and \`staging\` does not take the heads of forks. Merge it first, or set \`allow_forks: true\` in the policy."`,
    );
    expect(story.deployments('staging')).toEqual([]);
  });

  it('is refused when its commit is named, on whatever page', async () => {
    const pull = await forked();
    const ours = await story.openGreen();
    await story.say('grace', pull.number, `/promote staging ${pull.headSha}`);
    expect(story.lastReply(pull.number)).toContain('This is code from the fork');
    await story.say('grace', ours.number, `/promote staging ${pull.headSha}`);
    expect(story.lastReply(ours.number)).toContain('neither a commit of this pull request nor');
    expect(story.deployments('staging')).toEqual([]);
  });

  it('goes where the policy allows it, said loudly, and those who pushed to it may not approve', async () => {
    const policy = policyWith().replaceAll('    gates:', '    allow_forks: true\n    gates:');
    const pull = await forked(policy);
    const { sha } = story
      .as('mallory')
      .push({ branch: 'gift', files: { 'more.txt': 'more\n' }, fork: true });
    await story.green(sha);
    await story.later(MINUTE);
    await story.say('grace', pull.number, '/promote staging');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"⚠️ This is the code of the fork \`mallory/shop\`, and not yet of this repository."`,
    );
    expect(story.deployments('staging')).toEqual([sha]);
    await story.say('grace', pull.number, '/promote production');
    const runs = story.sandbox.read.checkRuns(sha);
    expect(runs.find(({ name }) => name === 'promote / production')?.summary).toMatch(
      /^⚠️ This is the code of the fork `mallory\/shop`/,
    );
    await story.say('bob', pull.number, '/approve production');
    expect(story.deployments('production')).toEqual([sha]);
  });

  it('merged is the repository’s own code', async () => {
    const pull = await forked();
    const { sha } = story.as('grace').merge(pull.number, 'squash');
    await story.green(sha);
    await story.say('grace', pull.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([sha]);
  });

  it('merged by pushing its very commits is the repository’s own code, also when tried again', async () => {
    const pull = await forked();
    const { sha } = story.as('grace').mergeByHand(pull.number);
    await story.green(sha);
    await story.say('grace', pull.number, '/promote staging');
    await story.deployed('staging', 'failure');
    await story.say('grace', pull.number, '/retry staging');
    expect(story.deployments('staging')).toEqual([pull.headSha, pull.headSha]);
  });
});

describe('two commits of one pull request on their way', () => {
  it('are told apart by who withdraws', async () => {
    const older = await begin();
    await story.say('ada', older.number, `/promote production ${older.headSha}`);
    const { sha } = story.as('ada').push({ branch: 'tax', files: { 'more.txt': 'more\n' } });
    await story.green(sha);
    await story.say('bob', older.number, '/promote production');
    await story.say('ada', older.number, '/cancel production');
    expect(story.run(older.headSha, 'production')).toBe('cancelled: Withdrawn');
    expect(story.run(sha, 'production')).toContain('action_required');
  });

  it('are told apart by which one failed, whatever else was asked for there', async () => {
    const own = await begin();
    const merged = await story.openAs('omar', 'other');
    const { sha } = story.as('omar').merge(merged.number, 'squash');
    await story.green(sha);
    await story.say('ada', own.number, '/promote staging');
    await story.deployed('staging', 'failure');
    await story.say('omar', own.number, `/promote staging ${sha}`);
    await story.deployed('staging');
    await story.say('ada', own.number, '/retry staging');
    expect(story.deployments('staging')).toEqual([own.headSha, sha, own.headSha]);
  });

  it('are told apart by whose page it is, whatever else was asked for there', async () => {
    const own = await begin();
    const merged = await story.openAs('omar', 'other');
    const { sha } = story.as('omar').merge(merged.number, 'squash');
    await story.green(sha);
    await story.say('ada', own.number, '/promote production');
    await story.say('omar', own.number, `/promote production ${sha}`);
    await story.say('grace', own.number, '/approve production');
    expect(story.deployments('production')).toEqual([own.headSha]);
  });
});

describe('an issue', () => {
  it('takes the head of an open pull request by its SHA, judged by that one’s people', async () => {
    const pull = await begin();
    const issue = story.as('bob').openIssue({ title: 'Ship it' });
    await story.say('bob', issue.number, `/promote production ${pull.headSha}`);
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('action_required');
    await story.say('ada', pull.number, '/approve production');
    expect(story.lastReply(pull.number)).toContain('you opened #1');
    await story.say('grace', pull.number, '/approve production');
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });

  it('says where it is followed, and serves those who speak of it there', async () => {
    const pull = await begin();
    const issue = story.as('bob').openIssue({ title: 'Ship it' });
    await story.say('bob', issue.number, `/promote production ${pull.headSha}`);
    expect(story.lastReply(issue.number, { HEAD: pull.headSha })).toMatchInlineSnapshot(
      `"You asked for \`HEAD\` to go to \`production\`. The check run \`promote / production\` of that commit shows how it goes; \`/why production\`, \`/approve production\` and \`/cancel production\` work here as well."`,
    );
    await story.say('bob', issue.number, '/help');
    expect(story.lastReply(issue.number)).toContain('You asked for `production`');
    await story.say('grace', issue.number, '/reject not today');
    expect(story.run(pull.headSha, 'production')).toBe('failure: Rejected by grace');
    await story.say('grace', issue.number, '/reject --lift');
    expect(story.lastReply(issue.number)).toContain('no longer stands');
    await story.say('bob', issue.number, `/promote production ${pull.headSha}`);
    await story.say('bob', issue.number, '/why');
    expect(story.lastReply(issue.number)).toContain('**pending**');
    await story.say('bob', issue.number, '/cancel');
    expect(story.run(pull.headSha, 'production')).toBe('cancelled: Withdrawn');
  });

  it('does not speak of a commit of no pull request that was asked for elsewhere', async () => {
    await begin();
    const { sha } = story.as('omar').push({ branch: 'main', files: { 'fix.txt': 'fix\n' } });
    await story.green(sha);
    const asked = story.as('bob').openIssue({ title: 'Ship it' });
    const other = story.as('bob').openIssue({ title: 'Something else' });
    await story.say('bob', asked.number, `/promote production ${sha}`);
    await story.say('grace', other.number, '/approve production');
    expect(story.lastReply(other.number)).toContain('Nothing');
    expect(story.deployments('production')).toEqual([]);
    await story.say('grace', asked.number, '/approve production');
    expect(story.deployments('production')).toEqual([sha]);
  });

  it('follows what was asked for on it when that is tried again elsewhere', async () => {
    const pull = await begin();
    const issue = story.as('ada').openIssue({ title: 'Ship it' });
    await story.say('ada', issue.number, `/promote staging ${pull.headSha}`);
    await story.deployed('staging', 'failure');
    await story.say('ada', pull.number, '/retry staging');
    await story.say('ada', issue.number, '/why staging');
    expect(story.lastReply(issue.number)).toContain('**deploying**');
    await story.say('ada', issue.number, '/retry staging');
    expect(story.lastReply(issue.number)).toContain('did not fail');
  });

  it('does not take the head of a fork’s', async () => {
    const pull = await forked();
    const issue = story.as('bob').openIssue({ title: 'Ship it' });
    await story.say('bob', issue.number, `/promote staging ${pull.headSha}`);
    expect(story.lastReply(issue.number)).toContain('neither');
    expect(story.deployments('staging')).toEqual([]);
  });

  it('has no release of its own, and one that is named is taken', async () => {
    story = await tellStory(policyWith());
    const pull = await story.openGreen();
    const { sha } = story.as('ada').merge(pull.number, 'squash');
    await story.green(sha);
    const issue = story.as('ada').openIssue({ title: 'Release day' });
    await story.quiet();
    await story.say('ada', issue.number, '/promote staging');
    expect(story.lastReply(issue.number)).toMatchInlineSnapshot(
      `"This page has no release of its own. Ask on a pull request, or name a commit: \`/promote <environment> <sha>\`."`,
    );
    await story.say('ada', issue.number, `/promote staging ${sha.slice(0, 7)}`);
    expect(story.deployments('staging')).toEqual([sha]);
    await story.say('ada', issue.number, '/status');
    expect(story.lastReply(issue.number)).toContain('| staging |');
  });
});
