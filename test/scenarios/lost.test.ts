/** GitHub fails, or its word is late, doubled or lost: it costs time, and is never more than one effect. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, type Story, tellStory } from './story.ts';

const MINUTE = 60_000;
const DEPLOYMENTS = 'POST /repos/{owner}/{repo}/deployments';

let story: Story;
afterEach(async () => {
  await story.close();
});

const run = (sha: string): string => story.run(sha, 'staging');

const begin = async (policy?: string) => {
  story = await tellStory(policy);
  return story.openGreen();
};

describe('the deployment', () => {
  it('is asked for again after 1, 5 and 15 minutes, and then has failed', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DEPLOYMENTS, times: 10, status: 502 });
    await story.say('ada', pull.number, '/promote staging');
    const asked = () =>
      story.sandbox.calls.filter((call) => `${call.method} ${call.route}` === DEPLOYMENTS).length;
    const before = asked();
    expect(run(pull.headSha)).toBe('in_progress: Deploying');
    const counts: number[] = [];
    for (const minutes of [1, 5, 15]) {
      await story.later(minutes * MINUTE + 1_000);
      counts.push(asked() - before);
    }
    expect({ before, counts }).toMatchInlineSnapshot(`
      {
        "before": 1,
        "counts": [
          1,
          2,
          3,
        ],
      }
    `);
    expect(run(pull.headSha)).toBe('failure: Failed');
    expect(story.summary(pull.headSha, 'staging').split('\n')[0]).toMatchInlineSnapshot(
      `"GitHub answered 502 to the attempt to create a deployment (\`deployment_unreachable\`). Try again with \`/retry staging\`."`,
    );
  });

  it('goes on when GitHub answers again', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DEPLOYMENTS, times: 2, status: 503 });
    await story.say('ada', pull.number, '/promote staging');
    await story.later(MINUTE + 1_000);
    await story.later(5 * MINUTE + 1_000);
    expect(story.deployments('staging')).toHaveLength(1);
    await story.deployed('staging');
    expect(run(pull.headSha)).toContain('success: Deployed');
  });

  it('whose answer was lost is found, and not made twice', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DEPLOYMENTS, status: 'cut', afterEffect: true });
    await story.say('ada', pull.number, '/promote staging');
    await story.later(MINUTE + 1_000);
    expect(story.deployments('staging')).toHaveLength(1);
    await story.deployed('staging');
    expect(run(pull.headSha)).toContain('success: Deployed');
  });

  it('that GitHub refuses is not asked for again, and the refusal is told', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DEPLOYMENTS, times: 10, status: 422 });
    await story.say('ada', pull.number, '/promote staging');
    expect(run(pull.headSha)).toBe('failure: Failed');
    expect(story.summary(pull.headSha, 'staging').split('\n')[0]).toMatchInlineSnapshot(
      `"GitHub refused the deployment: Server Error (\`deployment_refused\`). Try again with \`/retry staging\`."`,
    );
    await story.later(MINUTE + 1_000);
    expect(story.deployments('staging')).toEqual([]);
  });

  it('is given up for no limit, however often GitHub asks to wait', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DEPLOYMENTS, times: 14, status: 429, retryAfterSeconds: 60 });
    await story.say('ada', pull.number, '/promote staging');
    for (let minute = 0; minute < 14; minute += 1) await story.later(MINUTE);
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('is tried again after a failure, whatever limits were met before', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DEPLOYMENTS, times: 3, status: 429, retryAfterSeconds: 60 });
    story.sandbox.fail({ match: DEPLOYMENTS, status: 502 });
    await story.say('ada', pull.number, '/promote staging');
    for (let minute = 0; minute < 4; minute += 1) await story.later(MINUTE);
    expect(run(pull.headSha)).toBe('in_progress: Deploying');
    await story.later(MINUTE);
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('that GitHub forbids is refused at once, and not asked for again', async () => {
    const pull = await begin();
    const message = 'Resource not accessible by integration';
    story.sandbox.fail({ match: DEPLOYMENTS, times: 10, status: 403, message });
    await story.say('ada', pull.number, '/promote staging');
    expect(story.summary(pull.headSha, 'staging').split('\n')[0]).toMatchInlineSnapshot(
      `"GitHub answered 403 to the attempt to create a deployment: Resource not accessible by integration (\`deployment_refused\`). Try again with \`/retry staging\`."`,
    );
    await story.later(MINUTE + 1_000);
    expect(story.deployments('staging')).toEqual([]);
  });

  it('is made with another token where GitHub takes this one no more', async () => {
    const pull = await begin();
    story.sandbox.hold();
    story.as('ada').comment(pull.number, '/promote staging');
    story.sandbox.revokeTokens();
    story.sandbox.release();
    await story.quiet();
    await story.later(MINUTE);
    expect(run(pull.headSha)).toBe('in_progress: Deploying');
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('fails visibly when it is we who cannot make it', async () => {
    const pull = await begin();
    const { world } = story.app;
    const broken = () => Promise.reject(new TypeError('broken'));
    Object.assign(world.host, { createDeployment: broken });
    await story.say('ada', pull.number, '/promote staging');
    for (const minutes of [1, 5, 15]) await story.later(minutes * MINUTE + 1_000);
    expect(story.summary(pull.headSha, 'staging').split('\n')[0]).toMatchInlineSnapshot(
      `"Something broke on our side on the way to the deployment (\`deployment_unreachable\`). Try again with \`/retry staging\`."`,
    );
  });

  it('waits for as long as GitHub’s limit says', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DEPLOYMENTS, status: 403, retryAfterSeconds: 90 });
    await story.say('ada', pull.number, '/promote staging');
    await story.later(80_000);
    expect(story.deployments('staging')).toEqual([]);
    await story.later(15_000);
    expect(story.deployments('staging')).toHaveLength(1);
  });
});

describe('a webhook that is lost', () => {
  it('of a success is caught up with two minutes later', async () => {
    const pull = await begin();
    await story.say('ada', pull.number, '/promote staging');
    story.sandbox.hold();
    await story.deployed('staging');
    story.sandbox.release(() => []);
    expect(run(pull.headSha)).toBe('in_progress: Deploying');
    await story.later(2 * MINUTE);
    expect(run(pull.headSha)).toContain('success: Deployed');
  });

  it('of a success that came late is caught up with before the time limit', async () => {
    const pull = await begin();
    await story.say('ada', pull.number, '/promote staging');
    await story.later(3 * MINUTE);
    story.sandbox.hold();
    await story.deployed('staging');
    story.sandbox.release(() => []);
    await story.later(5 * MINUTE);
    expect(run(pull.headSha)).toContain('success: Deployed');
  });

  it('of a success, with GitHub silent as well, ends at the time limit', async () => {
    const pull = await begin();
    await story.say('ada', pull.number, '/promote staging');
    const statuses = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
    story.sandbox.fail({ match: statuses, times: 100, status: 502 });
    await story.later(31 * MINUTE);
    expect(run(pull.headSha)).toBe('failure: Failed');
  });

  it('of a check or a review is caught up with ten minutes later', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    story.sandbox.hold();
    await story.review('grace', pull.number, 'APPROVE');
    story.sandbox.release(() => []);
    expect(story.deployments('production')).toEqual([]);
    await story.later(10 * MINUTE);
    expect(story.deployments('production')).toHaveLength(1);
  });

  it('of a review is caught up with when the app starts', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    story.sandbox.hold();
    await story.review('grace', pull.number, 'APPROVE');
    story.sandbox.release(() => []);
    await story.restart();
    await story.quiet();
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });

  it('of a push to the policy never lets the older one decide', async () => {
    const policy = `version: 1
environments:
  - name: staging
    gates: { checks: { required: [build, test] } }
`;
    const pull = await begin(policy);
    const stricter = `${policy}    approvals: { rules: [{ teams: [platform] }] }\n`;
    story.sandbox.hold();
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': stricter } });
    story.sandbox.release(() => []);
    await story.say('ada', pull.number, '/promote staging');
    expect(run(pull.headSha)).toBe('action_required: Waiting for 1 approval from platform');
    expect(story.deployments('staging')).toEqual([]);
  });

  it('of the older of two pushes to the policy does not bring it back, though it comes last', async () => {
    const policy = (name: string) => `version: 1
environments:
  - name: ${name}
    gates: { checks: { required: [build, test] } }
`;
    const pull = await begin(policy('one'));
    story.sandbox.hold();
    for (const name of ['two', 'three']) {
      const files = { '.github/lockkeeper.yml': policy(name) };
      story.as('omar').push({ branch: 'main', files });
    }
    story.sandbox.release((held) => held.toReversed());
    await story.quiet();
    await story.say('ada', pull.number, '/promote two');
    expect(story.lastReply(pull.number)).toContain('Known: `three`');
  });
});

describe('a webhook that comes late', () => {
  it('of a comment shows what it asked for, though something newer was asked for and ended', async () => {
    const pull = await begin();
    story.sandbox.hold();
    story.as('ada').comment(pull.number, '/promote staging');
    story.sandbox.release(() => []);
    const late = story.sandbox.deliveries.findLast(({ event }) => event === 'issue_comment');
    story.clock.advance(1_000);
    await story.say('bob', pull.number, '/promote staging');
    await story.deployed('staging', 'failure');
    story.sandbox.redeliver(late?.id ?? '');
    await story.quiet();
    expect(story.deployments('staging')).toHaveLength(2);
    expect(run(pull.headSha)).toBe('in_progress: Deploying');
  });

  it('of a push supersedes nothing that was asked for the head after it', async () => {
    const pull = await begin();
    const push = (text: string) =>
      story.as('ada').push({ branch: 'tax', files: { 'late.txt': text } });
    story.sandbox.hold();
    push('one\n');
    story.clock.advance(1_000);
    const { sha } = push('two\n');
    story.clock.advance(1_000);
    story.as('ada').comment(pull.number, '/promote staging');
    story.sandbox.release((held) => {
      const isLate = (each: (typeof held)[number]) =>
        each.event === 'pull_request' && each === held.find((one) => one.event === each.event);
      return [...held.filter((each) => !isLate(each)), ...held.filter(isLate)];
    });
    await story.quiet();
    expect(run(sha)).toBe('in_progress: Waiting for checks');
  });

  it('is answered, and its command is not run', async () => {
    const pull = await begin();
    await story.sandbox.settled();
    story.as('ada').comment(pull.number, '/promote staging');
    story.clock.advance(16 * MINUTE);
    await story.quiet();
    expect(story.lastReply(pull.number)).toContain('I was away');
    expect(story.deployments('staging')).toEqual([]);
  });
});

describe('the closing of a pull request that is told of late', () => {
  /** It is opened again before anything of it is heard, and then the closing comes last. */
  const closedLast = async (pull: Pull, then: () => void) => {
    story.sandbox.hold();
    story.as('ada').closePull(pull.number);
    story.clock.advance(1_000);
    story.as('ada').reopenPull(pull.number);
    story.clock.advance(1_000);
    then();
    story.sandbox.release(([closed, ...rest]) => (closed === undefined ? [] : [...rest, closed]));
    await story.quiet();
  };

  it('ends nothing that was asked after it was opened again', async () => {
    const pull = await begin();
    story.as('ada').setCheck(pull.headSha, 'test', null);
    await closedLast(pull, () => story.as('ada').comment(pull.number, '/promote staging'));
    expect(run(pull.headSha)).toBe('in_progress: Waiting for checks');
  });

  it('still ends what had been asked before', async () => {
    const pull = await begin();
    story.as('ada').setCheck(pull.headSha, 'test', null);
    await story.say('ada', pull.number, '/promote staging');
    await closedLast(pull, () => undefined);
    expect(run(pull.headSha)).toBe('cancelled: Ended because the pull request was closed');
  });
});

describe('a command that waits for GitHub', () => {
  it('is run again with its comment, and those before it in the comment are not', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: 'POST /graphql', status: 502 });
    await story.say('ada', pull.number, '/cancel staging\n/promote staging');
    await story.later(5_000);
    expect(story.deployments('staging')).toHaveLength(1);
    expect(story.replies(pull.number)).toHaveLength(1);
    const entries = await story.app.world.store.record.entries('repository:600', 0, 1_000);
    expect(entries.filter(({ kind }) => kind === 'refused')).toHaveLength(1);
  });

  it('bears 👀 from the second second on, until its answer is there', async () => {
    const pull = await begin();
    const reactions = () => story.sandbox.read.comments(pull.number)[0]?.reactions;
    story.sandbox.fail({ match: 'POST /graphql', status: 502 });
    await story.say('ada', pull.number, '/promote staging');
    expect(reactions()).toEqual([]);
    await story.later(0);
    expect(reactions()).toEqual(['eyes']);
    await story.later(5_000);
    await story.deployed('staging');
    expect(reactions()).toEqual(['rocket']);
  });
});

describe('a webhook that comes twice', () => {
  it('does nothing the second time', async () => {
    const pull = await begin();
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    const before = story.sandbox.calls.length;
    for (const { id } of [...story.sandbox.deliveries]) story.sandbox.redeliver(id);
    await story.quiet();
    expect(story.sandbox.calls.length).toBe(before);
    expect(story.deployments('staging')).toHaveLength(1);
  });
});

describe('facts that cannot be read', () => {
  it('are an error and never a yes, and it goes on when they can', async () => {
    const pull = await begin();
    story.as('ada').setCheck(pull.headSha, 'test', null);
    await story.say('ada', pull.number, '/promote staging');
    story.sandbox.fail({ match: 'POST /graphql', times: 3, status: 500 });
    await story.green(pull.headSha);
    expect(story.deployments('staging')).toEqual([]);
    await story.later(10 * MINUTE);
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('are told once for each gate that needs them', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    story.sandbox.fail({ match: 'POST /graphql', times: 3, status: 500 });
    await story.green(pull.headSha);
    expect(story.checkRun(pull.headSha, 'production')?.title).toMatchInlineSnapshot(
      `"Could not find out: contains-live, checks, approvals and separation-of-duties"`,
    );
    const rows = story.summary(pull.headSha, 'production').split('\n');
    expect(rows.filter((row) => row.startsWith('| ⛔'))).toMatchInlineSnapshot(`
      [
        "| ⛔ | contains-live | could not find out what else ships with it: GitHub answered 500 to the attempt to read the facts. Nothing passes meanwhile; it is tried again by itself. |",
        "| ⛔ | checks | could not find out which checks there are: GitHub answered 500 to the attempt to read the facts. Nothing passes meanwhile; it is tried again by itself. |",
        "| ⛔ | approvals | could not find out what is in the pull request, what else ships with it and who may approve: GitHub answered 500 to the attempt to read the facts. Nothing passes meanwhile; it is tried again by itself. |",
        "| ⛔ | separation-of-duties | could not find out what is in the pull request and what else ships with it: GitHub answered 500 to the attempt to read the facts. Nothing passes meanwhile; it is tried again by itself. |",
      ]
    `);
  });
});
