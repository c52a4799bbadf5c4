/** What is live where somebody deployed past the app, and what that proves and does not prove. */
import { afterEach, describe, expect, it } from 'vitest';
import { takeDeploymentReport } from '../../src/services/deployment/take-deployment-report.ts';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const POLICY = `version: 1
environments:
  - name: development
  - name: staging
    gates: { contains-live: true }
  - name: production
    production: true
    approvals: { rules: [{ name: review, count: 1, permission: write }] }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const MINUTE = 60_000;

/** Deploys past the app and says that it succeeded. */
const deployedPast = async (
  login: string,
  { environment, sha }: { readonly environment: string; readonly sha: string },
  reporter = login,
): Promise<void> => {
  const { id } = story.as(login).deploy({ environment, sha });
  story.as(reporter).deploymentStatus(id, 'success');
  await story.quiet();
};

const run = ({ headSha }: Pull, environment: string): string => story.run(headSha, environment);

const events = async (kind: string): Promise<readonly unknown[]> => {
  const entries = await story.app.world.store.record.entries('repository:600', 0, 1_000);
  return entries.filter((entry) => entry.kind === kind).map((entry) => JSON.parse(entry.body));
};

describe('a deployment past the app', () => {
  it('shows as live, and as drift with whose it was', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    await deployedPast('bob', { environment: 'staging', sha: pull.headSha });
    await story.say('ada', pull.number, '/status');
    expect(timeless(story.lastReply(pull.number, { HEAD: pull.headSha }))).toMatchInlineSnapshot(`
      "**Where this pull request is**

      | environment | live | this pull request | waits for |
      |---|---|---|---|
      | development | – | – |  |
      | staging | \`HEAD\` since TIME UTC<br>⚠️ drift: deployed past Lockkeeper by \`bob\` | – |  |
      | production | – | – |  |"
    `);
    expect(await events('drift.foreign_deployment')).toMatchObject([
      { by: { login: 'bob' }, sha: pull.headSha, through: null, trusted: false, reportedBy: 'bob' },
    ]);
  });

  it('proves nothing to the environment after it, and may be asked for here all the same', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    await deployedPast('bob', { environment: 'development', sha: pull.headSha });
    await story.say('ada', pull.number, '/promote staging');
    expect(run(pull, 'staging')).toBe('failure: Blocked by predecessor');
    await story.say('ada', pull.number, '/promote development');
    await story.deployed('development');
    expect(run(pull, 'development')).toContain('success: Deployed');
    expect(run(pull, 'staging')).toBe('in_progress: Deploying');
  });

  it('by github-actions[bot] proves it where a release enters, and wakes what waits for that', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await deployedPast('github-actions[bot]', { environment: 'development', sha: pull.headSha });
    expect(run(pull, 'staging')).toBe('in_progress: Deploying');
    expect(timeless(story.summary(pull.headSha, 'staging'))).toContain(
      'completed in `development` TIME UTC, deployed past Lockkeeper by `github-actions[bot]`',
    );
    await story.say('ada', pull.number, '/promote development');
    expect(story.lastReply(pull.number)).toContain('has been live in `development`');
  });

  it('proves nothing where somebody else says that it succeeded', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    const at = { environment: 'development', sha: pull.headSha };
    await deployedPast('github-actions[bot]', at, 'bob');
    await deployedPast('bob', at, 'github-actions[bot]');
    await story.say('ada', pull.number, '/promote staging');
    expect(run(pull, 'staging')).toBe('failure: Blocked by predecessor');
  });

  it('proves nothing further on, unless the policy trusts whoever made it', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    await deployedPast('github-actions[bot]', { environment: 'staging', sha: pull.headSha });
    await story.say('ada', pull.number, '/promote production');
    expect(run(pull, 'production')).toBe('failure: Blocked by predecessor');
    await story.close();
    const trusting = POLICY.replace('staging\n', 'staging\n    trust_deployments_by: [Bob]\n');
    story = await tellStory(trusting);
    const second = await story.openGreen();
    await deployedPast('bob', { environment: 'stage', sha: second.headSha });
    await story.say('ada', second.number, '/promote production');
    expect(run(second, 'production')).toBe('action_required: Waiting for 1 approval from review');
  });

  it('must not be undone unseen: what is promoted next has to contain it', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote development');
    await story.deployed('development');
    const other = await story.openAs('bob', 'hotfix');
    await deployedPast('bob', { environment: 'staging', sha: other.headSha });
    await story.say('ada', pull.number, '/promote staging');
    expect(run(pull, 'staging')).toBe('failure: Blocked by contains-live');
  });

  it('hides nobody’s part: who ships a change is asked since what was let pass', async () => {
    story = await tellStory(POLICY.replace('name: staging', 'name: staging\n    after: []'));
    const first = await story.openGreen();
    await story.promoteOn('ada', first.number);
    await story.approve('grace', first.number);
    await story.deployed('production');
    const live = story.as('ada').merge(first.number, 'merge');
    await story.quiet();
    // Bob's own change, put into production by bob himself.
    const { sha } = story.as('bob').push({ branch: 'main', files: { 'back.txt': 'door\n' } });
    await deployedPast('bob', { environment: 'production', sha });
    const next = await story.openAs('linus', 'next');
    await story.promoteOn('linus', next.number);
    expect(await story.approve('bob', next.number)).toContain('does not count');
    expect(live.sha).not.toBe(sha);
  });

  it('is told once, whether its event comes late, twice, or after a newer one', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    const { id } = story.as('bob').deploy({ environment: 'staging', sha: pull.headSha });
    story.sandbox.hold();
    story.as('bob').deploymentStatus(id, 'success');
    story.clock.advance(MINUTE);
    const other = story.as('bob').push({ branch: 'more', files: { 'more.txt': 'more\n' } });
    const newer = story.as('bob').deploy({ environment: 'staging', sha: other.sha });
    story.as('bob').deploymentStatus(newer.id, 'success');
    story.sandbox.release((held) => held.toReversed());
    await story.quiet();
    story.as('bob').deploymentStatus(newer.id, 'success');
    await story.quiet();
    expect(await events('drift.foreign_deployment')).toHaveLength(1);
    const live = await story.app.world.store.ledger.live(600, 'staging');
    expect(live?.sha).toBe(other.sha);
  });
});

describe('a job that names an environment', () => {
  const deploying = async (): Promise<{ readonly pull: Pull; readonly ours: number }> => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote development');
    const [ours] = story.sandbox.read.deployments();
    return { pull, ours: ours?.id ?? 0 };
  };

  it('is the other half of the deployment that started it: its end is the end of that', async () => {
    const { pull, ours } = await deploying();
    story.as('ada').runDeployJob(ours, 'success');
    await story.quiet();
    expect(run(pull, 'development')).toContain('success: Deployed');
    expect(await events('drift.foreign_deployment')).toEqual([]);
  });

  it('fails it as well', async () => {
    const { pull, ours } = await deploying();
    story.as('ada').runDeployJob(ours, 'failure');
    await story.quiet();
    expect(run(pull, 'development')).toBe('failure: Failed');
  });

  it('is no drift where it reports after the deployment has ended', async () => {
    const { pull, ours } = await deploying();
    await story.deployed('development');
    story.as('ada').runDeployJob(ours, 'success');
    await story.quiet();
    expect(run(pull, 'development')).toContain('success: Deployed');
    expect(await events('drift.foreign_deployment')).toEqual([]);
  });

  it('is adopted under any name of its environment', async () => {
    const { pull, ours } = await deploying();
    story.as('ada').runDeployJob(ours, 'success', { environment: 'dev' });
    await story.quiet();
    expect(run(pull, 'development')).toContain('success: Deployed');
    expect(await events('drift.foreign_deployment')).toEqual([]);
  });

  it('of a run that somebody else started is theirs, though it names the same commit', async () => {
    const { pull } = await deploying();
    const { id } = story.as('bob').deploy({ environment: 'development', sha: pull.headSha });
    story.as('bob').runDeployJob(id, 'failure');
    await story.quiet();
    expect(run(pull, 'development')).toBe('in_progress: Deploying');
    story.as('bob').runDeployJob(id, 'success');
    await story.quiet();
    expect(run(pull, 'development')).toBe('in_progress: Deploying');
    expect(await events('drift.foreign_deployment')).toMatchObject([
      { by: { login: 'bob' }, through: 'github-actions[bot]' },
    ]);
  });

  it('of another environment is somebody else’s', async () => {
    const { pull, ours } = await deploying();
    story.as('ada').runDeployJob(ours, 'success', { environment: 'staging' });
    await story.quiet();
    expect(run(pull, 'development')).toBe('in_progress: Deploying');
    expect(await events('drift.foreign_deployment')).toMatchObject([{ trusted: false }]);
  });
});

it('of the app itself is none past it, also where GitHub names the app as well', async () => {
  story = await tellStory(POLICY);
  const { headSha: sha } = await story.openGreen();
  const { world } = story.app;
  const shop = await world.store.repositories.byId(600);
  if (shop === null) throw new Error('there is no repository');
  const by = { id: 7, login: 'lockkeeper[bot]', machine: true };
  const at = story.clock.now();
  const deployment = { id: '1', sha, environment: 'staging', createdAt: at, by };
  const report = { by, description: '', environmentUrl: null, logUrl: null, at };
  for (const through of [null, 'lockkeeper[bot]']) {
    await takeDeploymentReport(
      world,
      shop,
      { ...deployment, through },
      { ...report, state: 'success' },
    );
  }
  expect(await events('drift.foreign_deployment')).toEqual([]);
});

it('proves nothing any more where somebody went back past it', async () => {
  story = await tellStory(POLICY);
  const first = await story.openGreen();
  await story.say('ada', first.number, '/promote development');
  await story.deployed('development');
  const pull = await story.openAs('bob', 'banner');
  await deployedPast('github-actions[bot]', { environment: 'development', sha: pull.headSha });
  await story.say('ada', first.number, '/rollback development because "it leaks"');
  await story.deployed('development');
  expect(story.deployments('development').at(-1)).toBe(first.headSha);
  expect((await events('rollback.replaced')).at(-1)).toMatchObject({ foreign: [pull.headSha] });
  await story.say('bob', pull.number, '/promote staging');
  expect(run(pull, 'staging')).toBe('failure: Blocked by predecessor');
});
