/** What the policy promotes by itself: a push, and what completed before; and what stops it. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Story, tellStory, timeless } from './story.ts';

const POLICY = `version: 1
environments:
  - name: development
    auto_promote: { on: push }
  - name: staging
    auto_promote: { on: completed }
  - name: production
    production: true
    auto_promote: { on: completed }
    approvals: { rules: [{ name: review, count: 1, permission: write }] }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const pushed = async (login: string, file: string, branch = 'main'): Promise<string> => {
  const { sha } = story.as(login).push({ branch, files: { [file]: 'new\n' } });
  await story.quiet();
  return sha;
};

const requests = async (): Promise<readonly string[]> => {
  const all = await story.app.world.store.promotions.recent(600, {}, 50);
  return all
    .toReversed()
    .map(({ environment, requesters, state }) =>
      [environment, ...requesters.map(({ person }) => person.login), state.kind].join(' '),
    );
};

describe('a push to the default branch', () => {
  it('goes to development, on to staging, and waits before production for a person', async () => {
    story = await tellStory(POLICY);
    const sha = await pushed('bob', 'one.txt');
    expect(story.run(sha, 'development')).toBe('in_progress: Deploying');
    await story.deployed('development');
    expect(story.run(sha, 'staging')).toBe('in_progress: Deploying');
    await story.deployed('staging');
    expect(story.run(sha, 'production')).toBe(
      'action_required: Waiting for 1 approval from review',
    );
    expect(await requests()).toEqual([
      'development bob completed',
      'staging lockkeeper[bot] completed',
      'production lockkeeper[bot] pending',
    ]);
    // Bob wrote and pushed it: the rule that asks for it changes nothing about that.
    await story.press('bob', sha, 'production', 'approve');
    expect(story.run(sha, 'production')).toContain('action_required');
    await story.press('grace', sha, 'production', 'approve');
    expect(story.run(sha, 'production')).toBe('in_progress: Deploying');
    expect(timeless(story.summary(sha, 'staging'))).toContain('Asked for by `lockkeeper[bot]`');
  });

  it('is told on the pull request that was merged by it, and nowhere else by comment', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    const { sha } = story.as('grace').merge(pull.number, 'squash');
    await story.quiet();
    expect(story.run(sha, 'development')).toBe('in_progress: Deploying');
    expect(story.status(pull.number)).toContain('| development | – | ⏳ deploying |');
    expect(story.replies(pull.number)).toEqual([]);
  });

  it('takes the place of an older one that still waits, and of no other', async () => {
    story = await tellStory(POLICY);
    const first = await pushed('bob', 'one.txt');
    const second = await pushed('bob', 'two.txt');
    expect(story.run(second, 'development')).toBe('in_progress: Approved, waiting for its turn');
    const third = await pushed('ada', 'three.txt');
    expect(story.run(first, 'development')).toBe('in_progress: Deploying');
    expect(story.run(second, 'development')).toBe('neutral: Superseded by a newer commit');
    await story.deployed('development');
    expect(story.deployments('development')).toEqual([first, third]);
  });

  it('leaves what a person asked for by hand, and joins in nothing that is open', async () => {
    story = await tellStory(POLICY);
    await pushed('bob', 'one.txt');
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote development');
    await pushed('bob', 'two.txt');
    expect(story.run(pull.headSha, 'development')).toContain('waiting for its turn');
  });

  it('goes its way though the app is stopped in between, and once', async () => {
    story = await tellStory(POLICY);
    const sha = await pushed('bob', 'one.txt');
    await story.restart();
    await story.deployed('development');
    await story.restart();
    await story.quiet();
    const [, again] = story.sandbox.deliveries.filter(({ event }) => event === 'push');
    if (again !== undefined) story.sandbox.redeliver(again.id);
    await story.quiet();
    expect(story.deployments('staging')).toEqual([sha]);
    expect(await requests()).toHaveLength(2);
  });

  it('is found where its event was lost, with whoever pushed', async () => {
    story = await tellStory(POLICY);
    await pushed('bob', 'one.txt');
    await story.deployed('development');
    story.sandbox.hold();
    const { sha } = story.as('linus').push({ branch: 'main', files: { 'two.txt': 'new\n' } });
    await story.quiet();
    story.sandbox.release(() => []);
    expect(story.run(sha, 'development')).toBe('none');
    await story.later(6 * 60_000);
    expect(story.run(sha, 'development')).toBe('in_progress: Deploying');
    expect((await requests()).at(-1)).toBe('development linus deploying');
  });

  it('is promoted by nothing where its policy is broken, or asks for nothing', async () => {
    story = await tellStory(POLICY);
    const files = { '.github/lockkeeper.yml': 'version: 2\n' };
    const broken = story.as('omar').push({ branch: 'main', files });
    await story.quiet();
    expect(story.run(broken.sha, 'development')).toBe('none');
    await pushed('bob', 'side.txt', 'side');
    expect(await requests()).toEqual([]);
  });
});

describe('what a rule asked for', () => {
  it('can be withdrawn by anyone who may promote there, and is not asked for again', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    const { sha } = story.as('grace').merge(pull.number, 'squash');
    await story.quiet();
    await story.deployed('development');
    await story.deployed('staging');
    expect(story.run(sha, 'production')).toContain('action_required');
    await story.say('mallory', pull.number, '/cancel production');
    expect(story.run(sha, 'production')).toContain('action_required');
    await story.say('linus', pull.number, '/cancel production');
    expect(story.run(sha, 'production')).toBe('cancelled: Withdrawn');
    await story.say('linus', pull.number, '/promote staging --again');
    await story.deployed('staging');
    expect(story.run(sha, 'production')).toBe('cancelled: Withdrawn');
  });

  it('needs all environments before it, or any where the policy says so', async () => {
    const graph = `version: 1
environments:
  - name: east
  - name: west
    after: []
  - name: whole
    after: [east, west]
    auto_promote: { on: completed }
  - name: either
    after: [east, west]
    fan_in: any
    auto_promote: { on: completed }
`;
    story = await tellStory(graph);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote east');
    await story.deployed('east');
    expect(story.run(pull.headSha, 'either')).toBe('in_progress: Deploying');
    expect(story.run(pull.headSha, 'whole')).toBe('none');
    await story.say('ada', pull.number, '/promote west');
    await story.deployed('west');
    expect(story.run(pull.headSha, 'whole')).toBe('in_progress: Deploying');
    expect(story.deployments('either')).toHaveLength(1);
  });

  it('is not asked for by itself where it is live already, as a person brought it there', async () => {
    const graph = `version: 1
environments:
  - name: east
  - name: next
    after: [east]
    auto_promote: { on: completed }
    gates: { predecessor: false }
`;
    story = await tellStory(graph);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote next');
    await story.deployed('next');
    await story.say('ada', pull.number, '/promote east');
    await story.deployed('east');
    expect(await requests()).toEqual(['next ada completed', 'east ada completed']);
  });

  it('is begun by a deployment past the app where the policy trusts who made it', async () => {
    story = await tellStory(POLICY.replace('    auto_promote: { on: push }\n', ''));
    const pull = await story.openGreen();
    const bot = story.as('github-actions[bot]');
    const { id } = bot.deploy({ environment: 'development', sha: pull.headSha });
    bot.deploymentStatus(id, 'success');
    await story.quiet();
    expect(story.run(pull.headSha, 'staging')).toBe('in_progress: Deploying');
  });

  it('is no code of a fork', async () => {
    story = await tellStory(
      POLICY.replace('name: development', 'name: development\n    allow_forks: true'),
    );
    const pull = story.as('mallory').openPull({
      title: 'Mine',
      branch: 'mine',
      files: { 'mine.txt': 'mine\n' },
      fork: true,
    });
    await story.quiet();
    await story.say('ada', pull.number, '/promote development');
    await story.deployed('development');
    expect(story.run(pull.headSha, 'development')).toContain('success');
    expect(story.run(pull.headSha, 'staging')).toBe('none');
  });
});

describe('a rollback', () => {
  const DEVELOPMENT = `version: 1
environments:
  - name: development
    auto_promote: { on: push }
    gates: { checks: { required: [build] } }
`;
  const goesOn = async (sha: string): Promise<void> => {
    story.as('ada').setCheck(sha, 'build', 'success');
    await story.quiet();
  };
  const deployed = async (file: string): Promise<string> => {
    const sha = await pushed('bob', file);
    await goesOn(sha);
    await story.deployed('development');
    return sha;
  };

  it('holds what comes by itself until somebody promotes by hand', async () => {
    story = await tellStory(DEVELOPMENT);
    const one = await deployed('one.txt');
    await deployed('two.txt');
    const waiting = await pushed('bob', 'three.txt');
    const issue = story.as('grace').openIssue({ title: 'Two is broken' });
    await story.say('grace', issue.number, '/rollback development because "two is broken"');
    await story.deployed('development');
    expect(story.deployments('development').at(-1)).toBe(one);
    expect(story.run(waiting, 'development')).toBe(
      'cancelled: Ended because the environment was rolled back, and nothing goes there by itself',
    );
    const held = await pushed('bob', 'four.txt');
    await goesOn(held);
    expect(story.run(held, 'development')).toBe('none');
    await story.say('grace', issue.number, `/promote development ${held}`);
    await story.deployed('development');
    const free = await pushed('bob', 'five.txt');
    await goesOn(free);
    expect(story.run(free, 'development')).toBe('in_progress: Deploying');
  });

  it('keeps what it went back from from coming again by itself, also as another commit', async () => {
    story = await tellStory(DEVELOPMENT);
    const prices = async (files: Readonly<Record<string, string>>): Promise<string> => {
      const { sha } = story.as('bob').push({ branch: 'main', files });
      await goesOn(sha);
      return sha;
    };
    for (const price of ['one', 'two']) {
      await prices({ 'price.txt': price });
      await story.deployed('development');
    }
    const issue = story.as('grace').openIssue({ title: 'Two is broken' });
    await story.say('grace', issue.number, '/rollback development because "two is broken"');
    await story.deployed('development');
    const three = await prices({ 'price.txt': 'three' });
    await story.say('grace', issue.number, `/promote development ${three}`);
    await story.deployed('development');
    const again = await prices({ 'price.txt': 'two' });
    expect(story.run(again, 'development')).toBe('none');
    const four = await prices({ 'price.txt': 'four' });
    expect(story.run(four, 'development')).toBe('in_progress: Deploying');
  });
});

it('leaves out what is in quarantine, also as another commit with the same content', async () => {
  story = await tellStory(POLICY);
  const pull = await story.openGreen();
  story.as('omar').setRole('grace', 'maintain');
  await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
  const { sha } = story.as('grace').merge(pull.number, 'squash');
  await story.quiet();
  expect(story.run(sha, 'development')).toBe('none');
  expect(await requests()).toEqual([]);
});

it('goes no further with what is put in quarantine on its way', async () => {
  story = await tellStory(POLICY);
  const sha = await pushed('bob', 'one.txt');
  const issue = story.as('omar').openIssue({ title: 'It leaks' });
  await story.say('omar', issue.number, `/quarantine ${sha} because "it leaks"`);
  await story.deployed('development');
  expect(await requests()).toEqual(['development bob completed']);
});
