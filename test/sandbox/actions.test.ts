// Dispatching workflows: which GitHub knows, what it takes and refuses, and what it tells of their runs.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

const REPO = '/repos/acme/shop';
const WORKFLOW = `name: Deploy
run-name: To \${{ inputs.environment }} for \${{ github.event.inputs.promotion }}
on:
  workflow_dispatch:
    inputs:
      environment: { required: true }
      promotion: { default: nobody }
`;
let at: Opened;
beforeEach(async () => {
  at = await open({
    files: {
      '.github/workflows/deploy.yml': WORKFLOW,
      '.github/workflows/ci.yml': 'on: [push]\n',
    },
  });
});
afterEach(() => at.close());

const dispatch = (file: string, body: object) =>
  at.call<{ readonly workflow_run_id: number; readonly message?: string }>(
    'POST',
    `${REPO}/actions/workflows/${file}/dispatches`,
    { ref: 'main', ...body },
  );

describe('a dispatch', () => {
  test('is taken without a word, or with the number of its run where that is asked for', async () => {
    const inputs = { environment: 'staging', promotion: 'p1' };
    expect((await dispatch('deploy.yml', { inputs })).status).toBe(204);
    const told = await dispatch('deploy.yml', { inputs, return_run_details: true });
    expect(told.status).toBe(200);
    const run = await at.call('GET', `${REPO}/actions/runs/${told.body.workflow_run_id}`);
    expect(run.body).toMatchObject({
      display_title: 'To staging for p1',
      path: '.github/workflows/deploy.yml',
      event: 'workflow_dispatch',
      status: 'queued',
      head_branch: 'main',
      actor: { login: 'lockkeeper[bot]', type: 'Bot' },
    });
  });

  test('is refused for what GitHub does not know, or was not told', async () => {
    const answers = [
      await dispatch('none.yml', {}),
      await dispatch('ci.yml', {}),
      await dispatch('deploy.yml', { inputs: { environment: 'x', more: '1' } }),
      await dispatch('deploy.yml', {}),
      await dispatch('deploy.yml', { ref: 'nowhere', inputs: { environment: 'x' } }),
    ];
    expect(answers.map(({ status, body }) => `${status} ${body.message}`)).toMatchInlineSnapshot(`
      [
        "404 Not Found",
        "422 Workflow does not have 'workflow_dispatch' trigger",
        "422 Unexpected inputs provided: ["more"]",
        "422 Required input 'environment' not provided",
        "422 No ref found for: nowhere",
      ]
    `);
    expect(at.sandbox.read.workflowRuns()).toEqual([]);
  });
});

describe('a run', () => {
  const started = () =>
    at.sandbox.as('ada').dispatch('deploy.yml', 'main', { environment: 'staging' }).id;

  test('is told of as it begins and ends, and is a check of its commit', async () => {
    const id = started();
    at.sandbox.as('ada').setWorkflowRun(id, null);
    at.sandbox.as('ada').setWorkflowRun(id, 'failure');
    expect(() => at.sandbox.as('ada').setWorkflowRun(id, 'success')).toThrow('completed');
    at.sandbox.as('ada').setWorkflowRun(id, null);
    at.sandbox.as('ada').setWorkflowRun(id, 'success');
    await at.sandbox.settled();
    const told = at.heard.filter(({ event }) => event === 'workflow_run');
    expect(told.map(({ body }) => body.action)).toEqual([
      'requested',
      'in_progress',
      'completed',
      'in_progress',
      'completed',
    ]);
    expect(told.at(-1)?.body).toMatchObject({
      workflow_run: { id, conclusion: 'success', run_attempt: 2 },
    });
    const [run] = at.sandbox.read.workflowRuns();
    expect(at.sandbox.read.checkRuns(run?.sha ?? '')).toMatchObject([
      { name: 'deploy', app: 'github-actions', conclusion: 'success' },
    ]);
  });

  test('is found by commit, event and time', async () => {
    const first = started();
    at.clock.time += 5_000;
    const second = started();
    const list = async (query: string) => {
      const path = `${REPO}/actions/workflows/deploy.yml/runs?${query}`;
      const { body } = await at.call<{ readonly workflow_runs: readonly { id: number }[] }>(
        'GET',
        path,
      );
      return body.workflow_runs.map(({ id }) => id);
    };
    const [{ sha } = { sha: '' }] = at.sandbox.read.workflowRuns();
    expect(await list(`head_sha=${sha}&event=workflow_dispatch`)).toEqual([second, first]);
    expect(await list('created=>=2026-11-21T09:12:05Z')).toEqual([second]);
    expect(await list('event=push')).toEqual([]);
  });

  test('can be cancelled until it has ended', async () => {
    const id = started();
    const cancel = () => at.call('POST', `${REPO}/actions/runs/${id}/cancel`);
    expect((await cancel()).status).toBe(202);
    expect(at.sandbox.read.workflowRuns()).toMatchObject([{ conclusion: 'cancelled' }]);
    expect((await cancel()).status).toBe(409);
  });

  test('is shown on a page, where anybody can play its runner', async () => {
    const id = started();
    const page = async () => (await fetch(`${at.sandbox.url}/ui/actions`)).text();
    expect(await page()).toContain('To staging for nobody');
    const answer = await fetch(`${at.sandbox.url}/ui/actions/${id}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: at.sandbox.url },
      body: new URLSearchParams({ conclusion: 'success', back: '/ui/actions' }),
    });
    expect(answer.status).toBe(303);
    expect(at.sandbox.read.workflowRuns()).toMatchObject([{ conclusion: 'success' }]);
  });
});
