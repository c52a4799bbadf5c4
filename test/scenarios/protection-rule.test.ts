/** Jobs of GitHub Actions that wait before an environment: they ask like anybody, and are answered. */
import { createHmac, randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { takeJob } from '../../src/services/deployment/take-job.ts';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const MINUTE = 60_000;

const POLICY = `version: 1
environments:
  - name: staging
    gates: { checks: { required: all } }
  - name: production
    after: []
    production: true
    approvals: { rules: [{ name: review, count: 1, permission: write }] }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const told = async (policy = POLICY): Promise<Pull> => {
  story = await tellStory(policy);
  for (const environment of ['staging', 'production', 'moon']) {
    story.as('omar').protectEnvironment(environment);
  }
  return story.openGreen();
};

const start = async (
  login: string,
  environment: string,
  more: { readonly event?: string; readonly branch?: string; readonly fork?: string } = {},
): Promise<{ readonly runId: number; readonly deploymentId: number }> => {
  const started = story.as(login).startJob({ environment, branch: 'tax', ...more });
  await story.quiet();
  return started;
};

const job = (runId: number) => {
  const found = story.sandbox.read.protectedJobs().find((each) => each.runId === runId);
  if (found === undefined) throw new Error(`run ${runId} has no job`);
  return found;
};

const answer = (runId: number): string => job(runId).answer?.state ?? 'none';

const events = async (kind: string): Promise<readonly Record<string, unknown>[]> => {
  const entries = await story.app.world.store.record.entries('repository:600', 0, 1_000);
  return entries.filter((entry) => entry.kind === kind).map((entry) => JSON.parse(entry.body));
};

describe('a job that waits', () => {
  it('is let go when the gates allow it, and its deployment is the promotion’s', async () => {
    const pull = await told();
    const { runId, deploymentId } = await start('ada', 'staging');
    expect(answer(runId)).toBe('approved');
    expect(job(runId).answer?.comment).toMatch(
      /^Let pass to `staging`, asked for by `ada`\. Decision `sha256:/,
    );
    expect(story.run(pull.headSha, 'staging')).toBe('in_progress: Deploying');
    expect(story.deployments('staging')).toHaveLength(1);
    story.as('ada').endJob(runId, 'success');
    await story.quiet();
    expect(story.run(pull.headSha, 'staging')).toContain('success: Deployed');
    const live = await story.app.world.store.ledger.live(600, 'staging');
    expect(live).toMatchObject({ origin: 'own', deploymentId: String(deploymentId) });
    expect(story.warnings).toEqual([]);
  });

  it('fails its promotion when it fails', async () => {
    const pull = await told();
    const { runId } = await start('ada', 'staging');
    story.as('ada').endJob(runId, 'failure');
    await story.quiet();
    expect(story.run(pull.headSha, 'staging')).toBe('failure: Failed');
  });

  it('fails it as well where its run is cancelled, which nobody tells', async () => {
    const pull = await told();
    const { runId } = await start('ada', 'staging');
    story.as('ada').endJob(runId, 'cancelled');
    await story.later(6 * MINUTE);
    await story.later(6 * MINUTE);
    expect(story.run(pull.headSha, 'staging')).toBe('failure: Failed');
    expect(story.summary(pull.headSha, 'staging')).toContain('Its run ended with cancelled');
  });

  it('is no check that it could wait for itself', async () => {
    const pull = await told();
    const { runId } = await start('ada', 'staging');
    expect(answer(runId)).toBe('approved');
    expect(story.summary(pull.headSha, 'staging')).toContain('2 of 2 succeeded');
  });

  it('says what it waits for, and says it again only when that changes', async () => {
    await told();
    const { runId } = await start('ada', 'production');
    expect(answer(runId)).toBe('none');
    expect(timeless(job(runId).reports.join('\n---\n'))).toMatchInlineSnapshot(`
      "Waiting for 1 approval from review.
      approvals: **review** 0 of 1: anyone with \`write\` permission except \`ada\`"
    `);
    await story.later(11 * MINUTE);
    expect(job(runId).reports).toHaveLength(1);
  });

  it('says so ten times at most, which is all that GitHub takes', async () => {
    const pull = await told();
    story.as('ada').setCheck(pull.headSha, 'build', 'failure');
    await story.quiet();
    const { runId } = await start('ada', 'staging');
    for (let round = 1; round <= 11; round += 1) {
      story.as('ada').setCheck(pull.headSha, `extra-${round}`, 'failure');
      await story.quiet();
    }
    expect(job(runId).reports).toHaveLength(10);
    expect(new Set(job(runId).reports).size).toBe(10);
    expect(story.warnings).toEqual([]);
    for (let round = 1; round <= 11; round += 1) {
      story.as('ada').setCheck(pull.headSha, `extra-${round}`, 'success');
    }
    await story.green(pull.headSha);
    expect(answer(runId)).toBe('approved');
  });

  it('is told in no more words than GitHub takes', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `region-${index}-${'x'.repeat(50)}`);
    await told(`${POLICY}${names.map((name) => `  - { name: ${name} }\n`).join('')}`);
    const { runId } = await start('ada', 'moon');
    expect(job(runId).reports[0]).toHaveLength(1_024);
    expect(job(runId).reports[0]).toMatch(/…$/);
  });

  it('is turned away with the reason where a person rejects it', async () => {
    const pull = await told();
    const { runId } = await start('ada', 'production');
    await story.say('grace', pull.number, '/reject production not on a Friday');
    expect(answer(runId)).toBe('rejected');
    expect(job(runId).answer?.comment).toContain('`grace` rejected it: not on a Friday');
  });

  it('is turned away where its promotion is withdrawn', async () => {
    const pull = await told();
    const { runId } = await start('ada', 'production');
    await story.say('ada', pull.number, '/cancel production');
    expect(answer(runId)).toBe('rejected');
    expect(job(runId).answer?.comment).toContain('Withdrawn');
  });

  it('is asked for by whoever started its run: they cannot approve it', async () => {
    const pull = await told();
    const { runId } = await start('bob', 'production');
    expect(await story.approve('bob', pull.number)).toContain('does not count');
    expect(answer(runId)).toBe('none');
    await story.approve('grace', pull.number);
    expect(answer(runId)).toBe('approved');
  });

  it('is asked for by whoever ran it again as well as by who ran it first', async () => {
    const pull = await told();
    const { runId } = await start('bob', 'production');
    story.as('bob').endJob(runId, 'cancelled');
    await story.later(6 * MINUTE);
    expect(story.run(pull.headSha, 'production')).toContain('cancelled: Ended because the job');
    story.as('linus').rerunJob(runId);
    await story.quiet();
    expect(await story.approve('bob', pull.number)).toContain('does not count');
    expect(await story.approve('linus', pull.number)).toContain('does not count');
    await story.approve('grace', pull.number);
    expect(answer(runId)).toBe('approved');
  });

  it('is refused where whoever started it may not promote there', async () => {
    await told(
      POLICY.replace('production: true', 'production: true\n    allow: { promote: admin }'),
    );
    const { runId } = await start('bob', 'production');
    expect(answer(runId)).toBe('rejected');
    expect(job(runId).answer?.comment).toMatchInlineSnapshot(
      `"\`bob\` may not promote to \`production\`: that is for anyone with \`admin\` permission."`,
    );
    expect(await events('refused')).toMatchObject([{ code: 'not_authorized', via: 'job' }]);
  });

  it('of a fork is refused', async () => {
    await told();
    story.as('mallory').openPull({
      title: 'Mine',
      branch: 'mine',
      files: { 'mine.txt': 'mine\n' },
      fork: true,
    });
    await story.quiet();
    const { runId } = await start('ada', 'staging', { branch: 'mine', fork: 'mallory' });
    expect(answer(runId)).toBe('rejected');
    expect(job(runId).answer?.comment).toContain('code from the fork');
  });
});

describe('a job for what is asked for already', () => {
  it('joins it, and one decision lets both go', async () => {
    const pull = await told();
    await story.say('ada', pull.number, '/promote production');
    const { runId } = await start('bob', 'production');
    expect(story.summary(pull.headSha, 'production')).toContain('`ada` and `bob`');
    await story.approve('grace', pull.number);
    expect(answer(runId)).toBe('approved');
    const own = story.sandbox.read
      .deployments()
      .filter(({ creator }) => creator === 'lockkeeper[bot]');
    expect(own).toHaveLength(1);
    // The job is no other's: its success is the other half of nothing, and no drift.
    story.as('ada').endJob(runId, 'success');
    await story.quiet();
    expect(await events('drift.foreign_deployment')).toEqual([]);
  });

  it('that is deploying is let go by the same decision', async () => {
    const pull = await told();
    await story.say('ada', pull.number, '/promote staging');
    expect(story.run(pull.headSha, 'staging')).toBe('in_progress: Deploying');
    const { runId } = await start('lockkeeper[bot]', 'staging', { event: 'deployment' });
    expect(answer(runId)).toBe('approved');
    expect(await events('promotion.requested')).toHaveLength(1);
    story.as('ada').endJob(runId, 'success');
    await story.quiet();
    expect(await events('drift.foreign_deployment')).toEqual([]);
  });
});

it('does not join a rollback that waits, which asks for less than a promotion', async () => {
  const rules = 'approvals: { rules: [{ name: oncall, permission: write }] }';
  const pull = await told(
    `${POLICY}    rollback: { ${rules} }\n    gates: { contains-live: false }\n`,
  );
  await story.say('ada', pull.number, '/promote production');
  await story.approve('grace', pull.number);
  await story.deployed('production');
  const second = await story.openAs('bob', 'second');
  await story.say('bob', second.number, '/promote production');
  await story.approve('grace', second.number);
  await story.deployed('production');
  await story.say('bob', second.number, '/rollback production because "it leaks"');
  const { runId } = await start('linus', 'production');
  expect(answer(runId)).toBe('none');
  const open = await story.app.world.store.promotions.open(600, { environment: 'production' });
  expect(open.map(({ kind }) => kind).toSorted()).toEqual(['promote', 'rollback']);
});

describe('a job that cannot be answered', () => {
  it('waits where the policy has no such environment, and goes on when it has', async () => {
    await told();
    const { runId } = await start('ada', 'moon');
    expect(answer(runId)).toBe('none');
    expect(job(runId).reports).toMatchInlineSnapshot(`
      [
        "Nothing passes yet. There is no environment \`moon\` here. Known: \`staging\`, \`production\`. This goes on by itself when that is mended.",
      ]
    `);
    const files = { '.github/lockkeeper.yml': `${POLICY}  - name: moon\n    after: []\n` };
    story.as('omar').push({ branch: 'main', files });
    await story.quiet();
    expect(answer(runId)).toBe('approved');
  });

  it('waits where the policy is broken, and nothing lets it pass', async () => {
    await told();
    const files = { '.github/lockkeeper.yml': 'version: 2\n' };
    story.as('omar').push({ branch: 'main', files });
    await story.quiet();
    const { runId } = await start('ada', 'staging');
    expect(answer(runId)).toBe('none');
    expect(job(runId).reports[0]).toContain('nothing passes with a broken policy');
    await story.later(20 * MINUTE);
    expect(job(runId).reports).toHaveLength(1);
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': POLICY } });
    await story.quiet();
    expect(answer(runId)).toBe('approved');
  });

  it('of a forged address is answered nowhere, and the record says so', async () => {
    const pull = await told();
    const repository = {
      id: 600,
      name: 'shop',
      full_name: 'acme/shop',
      default_branch: 'main',
      owner: { id: 500, login: 'acme', type: 'Organization' },
    };
    const deployment = { id: 1, sha: pull.headSha, environment: 'staging' };
    for (const callback of [
      'https://evil.example/repos/acme/shop/actions/runs/1/deployment_protection_rule',
      `${story.sandbox.url}/repos/acme/other/actions/runs/1/deployment_protection_rule`,
      `${story.sandbox.url.replace('//', '//x:y@')}/repos/acme/shop/actions/runs/1/deployment_protection_rule`,
      'not an address',
    ]) {
      const body = JSON.stringify({
        action: 'requested',
        environment: 'staging',
        event: 'push',
        deployment_callback_url: callback,
        deployment,
        pull_requests: [],
        repository,
        installation: { id: story.sandbox.app.installationId },
        sender: { id: 1005, login: 'mallory', type: 'User' },
      });
      const signature = createHmac('sha256', story.secret).update(body).digest('hex');
      await fetch(`${story.url}/api/github/webhooks`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'deployment_protection_rule',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': `sha256=${signature}`,
        },
        body,
      });
    }
    await story.quiet();
    const refused = await events('job.callback_refused');
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ by: { login: 'mallory' } });
    expect(story.sandbox.calls.filter(({ route }) => route.includes('/runs/{run_id}'))).toEqual([]);
  });
});

describe('a job that nobody told of', () => {
  it('is found when the app is back, and answered', async () => {
    const pull = await told();
    story.sandbox.hold();
    const { runId } = await start('ada', 'staging');
    story.sandbox.release(() => []);
    expect(answer(runId)).toBe('none');
    await story.restart();
    await story.quiet();
    expect(answer(runId)).toBe('approved');
    story.as('ada').endJob(runId, 'success');
    await story.quiet();
    expect(story.run(pull.headSha, 'staging')).toContain('success: Deployed');
  });

  it('is asked for once where it is found before its event comes', async () => {
    const pull = await told();
    story.sandbox.hold();
    const { runId } = await start('ada', 'staging');
    await story.later(6 * MINUTE);
    expect(answer(runId)).toBe('approved');
    story.sandbox.release();
    await story.quiet();
    story.as('ada').endJob(runId, 'success');
    await story.quiet();
    expect(story.run(pull.headSha, 'staging')).toContain('success: Deployed');
    expect(await events('drift.foreign_deployment')).toEqual([]);
    expect(await events('promotion.requested')).toHaveLength(1);
  });

  it('belongs to what waits for it where its event comes late', async () => {
    const pull = await told();
    story.sandbox.hold();
    const { runId, deploymentId } = await start('ada', 'production');
    await story.later(6 * MINUTE);
    story.sandbox.release();
    await story.quiet();
    const [promotion] = await story.app.world.store.promotions.recent(600, {}, 1);
    const kept = () => story.app.world.store.waitingJobs.ofDeployment(600, String(deploymentId));
    expect(await kept()).toMatchObject({ promotionId: promotion?.id, reports: 1 });
    await story.approve('grace', pull.number);
    expect(answer(runId)).toBe('approved');
  });

  it('is not mistaken for its next attempt where the event of the first comes last', async () => {
    await told();
    const { runId, deploymentId } = await start('bob', 'production');
    story.as('bob').endJob(runId, 'cancelled');
    await story.later(6 * MINUTE);
    story.as('bob').rerunJob(runId);
    await story.quiet();
    const { world } = story.app;
    const key = { repositoryId: 600, runId: String(runId), environment: 'production' };
    const second = await world.store.waitingJobs.get(key);
    if (second === null) throw new Error('the second attempt waits nowhere');
    const late = { id: String(deploymentId), createdAt: story.clock.now() };
    await takeJob(world, { ...key, sha: second.sha }, late);
    await story.quiet();
    expect(await world.store.waitingJobs.get(key)).toEqual(second);
    expect(Number(second.deploymentId)).toBeGreaterThan(deploymentId);
  });

  it('is found within minutes, once, and not where the app is no rule', async () => {
    await told();
    story.sandbox.hold();
    const { runId } = await start('ada', 'production');
    story.sandbox.release(() => []);
    await story.later(6 * MINUTE);
    expect(job(runId).reports).toHaveLength(1);
    await story.later(6 * MINUTE);
    expect(job(runId).reports).toHaveLength(1);
    expect(await events('promotion.requested')).toHaveLength(1);
  });

  it('and was let go past the app is drift, and what it asked for ends', async () => {
    const pull = await told();
    const { runId } = await start('ada', 'production');
    story.as('omar').bypassProtection(runId);
    story.as('omar').endJob(runId, 'success');
    await story.quiet();
    expect(await events('drift.foreign_deployment')).toMatchObject([{ trusted: true }]);
    await story.later(6 * MINUTE);
    expect(story.run(pull.headSha, 'production')).toContain('cancelled: Ended because the job');
  });

  it('nor of a deployment past the app: it is found as well', async () => {
    const pull = await told();
    story.sandbox.hold();
    const { id } = story.as('bob').deploy({ environment: 'staging', sha: pull.headSha });
    story.as('bob').deploymentStatus(id, 'success');
    await story.quiet();
    story.sandbox.release(() => []);
    await story.later(6 * MINUTE);
    await story.later(6 * MINUTE);
    expect(await events('drift.foreign_deployment')).toHaveLength(1);
  });
});
