// What programs do beside the app: comments through other apps, deployments of workflows, checks of runs.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

const REPO = '/repos/acme/shop';
let at: Opened;
let headSha: string;
beforeEach(async () => {
  at = await open();
  const pull = at.sandbox.as('ada').openPull({ title: 'A', branch: 'change', files: { a: '1' } });
  headSha = pull.headSha;
});
afterEach(() => at.close());

const bodies = async (event: string) => {
  await at.sandbox.settled();
  return at.heard.filter((each) => each.event === event).map(({ body }) => body);
};
const ourDeployment = async (environment = 'staging') => {
  const ask = { ref: headSha, environment, auto_merge: false, required_contexts: [] };
  return (await at.call<{ readonly id: number }>('POST', `${REPO}/deployments`, ask)).body.id;
};

describe('a comment', () => {
  test('by a person through another app names that app and the person', async () => {
    at.sandbox.as('ada').comment(1, '/promote staging', { app: 'other-app' });
    expect((await bodies('issue_comment'))[0]?.comment).toMatchObject({
      user: { login: 'ada', type: 'User' },
      performed_via_github_app: { slug: 'other-app' },
    });
  });

  test('by a bot is by a Bot and its app, by a person alone by none', async () => {
    at.sandbox.as('github-actions[bot]').comment(1, '/promote staging');
    at.sandbox.as('ada').comment(1, 'hello');
    expect((await bodies('issue_comment')).map(({ comment }) => comment)).toMatchObject([
      {
        user: { login: 'github-actions[bot]', type: 'Bot', id: 41_898_282 },
        performed_via_github_app: { slug: 'github-actions', id: 15_368 },
      },
      { user: { login: 'ada' }, performed_via_github_app: null },
    ]);
  });

  test('is not through an app that nobody knows', () => {
    expect(() => at.sandbox.as('ada').comment(1, 'hi', { app: 'none' })).toThrow('ci, other-app');
  });
});

describe('a deployment', () => {
  test('names its creator alone: no program, not even for the app as its own bot', async () => {
    const id = await ourDeployment();
    const payload = { lockkeeper: { promotion: 'p', fence: 1 } };
    const made = at.sandbox.as('bob').deploy({ environment: 'staging', sha: headSha, payload });
    const read = async (of: number) => (await at.call('GET', `${REPO}/deployments/${of}`)).body;
    expect(await read(id)).toMatchObject({
      creator: { login: 'lockkeeper[bot]' },
      performed_via_github_app: null,
    });
    expect(await read(made.id)).toMatchObject({
      sha: headSha,
      payload,
      creator: { login: 'bob', type: 'User' },
      performed_via_github_app: null,
    });
    expect(() => at.sandbox.as('mallory').deploy({ environment: 'x', sha: headSha })).toThrow(
      'write access',
    );
  });

  test('starts a job that makes one of its own in the same name, and says nothing of the first', async () => {
    const ours = await ourDeployment();
    const { deploymentId } = at.sandbox.as('ada').runDeployJob(ours, 'success');
    const [first, own] = at.sandbox.read.deployments();
    expect(first).toMatchObject({ id: ours, creator: 'lockkeeper[bot]', statuses: [] });
    expect(own).toMatchObject({
      id: deploymentId,
      sha: headSha,
      environment: 'staging',
      creator: 'lockkeeper[bot]',
      statuses: [{ state: 'in_progress' }, { state: 'success', creator: 'github-actions[bot]' }],
    });
    expect((await bodies('deployment_status'))[0]?.deployment).toMatchObject({
      id: deploymentId,
      payload: {},
      performed_via_github_app: { slug: 'github-actions' },
    });
    expect(at.sandbox.read.checkRuns(headSha)).toMatchObject([
      { name: 'deploy', app: 'github-actions', conclusion: 'success' },
    ]);
  });

  test('has a job that goes on until it is told how it ended, in an environment of its own', async () => {
    const ours = await ourDeployment();
    const { deploymentId } = at.sandbox
      .as('ada')
      .runDeployJob(ours, null, { environment: 'staging-eu', name: 'roll out' });
    expect(at.sandbox.read.deployments().at(-1)).toMatchObject({
      id: deploymentId,
      environment: 'staging-eu',
      statuses: [{ state: 'in_progress' }],
    });
    expect(at.sandbox.read.checkRuns(headSha)).toMatchObject([
      { name: 'roll out', status: 'in_progress' },
    ]);
    at.sandbox.as('ada').setCheck(headSha, 'roll out', 'failure', { event: 'deployment' });
    expect(at.sandbox.read.checkRuns(headSha)).toMatchObject([{ conclusion: 'failure' }]);
  });
});

describe('the checks of workflows', () => {
  const contexts = async () => {
    const { body } = await at.graphql<{ readonly repository: { readonly object: unknown } }>(
      `{ repository(owner: "acme", name: "shop") { object(oid: "${headSha}") { ... on Commit {
        statusCheckRollup { contexts(first: 9) { nodes { ... on CheckRun {
          name conclusion checkSuite { app { slug } workflowRun { event } } } } } } } } } }`,
    );
    return body.data.repository.object;
  };
  const check = (name: string, conclusion: string | null, slug: string, event: string | null) => ({
    name,
    conclusion,
    checkSuite: { app: { slug }, workflowRun: event === null ? null : { event } },
  });

  test('say which event started them; those of other apps have none', async () => {
    const ada = at.sandbox.as('ada');
    ada.setCheck(headSha, 'build', 'success', { event: 'push' });
    ada.setCheck(headSha, 'deploy', null, { event: 'deployment' });
    ada.setCheck(headSha, 'build', 'failure', { app: 'other-app' });
    ada.setCheck(headSha, 'build', 'success');
    expect(await contexts()).toEqual({
      statusCheckRollup: {
        contexts: {
          nodes: [
            check('build', 'SUCCESS', 'github-actions', 'push'),
            check('deploy', null, 'github-actions', 'deployment'),
            check('build', 'FAILURE', 'other-app', null),
            check('build', 'SUCCESS', 'ci', null),
          ],
        },
      },
    });
    const senders = (await bodies('check_run')).map(({ sender }) => sender);
    expect(new Set(senders.map((sender) => (sender as { login: string }).login))).toEqual(
      new Set(['github-actions[bot]', 'other-app[bot]', 'ci[bot]']),
    );
  });

  test('of one name started by two events both count; of re-runs the newest', async () => {
    const ada = at.sandbox.as('ada');
    ada.setCheck(headSha, 'build', 'failure', { event: 'push' });
    ada.setCheck(headSha, 'build', 'success', { event: 'pull_request' });
    ada.setCheck(headSha, 'build', 'success', { event: 'push' });
    expect(await contexts()).toEqual({
      statusCheckRollup: {
        contexts: {
          nodes: [
            check('build', 'SUCCESS', 'github-actions', 'push'),
            check('build', 'SUCCESS', 'github-actions', 'pull_request'),
          ],
        },
      },
    });
  });

  test('are of GitHub Actions alone, as only its suites have a run', () => {
    const ask = { event: 'push', app: 'ci' };
    expect(() => at.sandbox.as('ada').setCheck(headSha, 'build', null, ask)).toThrow('workflow');
  });
});
