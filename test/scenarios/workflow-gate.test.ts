/** The gate workflow: run once at the release's commit, and only its success lets pass. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const MINUTE = 60_000;
const WORKFLOW = `run-name: e2e for \${{ inputs.promotion }}
on:
  workflow_dispatch:
    inputs: { environment: {}, sha: {}, promotion: {}, browser: {} }
`;
const POLICY = `version: 1
environments:
  - name: staging
    gates: { workflow: { file: e2e.yml, inputs: { browser: firefox }, timeout: 20m } }
`;
const DISPATCH = 'POST /repos/acme/shop/actions/workflows/e2e.yml/dispatches';

let story: Story;
afterEach(async () => {
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
});

const runs = () => story.sandbox.read.workflowRuns();
const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');
const row = ({ headSha }: Pull): string | undefined =>
  timeless(story.summary(headSha, 'staging'), { HEAD: headSha })
    .split('\n')
    .find((line) => line.includes('| workflow |'));
const runner = async (conclusion: string | null, at = -1): Promise<void> => {
  story.as('ada').setWorkflowRun(runs().at(at)?.id ?? 0, conclusion);
  await story.quiet();
};
/** A colleague approves it, so that it holds whatever it loosens. */
const adopt = async (text: string): Promise<void> => {
  const files = { '.github/lockkeeper.yml': text };
  const { number } = story.as('ada').openPull({ branch: 'policy', title: 'The policy', files });
  await story.review('grace', number, 'APPROVE');
  story.as('ada').merge(number, 'squash');
  await story.quiet();
};
const begin = async (): Promise<Pull> => {
  story = await tellStory(POLICY, { files: { '.github/workflows/e2e.yml': WORKFLOW } });
  return story.openGreen();
};
const asked = async (): Promise<Pull> => {
  const pull = await begin();
  await story.say('ada', pull.number, '/promote staging');
  return pull;
};

describe('a workflow that tests', () => {
  it('is run once when the promotion is asked for, and lets pass when it succeeds', async () => {
    const pull = await asked();
    expect(run(pull)).toBe('in_progress: Waiting for workflow');
    expect(row(pull)).toMatchInlineSnapshot(
      `"| ⏳ | workflow | \`e2e.yml\` is running. It goes on by itself when the run has succeeded. |"`,
    );
    expect(runs()).toMatchObject([
      { sha: pull.headSha, inputs: { environment: 'staging', browser: 'firefox' } },
    ]);
    story.as('bob').comment(pull.number, 'hello');
    await story.later(11 * MINUTE);
    await runner('success');
    expect(run(pull)).toBe('in_progress: Deploying');
    expect(row(pull)).toMatchInlineSnapshot(
      `"| ✅ | workflow | \`e2e.yml\` succeeded at TIME UTC |"`,
    );
    expect(runs()).toHaveLength(1);
    expect(story.warnings).toEqual([]);
  });

  it('blocks with its run when it fails, and lets pass when that run is repeated', async () => {
    const pull = await asked();
    await runner('failure');
    expect(run(pull)).toBe('failure: Blocked by workflow');
    expect(row(pull)).toMatchInlineSnapshot(
      `"| ⛔ | workflow | \`e2e.yml\` ended with \`failure\`. Mend it and run it again on GitHub, or press **Check again**; it goes on by itself when it succeeds. |"`,
    );
    await runner(null);
    expect(run(pull)).toBe('in_progress: Waiting for workflow');
    await runner('success');
    expect(run(pull)).toBe('in_progress: Deploying');
    expect(runs()).toHaveLength(1);
  });

  it.each(['cancelled', 'skipped', 'neutral'])('that ended with %s blocks', async (conclusion) => {
    const pull = await asked();
    await runner(conclusion);
    expect(run(pull)).toBe('failure: Blocked by workflow');
  });

  it('is run anew by Check again after it failed, and not once it has succeeded', async () => {
    story = await tellStory(`${POLICY}    approvals: { rules: [{ permission: maintain }] }\n`, {
      files: { '.github/workflows/e2e.yml': WORKFLOW },
    });
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await runner('failure');
    await story.press('ada', pull.headSha, 'staging', 'check-again');
    expect(runs()).toHaveLength(2);
    await runner('success');
    expect(run(pull)).toBe('action_required: Waiting for 1 approval from maintain');
    await story.press('ada', pull.headSha, 'staging', 'check-again');
    expect(runs()).toHaveLength(2);
    expect(run(pull)).toBe('action_required: Waiting for 1 approval from maintain');
  });

  it('does not pass for a run of somebody else, or one of another commit', async () => {
    const pull = await asked();
    const inputs = { ...runs()[0]?.inputs };
    story.as('bob').dispatch('e2e.yml', 'tax', inputs);
    await runner('success');
    story.as('bob').dispatch('e2e.yml', 'main', inputs);
    await runner('success');
    expect(run(pull)).toBe('in_progress: Waiting for workflow');
  });

  it('that takes too long is an error, and is stopped', async () => {
    const pull = await asked();
    await story.later(20 * MINUTE);
    expect(run(pull)).toBe('failure: Could not find out: workflow');
    expect(row(pull)).toMatchInlineSnapshot(
      `"| ⛔ | workflow | \`e2e.yml\` did not end within 20 min. Press **Check again** to run it again. |"`,
    );
    expect(runs()).toMatchObject([{ conclusion: 'cancelled' }]);
    await runner(null);
    await runner('success');
    expect(run(pull)).toBe('failure: Could not find out: workflow');
    await story.press('ada', pull.headSha, 'staging', 'check-again');
    await runner('success');
    expect(run(pull)).toBe('in_progress: Deploying');
    expect(runs()).toHaveLength(2);
  });

  it('is looked at no more once its time has passed', async () => {
    await asked();
    await story.later(20 * MINUTE);
    const lookUps = () =>
      story.sandbox.calls.filter(({ route }) => route.endsWith('/actions/runs/{run_id}')).length;
    const before = lookUps();
    await story.later(60 * MINUTE);
    expect(lookUps()).toBe(before);
  });

  it.each([
    ['is withdrawn', (pull: Pull) => story.say('ada', pull.number, '/cancel')],
    [
      'is for an older head',
      async () => {
        story.as('ada').push({ branch: 'tax', files: { 'b.txt': 'b\n' } });
        await story.quiet();
      },
    ],
    ['is to go through another policy', () => adopt(POLICY.concat('    expire_after: 3d\n'))],
    ['is to go through no such gate any more', () => adopt(POLICY.replace('gates:', '#'))],
  ])('is stopped when its promotion %s', async (_why, change) => {
    const pull = await asked();
    await change(pull);
    expect(runs()[0]).toMatchObject({ conclusion: 'cancelled' });
    expect(
      runs()
        .slice(1)
        .every(({ conclusion }) => conclusion === null),
    ).toBe(true);
    expect(story.warnings).toEqual([]);
  });

  it('is stopped although nobody said as which run it was begun', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DISPATCH, status: 'cut', afterEffect: true });
    await story.say('ada', pull.number, '/promote staging');
    expect(runs()).toMatchObject([{ conclusion: null }]);
    await story.say('ada', pull.number, '/cancel');
    await story.later(1 * MINUTE);
    expect(runs()).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  it('is seen to the end although no webhook came', async () => {
    const pull = await asked();
    story.sandbox.hold();
    await runner('success');
    story.sandbox.release(() => []);
    await story.later(10 * MINUTE);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('whose dispatch lost its answer is found again, not run twice', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DISPATCH, status: 'cut', afterEffect: true });
    await story.say('ada', pull.number, '/promote staging');
    await story.restart();
    await story.later(1 * MINUTE);
    expect(runs()).toHaveLength(1);
    await runner('success');
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('that is asked for again is not answered by the run before', async () => {
    const pull = await asked();
    await runner('failure');
    story.sandbox.fail({ match: DISPATCH, status: 'cut' });
    await story.press('ada', pull.headSha, 'staging', 'check-again');
    expect(runs()).toHaveLength(1);
    await story.later(1 * MINUTE);
    expect(runs()).toHaveLength(2);
    await runner(null, 0);
    await runner('success', 0);
    expect(run(pull)).toBe('in_progress: Waiting for workflow');
    await runner('success', 1);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('that cannot be run is an error in words, and is run when it can', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    expect(run(pull)).toBe('failure: Could not find out: workflow');
    expect(row(pull)).toMatchInlineSnapshot(
      `"| ⛔ | workflow | it could not be run: GitHub did not run e2e.yml: the default branch has no workflow file e2e.yml \\(Not Found\\). Press **Check again** to run it again. |"`,
    );
  });
});
