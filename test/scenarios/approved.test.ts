/** What is approved and waits for its turn: each way out of that, and who goes next. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, type Story, tellStory } from './story.ts';

const MINUTE = 60_000;

const policyWith = (staging: string): string => `version: 1
environments:
  - name: staging
${staging}    gates: { checks: { required: [build, test] } }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');

/** Asked for and allowed, behind another that is deploying. */
const queued = async (policy = policyWith('')) => {
  story = await tellStory(policy);
  const first = await story.openGreen();
  await story.say('ada', first.number, '/promote staging');
  const second = await story.openAs('bob', 'two');
  await story.say('bob', second.number, '/promote staging');
  expect(run(second)).toBe('in_progress: Approved, waiting for its turn');
  expect(story.deployments('staging')).toEqual([first.headSha]);
  return { first, second };
};

/** The same, and a third that was asked for before the second and approved after it. */
const overtaken = async (policy = policyWith('')) => {
  story = await tellStory(policy);
  const first = await story.openGreen();
  await story.say('ada', first.number, '/promote staging');
  const third = await story.openAs('linus', 'three');
  story.as('linus').setCheck(third.headSha, 'test', null);
  await story.say('linus', third.number, '/promote staging');
  const second = await story.openAs('bob', 'two');
  await story.say('bob', second.number, '/promote staging');
  return { first, second, third };
};

const askingWith = (staging: string): string =>
  policyWith(`${staging}    approvals: { rules: [{ name: platform, teams: [platform] }] }\n`);

/** Asked for by bob, and approved by grace. */
const voted = async (branch: string): Promise<Pull> => {
  const pull = await story.openAs('bob', branch);
  await story.say('bob', pull.number, '/promote staging');
  await story.say('grace', pull.number, '/approve');
  return pull;
};

const queuedByVotes = async () => {
  story = await tellStory(askingWith(''));
  const first = await voted('one');
  const second = await voted('two');
  expect(run(second)).toBe('in_progress: Approved, waiting for its turn');
  return { first, second };
};

describe('what is approved', () => {
  it('goes back to pending when a gate no longer passes, and lets the next one go', async () => {
    const { first, second } = await queued();
    story.as('bob').setCheck(second.headSha, 'test', 'failure');
    await story.quiet();
    expect(run(second)).toBe('failure: Blocked by checks');
    await story.deployed('staging');
    expect(run(first)).toContain('success: Deployed');
    expect(story.deployments('staging')).toEqual([first.headSha]);
    await story.green(second.headSha);
    expect(story.deployments('staging')).toEqual([first.headSha, second.headSha]);
  });

  it('goes in the order it was approved in', async () => {
    const { first, second } = await queued();
    const third = await story.openAs('linus', 'three');
    await story.say('linus', third.number, '/promote staging');
    const order = [first, second, third].map(({ headSha }) => headSha);
    await story.deployed('staging');
    expect(story.deployments('staging')).toEqual(order.slice(0, 2));
    await story.deployed('staging', 'failure');
    expect(story.deployments('staging')).toEqual(order);
  });

  it('goes before what was asked for earlier and approved later', async () => {
    const { first, second, third } = await overtaken();
    await story.green(third.headSha);
    await story.deployed('staging');
    expect(story.deployments('staging')).toEqual([first.headSha, second.headSha]);
    await story.deployed('staging');
    expect(story.deployments('staging').at(-1)).toBe(third.headSha);
  });

  it('lets the next one go at once, when a gate has fallen that nobody told of', async () => {
    const { first, second, third } = await overtaken();
    await story.green(third.headSha);
    story.sandbox.hold();
    story.as('bob').setCheck(second.headSha, 'test', 'failure');
    await story.deployed('staging');
    story.sandbox.release((held) => held.filter(({ event }) => event === 'deployment_status'));
    await story.quiet();
    expect(run(second)).toBe('failure: Blocked by checks');
    expect(story.deployments('staging')).toEqual([first.headSha, third.headSha]);
  });

  it('is rejected by somebody who may, and the next one goes', async () => {
    const { first, second } = await queuedByVotes();
    const third = await voted('three');
    await story.say('grace', second.number, '/reject staging not today');
    expect(run(second)).toBe('failure: Rejected by grace');
    await story.deployed('staging');
    expect(story.deployments('staging')).toEqual([first.headSha, third.headSha]);
  });

  it('is withdrawn by whoever asked', async () => {
    const { first, second } = await queued();
    await story.say('bob', second.number, '/cancel');
    expect(run(second)).toBe('cancelled: Withdrawn');
    await story.deployed('staging');
    expect(story.deployments('staging')).toEqual([first.headSha]);
  });

  it('ends with a push to its pull request, as it was asked for the head', async () => {
    const { second } = await queued();
    story.as('bob').push({ branch: 'two', files: { 'two.txt': 'newer\n' } });
    await story.quiet();
    expect(run(second)).toMatchInlineSnapshot(`"neutral: Superseded by a newer commit"`);
  });

  it('ends with its environment', async () => {
    const { second } = await queued();
    const without = policyWith('').replace('name: staging', 'name: preview');
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': without } });
    await story.quiet();
    expect(run(second)).toContain('cancelled: Ended because the environment');
  });

  it('waits for people again when its vote is void, and says what made it void', async () => {
    const { first, second } = await queuedByVotes();
    const changed = askingWith('    expire_after: 3d\n');
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': changed } });
    await story.quiet();
    expect(run(second)).toBe('action_required: Waiting for 1 approval from platform');
    expect(story.summary(second.headSha, 'staging')).toContain('Not counted');
    await story.deployed('staging');
    expect(story.deployments('staging')).toEqual([first.headSha]);
  });

  it('is superseded by the newest, where the queue keeps the latest alone', async () => {
    const { second } = await queued(policyWith('    queue: latest\n'));
    const third = await story.openAs('linus', 'three');
    await story.say('linus', third.number, '/promote staging');
    expect(run(second)).toMatchInlineSnapshot(`"neutral: Superseded by a newer release"`);
    await story.deployed('staging');
    expect(story.deployments('staging').at(-1)).toBe(third.headSha);
  });

  it('of the newest also supersedes what was asked for before it and still waits', async () => {
    const { second, third } = await overtaken(policyWith('    queue: latest\n'));
    expect(run(third)).toBe('neutral: Superseded by a newer release');
    expect(run(second)).toBe('in_progress: Approved, waiting for its turn');
  });

  it('leaves alone what was asked for after it, where that still waits', async () => {
    const { first, second } = await queued(policyWith('    queue: latest\n'));
    const third = await story.openAs('linus', 'three');
    story.as('linus').setCheck(third.headSha, 'test', null);
    await story.say('linus', third.number, '/promote staging');
    await story.deployed('staging');
    expect(run(third)).toBe('in_progress: Waiting for checks');
    expect(story.deployments('staging')).toEqual([first.headSha, second.headSha]);
  });

  it('expires as well', async () => {
    const { second } = await queued(policyWith('    expire_after: 10m\n'));
    await story.later(11 * MINUTE);
    expect(run(second)).toBe('timed_out: Expired');
  });
});
