/** Deploying by a workflow: it is run once at the release's commit, and only that run counts. */
import { afterEach, describe, expect, it } from 'vitest';
import { followRun } from '../../src/services/inquiry/follow-run.ts';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const MINUTE = 60_000;

const WORKFLOW = `name: Deploy
run-name: Deploy for \${{ inputs.promotion }}
on:
  workflow_dispatch:
    inputs:
      environment: { required: true }
      sha: { required: true }
      promotion: { required: true }
      fence: { required: true }
      region: { default: nowhere }
`;
const POLICY = `version: 1
environments:
  - name: staging
    url: https://staging.example
    gates: { checks: { required: [build, test] } }
    deploy: { workflow: { file: deploy.yml, inputs: { region: eu }, timeout: 20m } }
`;
const DISPATCH = 'POST /repos/acme/shop/actions/workflows/deploy.yml/dispatches';
const RUN = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
const LIST = 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs';

let story: Story;
afterEach(async () => {
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
});

const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');
const lead = ({ headSha }: Pull): string | undefined =>
  timeless(story.summary(headSha, 'staging'), { HEAD: headSha })
    .replaceAll(/`9\d{4}`/g, '`RUN`')
    .split('\n')[0];
const runs = () => story.sandbox.read.workflowRuns();

const begin = async (policy = POLICY, files: Readonly<Record<string, string>> = {}) => {
  story = await tellStory(policy, {
    files: { '.github/workflows/deploy.yml': WORKFLOW, ...files },
  });
  return story.openGreen();
};
const asked = async (): Promise<Pull> => {
  const pull = await begin();
  await story.say('ada', pull.number, '/promote staging');
  return pull;
};
const runner = async (conclusion: string | null, id = runs().at(-1)?.id ?? 0): Promise<void> => {
  story.as('ada').setWorkflowRun(id, conclusion);
  await story.quiet();
};

describe('a workflow that deploys', () => {
  it('is run as the default branch has it, told what it is about, and followed to its success', async () => {
    const pull = await asked();
    expect(run(pull)).toBe('in_progress: Deploying');
    const [made] = runs();
    expect(made).toMatchObject({
      branch: 'main',
      actor: 'lockkeeper[bot]',
      inputs: { environment: 'staging', sha: pull.headSha, fence: '1', region: 'eu' },
    });
    expect(made?.title).toBe(`Deploy for ${made?.inputs.promotion}`);
    await runner(null);
    await runner('success');
    expect(run(pull)).toContain('success: Deployed');
    expect(lead(pull)).toMatchInlineSnapshot(`"Run \`RUN\` · open it"`);
    expect(story.sandbox.read.deployments()).toEqual([]);
    expect(story.warnings).toEqual([]);
  });

  it('deploys what no branch points at, and goes back to it', async () => {
    const pull = await begin();
    const { sha } = story.as('ada').merge(pull.number, 'squash');
    story.as('bob').push({ branch: 'main', files: { other: '1' } });
    await story.green(sha);
    await story.say('ada', pull.number, `/promote staging ${sha}`);
    await runner('success');
    const next = await story.openAs('bob', 'next');
    await story.say('bob', next.number, '/promote staging');
    await runner('success');
    await story.say('grace', next.number, '/rollback staging because "slow"');
    await runner('success');
    expect(runs().map(({ inputs }) => inputs.sha)).toEqual([sha, next.headSha, sha]);
    expect((await story.app.world.store.ledger.live(600, 'staging'))?.sha).toBe(sha);
  });

  it('fails the promotion with its run, and can be tried again', async () => {
    const pull = await asked();
    await runner('failure');
    expect(run(pull)).toBe('failure: Failed');
    expect(lead(pull)).toMatchInlineSnapshot(
      `"Its run ended with failure (\`deployment_failed\`). Run \`RUN\`. Try again with \`/retry staging\`."`,
    );
    await story.say('ada', pull.number, '/retry');
    await runner('success');
    expect(run(pull)).toContain('success: Deployed');
    expect(runs().map(({ inputs }) => inputs.fence)).toEqual(['1', '2']);
  });

  it.each(['cancelled', 'skipped', 'neutral'])(
    'that ended with %s has failed',
    async (conclusion) => {
      const pull = await asked();
      await runner(conclusion);
      expect(run(pull)).toBe('failure: Failed');
    },
  );

  it('that failed does not hold up the next attempt by its own check', async () => {
    const pull = await begin(POLICY.replace('[build, test]', 'all'));
    await story.say('ada', pull.number, '/promote staging');
    await runner('failure');
    await story.say('ada', pull.number, '/retry');
    expect(run(pull)).toBe('in_progress: Deploying');
    await runner('success');
    expect(run(pull)).toContain('success: Deployed');
  });

  it('that succeeds after it had failed is drift', async () => {
    const pull = await asked();
    await runner('failure');
    await runner(null);
    await runner('success');
    expect(run(pull)).toBe('failure: Failed');
    expect(story.status(pull.number)).toContain('drift');
  });

  it('that ended is what runs there no more once another did, however late it is told again', async () => {
    const pull = await asked();
    await runner('success');
    const id = runs()[0]?.id ?? 0;
    const second = await story.openAs('bob', 'two');
    await story.say('bob', second.number, '/promote staging');
    await runner('success');
    const { world } = story.app;
    const shop = await world.store.repositories.byId(600);
    if (shop === null) throw new Error('there is no repository');
    const live = async () => (await world.store.ledger.live(600, 'staging'))?.sha;
    await followRun(world, shop, String(id));
    expect(await live()).toBe(second.headSha);
    // Run again on GitHub.
    await runner(null, id);
    await runner('success', id);
    expect(await live()).toBe(pull.headSha);
  });

  it('says so when no runner takes it up, and is cancelled at the time limit', async () => {
    const pull = await asked();
    await story.later(2 * MINUTE);
    expect(run(pull)).toBe('in_progress: Deploying, but no run has started');
    expect(lead(pull)).toMatchInlineSnapshot(
      `"Run \`RUN\` was started at TIME UTC and no runner has taken it up since. It fails by itself at TIME UTC."`,
    );
    await story.later(20 * MINUTE);
    expect(run(pull)).toBe('failure: Failed');
    expect(runs()).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  it('is not mistaken for a run of somebody else, of another commit, or of its own name', async () => {
    const pull = await asked();
    const inputs = { ...runs()[0]?.inputs };
    const main = story.as('bob').dispatch('deploy.yml', 'main', inputs);
    const head = story.as('bob').dispatch('deploy.yml', 'tax', inputs);
    await runner('success', main.id);
    await runner('success', head.id);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('is seen to the end although no webhook came', async () => {
    const pull = await asked();
    story.sandbox.hold();
    await runner('success').catch(() => undefined);
    story.sandbox.release(() => []);
    await story.later(7 * MINUTE);
    expect(run(pull)).toContain('success: Deployed');
  });
});

describe('a workflow that cannot be run', () => {
  it.each([
    [
      'is not there',
      'other.yml',
      '',
      'GitHub did not run other.yml: the default branch has no workflow file other.yml',
    ],
    [
      'takes no input of that name',
      'deploy.yml',
      'inputs: { zone: a }',
      'GitHub did not run deploy.yml: Unexpected inputs provided: \\["zone"\\]',
    ],
  ])('because it %s fails the promotion in words', async (_why, file, more, said) => {
    const deploy = `deploy: { workflow: { file: ${file}, ${more} } }`;
    const pull = await begin(POLICY.replace(/deploy: .*/, deploy));
    await story.say('ada', pull.number, '/promote staging');
    expect(run(pull)).toBe('failure: Failed');
    expect(lead(pull)).toContain(said);
    expect(runs()).toEqual([]);
  });
});

const expectDeployedByOneRun = async (pull: Pull): Promise<void> => {
  expect(runs()).toHaveLength(1);
  await runner('success');
  expect(run(pull)).toContain('success: Deployed');
};

describe('a dispatch', () => {
  it('whose answer was lost is found again by its name, not made again', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DISPATCH, status: 'cut', afterEffect: true });
    await story.say('ada', pull.number, '/promote staging');
    await story.later(1 * MINUTE);
    await expectDeployedByOneRun(pull);
  });

  it('is made once although the app was killed before it could note it', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DISPATCH, status: 'cut', afterEffect: true });
    await story.say('ada', pull.number, '/promote staging');
    await story.restart();
    await story.later(1 * MINUTE);
    await expectDeployedByOneRun(pull);
  });

  it('of a server that does not say which run it made is followed all the same', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DISPATCH, status: 400 });
    await story.say('ada', pull.number, '/promote staging');
    await story.later(20_000);
    await expectDeployedByOneRun(pull);
  });

  it('that GitHub told the run of is made once, whatever the run is called', async () => {
    const pull = await begin(POLICY, {
      '.github/workflows/deploy.yml': WORKFLOW.replace(/run-name: .*\n/, ''),
    });
    story.sandbox.fail({ match: RUN, status: 502 });
    await story.say('ada', pull.number, '/promote staging');
    await story.later(1 * MINUTE);
    await expectDeployedByOneRun(pull);
  });

  it('whose run is shown late is followed all the same', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: RUN, status: 404, times: 5 });
    await story.say('ada', pull.number, '/promote staging');
    for (const seconds of [10, 20, 40, 80, 160]) await story.later(seconds * 1_000);
    await expectDeployedByOneRun(pull);
  });

  it('that nobody knows of is stopped when the time limit has passed', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DISPATCH, status: 'cut', afterEffect: true });
    story.sandbox.fail({ match: LIST, status: 502, times: 2 });
    await story.say('ada', pull.number, '/promote staging');
    await story.later(1 * MINUTE);
    await story.later(5 * MINUTE);
    await story.later(14 * MINUTE);
    expect(run(pull)).toBe('failure: Failed');
    await story.later(2 * MINUTE);
    expect(runs()).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  it('that is given up after the last attempt is stopped, should it have worked', async () => {
    const pull = await begin(POLICY.replace('20m', '60m'));
    story.sandbox.fail({ match: DISPATCH, status: 502, times: 3 });
    story.sandbox.fail({ match: DISPATCH, status: 'cut', afterEffect: true });
    await story.say('ada', pull.number, '/promote staging');
    for (const minutes of [1, 5, 15]) await story.later(minutes * MINUTE);
    expect(run(pull)).toBe('failure: Failed');
    await story.later(1 * MINUTE);
    expect(runs()).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  it('that GitHub does not take is tried again, three times', async () => {
    const pull = await begin();
    story.sandbox.fail({ match: DISPATCH, status: 502, times: 9 });
    await story.say('ada', pull.number, '/promote staging');
    for (const minutes of [1, 5, 15]) await story.later(minutes * MINUTE);
    expect(run(pull)).toBe('failure: Failed');
    expect(runs()).toEqual([]);
  });
});
