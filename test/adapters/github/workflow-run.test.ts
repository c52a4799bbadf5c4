// Running workflows over HTTP against the pretended GitHub: which run is ours, and what is a refusal.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CodeHost } from '../../../src/ports/code-host.ts';
import type { HostRun } from '../../../src/ports/workflow-runs.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { hostOnSandbox, SHOP, type TestClock } from './host.ts';

const WORKFLOW = `run-name: For \${{ inputs.promotion }}
on: { workflow_dispatch: { inputs: { promotion: {} } } }
`;
const FILE = 'deploy.yml';
let host: CodeHost;
let sandbox: Sandbox;
let clock: TestClock;

beforeEach(async () => {
  const files = { '.github/workflows/deploy.yml': WORKFLOW };
  ({ host, sandbox, clock } = await hostOnSandbox({ files }));
});
afterEach(async () => {
  const { unknownCalls } = sandbox;
  await sandbox.close();
  expect(unknownCalls).toEqual([]);
});

const run = (promotion: string, branch = 'main') =>
  host.dispatchWorkflow(SHOP, { file: FILE, branch, inputs: { promotion } });
const started = async (promotion: string): Promise<HostRun> => {
  const made = await run(promotion);
  if (made === null || 'refused' in made) throw new Error('it was not started');
  const found = await host.workflowRun(SHOP, made.runId);
  if (found === null) throw new Error('it is not there');
  return found;
};

test('a dispatch brings its run, which is read to its end', async () => {
  const made = await started('p1');
  expect(made).toMatchObject({ status: 'queued', conclusion: null, createdAt: clock.now() });
  sandbox.as('ada').setWorkflowRun(Number(made.id), null);
  expect(await host.workflowRun(SHOP, made.id)).toMatchObject({ status: 'running' });
  sandbox.as('ada').setWorkflowRun(Number(made.id), 'failure');
  expect(await host.workflowRun(SHOP, made.id)).toMatchObject({
    status: 'completed',
    conclusion: 'failure',
  });
  expect(await host.workflowRun(SHOP, '1')).toBeNull();
  await host.cancelWorkflowRun(SHOP, made.id);
  await host.cancelWorkflowRun(SHOP, '1');
});

test('of a server that tells of no run the dispatch is made once all the same', async () => {
  sandbox.fail({
    match: `POST /repos/acme/shop/actions/workflows/${FILE}/dispatches`,
    status: 400,
  });
  expect(await run('p1')).toBeNull();
  expect(sandbox.read.workflowRuns()).toHaveLength(1);
});

test('a run is found again by what it is for, and only one of our own', async () => {
  const made = await started('p1');
  const since = clock.now();
  const find = (key: string, from = since, file = FILE) =>
    host.findWorkflowRuns(SHOP, { file, key, since: from });
  expect(await find('p1')).toEqual([made]);
  expect(await find('p1', since + 1_000)).toEqual([]);
  sandbox.as('ada').dispatch(FILE, 'main', { promotion: 'p2' });
  expect(await find('p2')).toEqual([]);
  expect(await find('p1', since, 'none.yml')).toEqual([]);
  const again = await started('p1');
  expect(await find('p1')).toEqual([again, made]);
});

test('what GitHub refuses is said in its words', async () => {
  expect(await run('p1', 'nowhere')).toEqual({ refused: 'No ref found for: refs/heads/nowhere' });
  const unknown = { file: 'none.yml', branch: 'main', inputs: {} };
  expect(await host.dispatchWorkflow(SHOP, unknown)).toEqual({
    refused: 'the default branch has no workflow file none.yml (Not Found)',
  });
});
