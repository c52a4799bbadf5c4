/** Every way from one state of a promotion to the next, as people see it happen. */
import { afterEach, describe, expect, it } from 'vitest';
import { plain, type Story, tellStory } from './story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const policyWith = (staging: string): string => `version: 1
environments:
  - name: staging
${staging}    gates: { checks: { required: [build, test] } }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const run = (sha: string, environment = 'staging') => {
  const it = story.checkRun(sha, environment);
  return it === null ? null : `${it.conclusion ?? it.status}: ${it.title}`;
};
const summary = (sha: string, environment = 'staging'): string =>
  plain(story.checkRun(sha, environment)?.summary ?? '');

/** Another pull request, green, by bob. */
const another = async () => {
  const pull = await story
    .as('bob')
    .openPull({ title: 'Two', branch: 'two', files: { 'two.txt': 'two\n' } });
  await story.green(pull.headSha);
  return pull;
};

/** Asked for while a check runs: it waits. */
const pending = async (policy = policyWith('')) => {
  story = await tellStory(policy);
  const pull = await story.openGreen();
  await story.as('ada').setCheck(pull.headSha, 'test', null);
  await story.say('ada', pull.number, '/promote staging');
  expect(run(pull.headSha)).toBe('in_progress: Waiting for checks');
  return pull;
};

/** Asked for and allowed, behind another that is deploying. */
const queued = async (policy = policyWith('')) => {
  story = await tellStory(policy);
  const first = await story.openGreen();
  await story.say('ada', first.number, '/promote staging');
  const second = await another();
  await story.say('bob', second.number, '/promote staging');
  expect(run(second.headSha)).toBe('in_progress: Approved, waiting for its turn');
  return { first, second };
};

const deploying = async () => {
  story = await tellStory(policyWith(''));
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  expect(run(pull.headSha)).toBe('in_progress: Deploying');
  return pull;
};

describe('what is pending', () => {
  it('expires', async () => {
    const pull = await pending(policyWith('    expire_after: 1d\n'));
    await story.later(23 * HOUR);
    expect(run(pull.headSha)).toBe('in_progress: Waiting for checks');
    await story.later(2 * HOUR);
    expect(run(pull.headSha)).toBe('timed_out: Expired');
    expect(summary(pull.headSha).split('\n')[0]).toMatchInlineSnapshot(
      `"Nobody let it pass in time."`,
    );
  });

  it('is rejected by a gate, where the policy says so', async () => {
    story = await tellStory(policyWith('    on_block: reject\n'));
    const pull = await story.openGreen();
    await story.as('ada').setCheck(pull.headSha, 'test', 'failure');
    await story.say('ada', pull.number, '/promote staging');
    expect(run(pull.headSha)).toBe('failure: Rejected by a gate');
    await story.green(pull.headSha);
    expect(story.deployments('staging')).toEqual([]);
  });

  it('ends with its environment', async () => {
    const pull = await pending();
    const without = policyWith('').replace('name: staging', 'name: preview');
    await story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': without } });
    await story.quiet();
    expect(run(pull.headSha)).toMatchInlineSnapshot(
      `"cancelled: Ended because the environment is no longer in the policy"`,
    );
  });

  it('is held by a broken policy, and goes on when it is mended', async () => {
    const pull = await pending();
    const policy = '.github/lockkeeper.yml';
    await story
      .as('omar')
      .push({ branch: 'main', files: { [policy]: 'version: 1\nenvironmets: []\n' } });
    await story.green(pull.headSha);
    expect(run(pull.headSha)).toBe('failure: The policy is broken');
    const said = summary(pull.headSha).replace(/[0-9a-f]{7}/g, 'SHA');
    expect(said.split('\n')[0]).toMatchInlineSnapshot(
      `"The policy \`.github/lockkeeper.yml\` at \`SHA\` has 2 problems, and nothing passes with a broken policy. They stand in the check run \`lockkeeper / policy\` and in \`lockkeeper policy check .github/lockkeeper.yml\`."`,
    );
    expect(story.deployments('staging')).toEqual([]);
    await story.as('omar').push({ branch: 'main', files: { [policy]: policyWith('') } });
    await story.quiet();
    expect(story.deployments('staging')).toHaveLength(1);
  });
});

describe('what is approved', () => {
  it('goes back to pending when a gate no longer passes, and lets the next one go', async () => {
    const { first, second } = await queued();
    await story.as('bob').setCheck(second.headSha, 'test', 'failure');
    await story.quiet();
    expect(run(second.headSha)).toBe('failure: Blocked by checks');
    await story.deployed('staging');
    expect(run(first.headSha)).toContain('success: Live since');
    expect(story.deployments('staging')).toHaveLength(1);
    await story.green(second.headSha);
    expect(story.deployments('staging')).toHaveLength(2);
  });

  it('goes in the order it was approved in', async () => {
    const { second } = await queued();
    const third = await story
      .as('linus')
      .openPull({ title: 'Three', branch: 'three', files: { 'three.txt': '3\n' } });
    await story.green(third.headSha);
    await story.say('linus', third.number, '/promote staging');
    await story.deployed('staging');
    expect(
      story
        .deployments('staging')
        .map(({ sha }) => sha)
        .at(-1),
    ).toBe(second.headSha);
    await story.deployed('staging', 'failure');
    expect(
      story
        .deployments('staging')
        .map(({ sha }) => sha)
        .at(-1),
    ).toBe(third.headSha);
  });

  it('is superseded by the newest, where the queue keeps the latest alone', async () => {
    const { second } = await queued(policyWith('    queue: latest\n'));
    const third = await story
      .as('linus')
      .openPull({ title: 'Three', branch: 'three', files: { 'three.txt': '3\n' } });
    await story.green(third.headSha);
    await story.say('linus', third.number, '/promote staging');
    expect(run(second.headSha)).toMatchInlineSnapshot(`"neutral: Superseded by a newer release"`);
    await story.deployed('staging');
    expect(
      story
        .deployments('staging')
        .map(({ sha }) => sha)
        .at(-1),
    ).toBe(third.headSha);
  });

  it('expires as well', async () => {
    const { second } = await queued(policyWith('    expire_after: 10m\n'));
    await story.later(11 * MINUTE);
    expect(run(second.headSha)).toBe('timed_out: Expired');
  });
});

describe('what is deploying', () => {
  it('is told to be silent when no run has started', async () => {
    const pull = await deploying();
    await story.later(2 * MINUTE);
    expect(run(pull.headSha)).toBe('in_progress: Deploying, but no run has started');
    const said = summary(pull.headSha).replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME');
    expect(said.split('\n')[0]).toMatchInlineSnapshot(
      `"The deployment was made at TIME UTC (2 minutes ago) and no run has started since. Does a workflow listen to \`deployment\` for this environment? It fails by itself at TIME UTC (in 27 minutes)."`,
    );
  });

  it('fails when its time limit passes, says so on GitHub, and frees the environment', async () => {
    const pull = await deploying();
    const second = await another();
    await story.say('bob', second.number, '/promote staging');
    await story.later(31 * MINUTE);
    expect(run(pull.headSha)).toBe('failure: Failed');
    expect(summary(pull.headSha).split('\n')[0]).toMatchInlineSnapshot(
      `"The deployment did not end within its time limit (\`deployment_timeout\`). Try again with \`/retry staging\`."`,
    );
    const [first] = story.sandbox.read.deployments();
    expect(first?.statuses.at(-1)).toMatchObject({ state: 'error', creator: 'lockkeeper[bot]' });
    expect(story.deployments('staging').at(-1)?.sha).toBe(second.headSha);
  });

  it('that failed for us and succeeded after all shows as live, and stays failed', async () => {
    const pull = await deploying();
    await story.later(31 * MINUTE);
    await story.deployed('staging');
    expect(run(pull.headSha)).toBe('failure: Failed');
    await story.say('ada', pull.number, '/status');
    const said = plain(story.replies(pull.number).at(-1) ?? '', { HEAD: pull.headSha });
    expect(said.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')).toMatchInlineSnapshot(`
      "**Where this pull request is**

      | environment | live | this one | waits for |
      |---|---|---|---|
      | staging | \`HEAD\` since TIME UTC | ⛔ failed | ⚠️ drift: its deployment succeeded after it had failed here |

      <details><summary>History</summary>

      - TIME UTC \`ada\`: \`HEAD\` to staging, failed TIME UTC

      </details>"
    `);
  });

  it('cannot be withdrawn, rejected or voted on any more', async () => {
    const pull = await deploying();
    await story.say('ada', pull.number, '/cancel');
    await story.say('grace', pull.number, '/reject staging too late');
    await story.say('grace', pull.number, '/approve');
    expect(story.replies(pull.number)).toMatchInlineSnapshot(`
      [
        "A promotion that is \`deploying\` cannot become \`cancelled\`. It ends with its deployment, or at its time limit.",
        "The promotion to \`staging\` is \`deploying\` and takes no votes any more.",
        "The promotion to \`staging\` is \`deploying\` and takes no votes any more.",
      ]
    `);
  });
});

describe('what has ended', () => {
  it('stays as it ended', async () => {
    const pull = await pending();
    await story.say('ada', pull.number, '/cancel');
    await story.green(pull.headSha);
    await story.say('ada', pull.number, '/cancel');
    await story.say('ada', pull.number, '/retry');
    await story.say('ada', pull.number, '/execute');
    expect(run(pull.headSha)).toBe('cancelled: Withdrawn');
    expect(story.replies(pull.number)).toMatchInlineSnapshot(`
      [
        "Nothing is open here. To ask for it: \`/promote <environment>\`.",
        "No promotion of this page failed last.",
        "Nothing is open here. To ask for it: \`/promote <environment>\`.",
      ]
    `);
  });

  it('live already is not deployed again, unless that is asked for', async () => {
    story = await tellStory(policyWith(''));
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    await story.say('ada', pull.number, '/promote staging');
    const said = plain(story.replies(pull.number).at(-1) ?? '', { HEAD: pull.headSha });
    expect(said.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')).toMatchInlineSnapshot(
      `"\`HEAD\` is live in \`staging\` since TIME UTC (now). To deploy it anew: \`/promote staging --again\`."`,
    );
    await story.say('ada', pull.number, '/promote staging --again');
    expect(story.deployments('staging')).toHaveLength(2);
  });
});
