/** What is said of a deployment: whose word counts, for which deployment, and how often. */
import { afterEach, expect, it } from 'vitest';
import { deployEffect } from '../../src/services/effects.ts';
import { type Pull, type Story, tellStory } from './story.ts';

const MINUTE = 60_000;
const REPOSITORY = 600;

const POLICY = `version: 1
environments:
  - name: staging
    deploy: { github: { reporters: [github-actions, grace] } }
    gates: { checks: { required: [build, test] } }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');

const deploying = async (): Promise<Pull> => {
  story = await tellStory(POLICY);
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  expect(run(pull)).toBe('in_progress: Deploying');
  return pull;
};

const made = () => story.sandbox.read.deployments().map(({ id }) => id);

const report = async (login: string, id: number, state: string): Promise<void> => {
  story.as(login).deploymentStatus(id, state);
  await story.quiet();
};

const recorded = async (kind: string) => {
  const entries = await story.app.world.store.record.entries(`repository:${REPOSITORY}`, 0, 1_000);
  return entries.filter((each) => each.kind === kind);
};

const promotion = async () => {
  const [newest] = await story.app.world.store.promotions.recent(REPOSITORY, {}, 1);
  if (newest === undefined) throw new Error('nothing was promoted');
  return newest;
};

it('by a stranger ends nothing, and is recorded with who said it', async () => {
  const pull = await deploying();
  await report('bob', made()[0] ?? 0, 'success');
  expect(run(pull)).toBe('in_progress: Deploying');
  const [ignored, ...more] = await recorded('deployment.report_ignored');
  expect(JSON.parse(ignored?.body ?? '{}')).toMatchObject({
    by: { login: 'bob' },
    state: 'success',
  });
  expect(more).toEqual([]);
});

it('by a person does not count, though a reporter is called so', async () => {
  const pull = await deploying();
  await report('grace', made()[0] ?? 0, 'success');
  expect(run(pull)).toBe('in_progress: Deploying');
});

it('by a stranger does not count either where it is read at GitHub', async () => {
  const pull = await deploying();
  story.sandbox.hold();
  await report('bob', made()[0] ?? 0, 'success');
  story.sandbox.release(() => []);
  await story.later(3 * MINUTE);
  expect(run(pull)).toBe('in_progress: Deploying, but no run has started');
  expect(await recorded('promotion.completed')).toEqual([]);
});

it('on another deployment that carries a copy of our payload counts for nothing', async () => {
  const pull = await deploying();
  const [ours] = story.sandbox.read.deployments();
  const { id } = story
    .as('github-actions[bot]')
    .deploy({ environment: 'staging', sha: pull.headSha, payload: ours?.payload });
  await report('github-actions[bot]', id, 'success');
  expect(run(pull)).toBe('in_progress: Deploying');
  expect(await recorded('promotion.completed')).toEqual([]);
});

it('counts no more once another holds the environment', async () => {
  const pull = await deploying();
  const { id } = await promotion();
  const { store } = story.app.world;
  await store.leases.release(REPOSITORY, 'staging', id);
  await store.leases.take(REPOSITORY, 'staging', 'another', story.clock.now());
  await story.deployed('staging');
  expect(run(pull)).toBe('in_progress: Deploying');
});

it('of an error fails it as one of a failure does', async () => {
  const pull = await deploying();
  await report('github-actions[bot]', made()[0] ?? 0, 'error');
  expect(run(pull)).toBe('failure: Failed');
});

it('of a success after it had failed is drift once, however often it is said', async () => {
  await deploying();
  await story.later(31 * MINUTE);
  await story.deployed('staging');
  await story.deployed('staging');
  expect(await recorded('drift.late_success')).toHaveLength(1);
});

const live = async (): Promise<string | undefined> =>
  (await story.app.world.store.ledger.live(REPOSITORY, 'staging'))?.sha;

it('of a success after it had failed hides nothing that went live since', async () => {
  await deploying();
  const [late = 0] = made();
  await story.later(31 * MINUTE);
  const second = await story.openAs('bob', 'two');
  await story.say('bob', second.number, '/promote staging');
  story.sandbox.hold();
  story.as('github-actions[bot]').deploymentStatus(late, 'success');
  story.clock.advance(MINUTE);
  story.as('github-actions[bot]').deploymentStatus(made().at(-1) ?? 0, 'success');
  story.sandbox.release((held) => held.toReversed());
  await story.quiet();
  expect(await live()).toBe(second.headSha);
  expect(await recorded('drift.late_success')).toEqual([]);
});

it('of a success again, long after it was replaced, is what runs there: somebody ran it again', async () => {
  const pull = await deploying();
  await story.deployed('staging');
  const [again = 0] = made();
  const second = await story.openAs('bob', 'two');
  await story.say('bob', second.number, '/promote staging');
  await story.deployed('staging');
  expect(await live()).toBe(second.headSha);
  await report('github-actions[bot]', again, 'success');
  await report('github-actions[bot]', again, 'success');
  expect(await live()).toBe(pull.headSha);
  expect(await recorded('drift.late_success')).toHaveLength(1);
  expect(run(pull)).toContain('success: Deployed');
});

it('of a success again after it was rolled back is drift, and is told', async () => {
  const first = await deploying();
  await story.deployed('staging');
  const second = await story.openAs('bob', 'two');
  await story.say('bob', second.number, '/promote staging');
  await story.deployed('staging');
  const bad = made().at(-1) ?? 0;
  await story.say('ada', first.number, '/rollback staging because "it leaks"');
  await story.deployed('staging');
  expect(await live()).toBe(first.headSha);
  await report('github-actions[bot]', bad, 'success');
  expect(await live()).toBe(second.headSha);
  await story.say('bob', second.number, '/status');
  expect(story.lastReply(second.number)).toContain(
    'drift: its deployment succeeded again after it was rolled back',
  );
});

it('retires the one before it in production alone: elsewhere GitHub does that', async () => {
  const pull = await deploying();
  await story.deployed('staging');
  await story.say('ada', pull.number, '/promote staging --again');
  await story.deployed('staging');
  const route = '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
  const calls = story.sandbox.calls.filter((call) => call.route === route);
  expect(calls.filter(({ method }) => method === 'POST')).toEqual([]);
});

it('is asked for by one deployment alone, though it should be made once more', async () => {
  await deploying();
  const current = await promotion();
  const fence = 'fence' in current.state ? current.state.fence : 0;
  await story.app.world.store.outbox.add(deployEffect(current, fence, story.clock.now()));
  await story.quiet();
  expect(made()).toHaveLength(1);
});

it('is not asked for by one who held the environment before', async () => {
  story = await tellStory(POLICY);
  const pull = await story.openGreen();
  const match = 'POST /repos/{owner}/{repo}/deployments';
  story.sandbox.fail({ match, status: 502 });
  await story.say('ada', pull.number, '/promote staging');
  const current = await promotion();
  const fence = 'fence' in current.state ? current.state.fence : 0;
  await story.app.world.store.outbox.add(deployEffect(current, fence - 1, story.clock.now()));
  await story.later(2 * MINUTE);
  expect(made()).toEqual([]);
});
