/** Environments that ask the app: GitHub's limits on what it may say, and what follows from its answer. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Opened, open } from './open.ts';

let at: Opened;
beforeEach(async () => {
  at = await open();
  at.sandbox.as('omar').protectEnvironment('staging');
});
afterEach(() => at.close());

const start = async (environment = 'staging') => {
  const started = at.sandbox.as('ada').startJob({ environment, branch: 'main' });
  await at.sandbox.settled();
  return started;
};
const say = (runId: number, body: object) =>
  at.call('POST', `/repos/acme/shop/actions/runs/${runId}/deployment_protection_rule`, body);
const states = () => at.sandbox.read.deployments().map(({ statuses }) => statuses.at(-1)?.state);

it('asks with the deployment and the address to answer at', async () => {
  const { runId, deploymentId } = await start();
  const asked = at.heard.find(({ event }) => event === 'deployment_protection_rule');
  expect(asked?.body).toMatchObject({
    action: 'requested',
    environment: 'staging',
    event: 'push',
    deployment: { id: deploymentId, environment: 'staging', creator: { login: 'ada' } },
    deployment_callback_url: `${at.sandbox.url}/repos/acme/shop/actions/runs/${runId}/deployment_protection_rule`,
  });
});

it('lists what waits, and which environments ask the app', async () => {
  const { runId } = await start();
  const runs = await at.call('GET', '/repos/acme/shop/actions/runs?status=waiting');
  expect(runs.body).toMatchObject({ total_count: 1, workflow_runs: [{ id: runId }] });
  const pending = `/repos/acme/shop/actions/runs/${runId}/pending_deployments`;
  expect((await at.call('GET', pending)).body).toMatchObject([
    { environment: { name: 'staging' } },
  ]);
  const rules = (name: string) =>
    at.call('GET', `/repos/acme/shop/environments/${name}/deployment_protection_rules`);
  expect((await rules('staging')).body).toMatchObject({
    custom_deployment_protection_rules: [{ enabled: true, app: { slug: 'lockkeeper' } }],
  });
  expect((await rules('moon')).body).toMatchObject({ total_count: 0 });
});

it('takes ten reports of 1,024 characters, then one answer', async () => {
  const { runId } = await start();
  const environment_name = 'staging';
  const comment = 'x'.repeat(1_024);
  for (let round = 0; round < 10; round += 1) {
    expect((await say(runId, { environment_name, comment })).status).toBe(204);
  }
  expect((await say(runId, { environment_name, comment })).status).toBe(422);
  const long = { environment_name, state: 'approved', comment: `${comment}x` };
  expect((await say(runId, long)).status).toBe(422);
  const approved = { environment_name, state: 'approved', comment };
  expect((await say(runId, approved)).status).toBe(204);
  expect(states()).toEqual(['in_progress']);
  expect((await say(runId, approved)).status).toBe(422);
  expect((await say(runId + 1, approved)).status).toBe(404);
});

it('ends the run where the answer is no, and waits anew where it is run again', async () => {
  const { runId } = await start();
  await say(runId, { environment_name: 'staging', state: 'rejected', comment: 'no' });
  expect(states()).toEqual(['failure']);
  at.sandbox.as('grace').rerunJob(runId);
  const run = await at.call('GET', `/repos/acme/shop/actions/runs/${runId}`);
  expect(run.body).toMatchObject({
    status: 'waiting',
    run_attempt: 2,
    actor: { login: 'ada' },
    triggering_actor: { login: 'grace' },
  });
  at.sandbox.as('omar').bypassProtection(runId);
  expect(states()).toEqual(['failure', 'in_progress']);
});

it('lets a job go at once where nobody is asked', async () => {
  await start('moon');
  expect(states()).toEqual(['in_progress']);
  expect(at.names()).not.toContain('deployment_protection_rule.requested');
});
