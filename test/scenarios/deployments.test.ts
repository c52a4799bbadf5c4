/** A deployment from its start to its end: what fails it, and what comes after it. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const MINUTE = 60_000;

const POLICY = `version: 1
environments:
  - name: staging
    gates: { checks: { required: [build, test] } }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');
const summary = ({ headSha }: Pull): string => timeless(story.summary(headSha, 'staging'));

const deploying = async (): Promise<Pull> => {
  story = await tellStory(POLICY);
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  expect(run(pull)).toBe('in_progress: Deploying');
  return pull;
};

describe('what is deploying', () => {
  it('can fail, and be tried again', async () => {
    const pull = await deploying();
    await story.deployed('staging', 'failure');
    expect(run(pull)).toBe('failure: Failed');
    await story.say('ada', pull.number, '/retry');
    await story.deployed('staging');
    expect(run(pull)).toContain('success: Deployed');
    expect(story.deployments('staging')).toHaveLength(2);
  });

  it('says so when no run has started', async () => {
    const pull = await deploying();
    await story.later(2 * MINUTE);
    expect(run(pull)).toBe('in_progress: Deploying, but no run has started');
    expect(summary(pull).split('\n')[0]).toMatchInlineSnapshot(
      `"The deployment was made at TIME UTC and no run has started since. Does a workflow listen to \`deployment\` for this environment? It fails by itself at TIME UTC."`,
    );
  });

  it('fails when its time limit passes, says so on GitHub, and frees the environment', async () => {
    const pull = await deploying();
    const second = await story.openAs('bob', 'two');
    await story.say('bob', second.number, '/promote staging');
    await story.later(31 * MINUTE);
    expect(run(pull)).toBe('failure: Failed');
    expect(summary(pull).split('\n')[0]).toMatchInlineSnapshot(
      `"The deployment did not end within its time limit (\`deployment_timeout\`). Try again with \`/retry staging\`."`,
    );
    const [first] = story.sandbox.read.deployments();
    expect(first?.statuses.at(-1)).toMatchObject({ state: 'error', creator: 'lockkeeper[bot]' });
    expect(story.deployments('staging').at(-1)).toBe(second.headSha);
  });

  it('and was deleted on GitHub ends at its time limit, and nobody is bothered', async () => {
    const pull = await deploying();
    const route = '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
    story.sandbox.fail({ match: `GET ${route}`, status: 404, times: 100 });
    story.sandbox.fail({ match: `POST ${route}`, status: 404, times: 100 });
    await story.later(3 * MINUTE);
    expect(run(pull)).toBe('in_progress: Deploying, but no run has started');
    await story.later(31 * MINUTE);
    expect(run(pull)).toBe('failure: Failed');
    await story.later(20 * MINUTE);
    expect(story.warnings).toEqual([]);
  });

  it('that failed for us and succeeded after all shows as live, and stays failed', async () => {
    const pull = await deploying();
    await story.later(31 * MINUTE);
    await story.deployed('staging');
    expect(run(pull)).toBe('failure: Failed');
    await story.say('ada', pull.number, '/status');
    expect(timeless(story.lastReply(pull.number, { HEAD: pull.headSha }))).toMatchInlineSnapshot(`
      "**Where this pull request is**

      | environment | live | this pull request | waits for |
      |---|---|---|---|
      | staging | \`HEAD\` since TIME UTC | ⛔ failed | ⚠️ drift: its deployment succeeded after it had failed here |

      <details><summary>History</summary>

      - TIME UTC \`ada\`: \`HEAD\` to staging, failed TIME UTC

      </details>"
    `);
  });

  it('again keeps its check run, whatever is still heard of the first attempt', async () => {
    const pull = await deploying();
    const [first] = story.sandbox.read.deployments();
    await story.later(31 * MINUTE);
    await story.say('ada', pull.number, '/retry');
    expect(run(pull)).toBe('in_progress: Deploying');
    story.as('github-actions[bot]').deploymentStatus(first?.id ?? 0, 'success');
    await story.quiet();
    expect(run(pull)).toBe('in_progress: Deploying');
    await story.deployed('staging');
    expect(run(pull)).toContain('success: Deployed');
  });

  it('opens where its report says, and else where the policy says the environment is', async () => {
    story = await tellStory(POLICY.replace('staging\n', 'staging\n    url: https://all.example\n'));
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    const opens = () => story.checkRun(pull.headSha, 'staging')?.summary;
    expect(opens()).toContain('[open it](https://all.example)');
    expect(story.status(pull.number)).toContain('| [staging](https://all.example) |');
    const [made] = story.sandbox.read.deployments();
    const environmentUrl = 'https://one.example';
    story.as('github-actions[bot]').deploymentStatus(made?.id ?? 0, 'success', { environmentUrl });
    await story.quiet();
    expect(opens()).toContain('[open it](https://one.example)');
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

describe('what is live', () => {
  it('is not deployed again, unless that is asked for', async () => {
    const pull = await deploying();
    await story.deployed('staging');
    await story.say('ada', pull.number, '/promote staging');
    expect(timeless(story.lastReply(pull.number, { HEAD: pull.headSha }))).toMatchInlineSnapshot(
      `"\`HEAD\` has been live in \`staging\` since TIME UTC (now). To deploy it anew: \`/promote staging HEAD --again\`."`,
    );
    await story.say('ada', pull.number, '/promote staging --again');
    expect(story.deployments('staging')).toHaveLength(2);
  });

  it('in production retires the deployment before it, which GitHub leaves active there', async () => {
    story = await tellStory();
    const first = await story.waiting();
    await story.review('grace', first.number, 'APPROVE');
    await story.deployed('production');
    const { sha } = story.as('ada').push({ branch: 'tax', files: { 'b.txt': 'b\n' } });
    await story.green(sha);
    await story.promoteOn('ada', first.number);
    await story.review('grace', first.number, 'APPROVE');
    await story.deployed('production');
    const all = story.sandbox.read
      .deployments()
      .filter((each) => each.environment === 'production');
    expect(all.map((each) => each.statuses.at(-1)?.state)).toEqual(['inactive', 'success']);
  });
});
