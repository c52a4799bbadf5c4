/** Asking once more: for what somebody asked for before, and for what failed. Nothing is let through by it. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const MINUTE = 60_000;
const POLICY_PATH = '.github/lockkeeper.yml';

const policyWith = (staging = ''): string => `version: 1
environments:
  - name: staging
${staging}    gates: { checks: { required: [build, test] } }
  - name: production
    after: []
    production: true
    approvals: { rules: [{ name: anyone, permission: write }] }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');
const promotions = async () => {
  const { store } = story.app;
  const repository = await store.repositories.byName('acme', 'shop');
  return store.promotions.recent(repository?.id ?? 0, { environment: 'staging' }, 10);
};
const adopt = async (policy: string): Promise<void> => {
  story.as('omar').push({ branch: 'main', files: { [POLICY_PATH]: policy } });
  await story.quiet();
};

/** Asked for while a check runs: it waits. */
const pending = async (policy = policyWith()): Promise<Pull> => {
  story = await tellStory(policy);
  const pull = await story.openGreen();
  story.as('ada').setCheck(pull.headSha, 'test', null);
  await story.say('ada', pull.number, '/promote staging');
  return pull;
};

const failed = async (policy = policyWith()): Promise<Pull> => {
  story = await tellStory(policy);
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  await story.deployed('staging', 'failure');
  expect(run(pull)).toBe('failure: Failed');
  return pull;
};

/** A fork's head, in an environment that takes them. */
const forked = async (): Promise<Pull> => {
  story = await tellStory(policyWith('    allow_forks: true\n'));
  story.as('omar').makePublic();
  const files = { 'gift.txt': 'horse\n' };
  const ask = { title: 'From outside', branch: 'gift', files, fork: true } as const;
  const pull = story.as('mallory').openPull(ask);
  await story.green(pull.headSha);
  await story.later(MINUTE);
  return pull;
};

describe('asking for what was asked for already', () => {
  it('by the same person counts once, and every comment and page of theirs is answered', async () => {
    const pull = await pending();
    const issue = story.as('ada').openIssue({ title: 'Release day' });
    await story.say('ada', issue.number, `/promote staging ${pull.headSha}`);
    expect(timeless(story.lastReply(issue.number))).toMatchInlineSnapshot(
      `"You asked for this already. The promotion to \`staging\` is \`pending\`."`,
    );
    await story.say('ada', issue.number, '/why');
    expect(story.lastReply(issue.number)).toContain('`ada` asked for it');
    await story.green(pull.headSha);
    await story.deployed('staging');
    const asked = [pull.number, issue.number].map((page) =>
      story.sandbox.read.comments(page).find((each) => each.body.startsWith('/promote')),
    );
    expect(asked.map((each) => each?.reactions)).toEqual([['rocket'], ['rocket']]);
  });

  it('by the same person adds nobody, and says where it stands', async () => {
    const pull = await pending();
    await story.say('ada', pull.number, '/promote staging');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"You asked for this already. The promotion to \`staging\` is \`pending\`."`,
    );
    expect(story.summary(pull.headSha, 'staging')).toContain('Asked for by `ada`.');
  });

  it('by a colleague makes them an asker, who may not approve where people do', async () => {
    const pull = await pending();
    await story.say('bob', pull.number, '/promote staging');
    await story.say('ada', pull.number, '/promote production');
    await story.say('bob', pull.number, '/promote production');
    await story.say('bob', pull.number, '/approve production');
    expect(story.replies(pull.number)).toMatchInlineSnapshot(`
      [
        "This was asked for already; you now count as asking for it too.",
        "This was asked for already; you now count as asking for it too, and so may not approve it.",
        "Your approval for \`production\` does not count: nobody approves their own work, and you asked for it.",
      ]
    `);
    expect(story.summary(pull.headSha, 'staging')).toContain('Asked for by `ada` and `bob`.');
  });

  it.each(['ada', 'bob'])('by its commit lets it stay when a push comes: %s', async (login) => {
    const pull = await pending();
    await story.say(login, pull.number, `/promote staging ${pull.headSha.slice(0, 9)}`);
    story.as('ada').push({ branch: 'tax', files: { 'a.txt': 'a\n' } });
    await story.quiet();
    expect(run(pull)).toBe('in_progress: Waiting for checks');
    await story.green(pull.headSha);
    expect(story.deployments('staging')).toEqual([pull.headSha]);
  });

  it('as the head does not bind what was asked for by its commit', async () => {
    const pull = await pending();
    await story.say('ada', pull.number, `/promote staging ${pull.headSha}`);
    await story.say('bob', pull.number, '/promote staging');
    story.as('ada').push({ branch: 'tax', files: { 'a.txt': 'a\n' } });
    await story.quiet();
    expect(run(pull)).toBe('in_progress: Waiting for checks');
  });

  it('says as loudly whose code it is, where it is a fork’s', async () => {
    const pull = await forked();
    story.as('ada').setCheck(pull.headSha, 'test', null);
    await story.say('grace', pull.number, '/promote staging');
    await story.say('bob', pull.number, '/promote staging');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(`
      "⚠️ This is the code of the fork \`mallory/shop\`, and not yet of this repository.

      This was asked for already; you now count as asking for it too."
    `);
  });
});

describe('a fork’s head that waits', () => {
  it('ends when the environment takes none any more, whatever its checks say then', async () => {
    const pull = await forked();
    story.as('ada').setCheck(pull.headSha, 'test', null);
    await story.say('grace', pull.number, '/promote staging');
    story.sandbox.hold();
    story.as('omar').push({ branch: 'main', files: { [POLICY_PATH]: policyWith() } });
    story.as('ada').setCheck(pull.headSha, 'test', 'success');
    story.sandbox.release((held) => held.toReversed());
    await story.quiet();
    expect(run(pull)).toMatchInlineSnapshot(
      `"cancelled: Ended because the environment no longer takes the heads of forks"`,
    );
    expect(story.deployments('staging')).toEqual([]);
  });
});

describe('a retry', () => {
  it('of a pull request that was closed meanwhile is refused', async () => {
    const pull = await failed();
    story.as('ada').closePull(pull.number);
    await story.quiet();
    await story.say('ada', pull.number, '/retry staging');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"#1 was closed without being merged, so it has no release."`,
    );
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('of a fork’s head is refused where the policy takes none any more', async () => {
    const pull = await forked();
    await story.say('grace', pull.number, '/promote staging');
    await story.deployed('staging', 'failure');
    await adopt(policyWith());
    await story.say('grace', pull.number, '/retry staging');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"This is code from the fork \`mallory/shop\`, and \`staging\` does not take the heads of forks. Merge it first, or set \`allow_forks: true\` in the policy."`,
    );
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('of what went live after all is refused: it is there', async () => {
    const pull = await failed(policyWith('    deploy: { github: { timeout: 30m } }\n'));
    await story.say('ada', pull.number, '/retry staging');
    await story.later(31 * MINUTE);
    await story.deployed('staging');
    expect(run(pull)).toBe('failure: Failed');
    await story.say('ada', pull.number, '/retry staging');
    const said = story.lastReply(pull.number, { HEAD: pull.headSha });
    expect(timeless(said)).toMatchInlineSnapshot(
      `"\`HEAD\` has been live in \`staging\` since TIME UTC (now). To deploy it anew: \`/promote staging HEAD --again\`."`,
    );
    expect(story.deployments('staging')).toHaveLength(2);
  });

  it('of a release that was to be deployed anew goes on', async () => {
    story = await tellStory(policyWith());
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    await story.say('ada', pull.number, '/promote staging --again');
    await story.deployed('staging', 'failure');
    await story.say('ada', pull.number, '/retry staging');
    expect(story.deployments('staging')).toHaveLength(3);
  });

  it('is decided under the policy of now', async () => {
    const pull = await failed();
    await adopt(policyWith().replace('[build, test]', '[build, test, lint]'));
    await story.say('ada', pull.number, '/retry staging');
    expect(run(pull)).toBe('in_progress: Waiting for checks');
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('is refused to whoever may not promote there', async () => {
    const pull = await failed(policyWith('    allow: { promote: { users: [ada, grace] } }\n'));
    await story.say('bob', pull.number, '/retry staging');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"You may not promote to \`staging\`: that is for \`ada\` or \`grace\`."`,
    );
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('by a colleague keeps who asked before and what it tries again, each once', async () => {
    const pull = await failed();
    await story.say('bob', pull.number, '/retry staging');
    await story.deployed('staging', 'failure');
    await story.say('ada', pull.number, '/retry staging');
    const [third, second, first] = await promotions();
    expect(third?.retryOf).toEqual([second?.id, first?.id]);
    const asked = third?.requesters.map(({ person }) => person.login);
    expect(asked).toEqual(['ada', 'bob']);
    expect(third?.requesters[0].at).toBe(first?.requestedAt);
    expect(story.summary(pull.headSha, 'staging')).toContain('Asked for by `ada` and `bob`.');
    expect(story.deployments('staging')).toHaveLength(3);
  });

  it('keeps a former asker from approving', async () => {
    story = await tellStory(policyWith());
    const pull = await story.openGreen();
    await story.say('bob', pull.number, '/promote production');
    await story.say('grace', pull.number, '/approve production');
    await story.deployed('production', 'failure');
    await adopt(policyWith().replace('[{ name: anyone', '[{ name: anyone, count: 2'));
    await story.say('linus', pull.number, '/retry production');
    await story.say('bob', pull.number, '/approve production');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you asked for it."`,
    );
  });

  it('of a former head stays bound as it was asked for', async () => {
    const pull = await failed();
    await story.say('ada', pull.number, '/retry staging');
    const [again] = await promotions();
    expect(again?.askedAs).toBe('head');
  });
});
