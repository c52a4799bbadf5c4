/** Everything is stopped at once: by whom, for whom, and how it goes on. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Pull, plain, type Story, tellStory, timeless } from './story.ts';

const POLICY = `version: 1
environments:
  - name: staging
  - name: production
    allow: { halt: { teams: [platform] } }
`;

let story: Story;
let pull: Pull;
beforeEach(async () => {
  story = await tellStory(POLICY);
  pull = await story.openGreen();
});
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const lastReply = (page: number): string => timeless(story.lastReply(page));

const kinds = async (chain: string): Promise<readonly string[]> => {
  const entries = await story.app.store.record.entries(chain, 0, 1_000);
  return entries.map(({ kind }) => kind).filter((kind) => /^halt\.|^refused/.test(kind));
};
const REPOSITORY = 'repository:600';
const ORGANIZATION = 'organization:500';

describe('a halt', () => {
  beforeEach(() => {
    for (const login of ['grace', 'bob', 'linus']) story.as('omar').setRole(login, 'maintain');
  });

  it('lets nothing go until the halter says so, and then what waited goes by itself', async () => {
    await story.say('grace', pull.number, '/halt because "the database is down"');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"⛔ From now on nothing new is deployed in this repository, but a rollback still is. \`grace\` or an admin ends it with \`/resume\`."`,
    );
    await story.say('ada', pull.number, '/promote staging');
    expect(story.run(pull.headSha, 'staging')).toBe('in_progress: Waiting for halt');
    expect(timeless(story.summary(pull.headSha, 'staging'))).toContain(
      '`grace` halted this repository on TIME UTC: the database is down. `grace` or an admin ends it with `/resume`.',
    );
    await story.say('grace', pull.number, '/resume');
    expect(lastReply(pull.number)).toBe(
      'The halt by `grace` is over. What waited goes on by itself.',
    );
    expect(story.deployments('staging')).toEqual([pull.headSha]);
    expect(await kinds(REPOSITORY)).toEqual(['halt.set', 'halt.lifted']);
  });

  it('takes effect on what had been let pass and waits for its turn', async () => {
    const other = await story.openAs('bob', 'banner');
    await story.say('ada', pull.number, '/promote staging');
    await story.say('bob', other.number, '/promote staging');
    await story.say('grace', pull.number, '/halt because "the database is down"');
    expect(plain(story.lastReply(pull.number), { HEAD: pull.headSha })).toContain(
      'Being deployed already, and going on: `HEAD` to `staging`.',
    );
    await story.deployed('staging');
    expect(story.deployments('staging')).toEqual([pull.headSha]);
    expect(story.run(other.headSha, 'staging')).toBe('in_progress: Waiting for halt');
  });

  it('is not ended by who is neither the halter nor an admin, and is by an admin', async () => {
    await story.say('grace', pull.number, '/halt because "the database is down"');
    await story.say('bob', pull.number, '/resume');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"\`grace\` halted this repository on TIME UTC (now): the database is down. \`grace\` or an admin ends it with \`/resume\`."`,
    );
    await story.say('omar', pull.number, '/resume');
    expect(lastReply(pull.number)).toContain('The halt by `grace` is over.');
    await story.say('omar', pull.number, '/resume');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"This repository is not halted. A halt of the whole organisation ends with \`/resume --org\`."`,
    );
    expect(await kinds(REPOSITORY)).toEqual(['halt.set', 'refused', 'halt.lifted', 'refused']);
  });

  it('by two people ends when both have said so', async () => {
    await story.say('grace', pull.number, '/halt because "the database is down"');
    await story.say('bob', pull.number, '/halt all because "and the network"');
    await story.say('grace', pull.number, '/resume');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"The halt by \`grace\` is over. Still: \`bob\` halted this repository, rollbacks too, on TIME UTC (now): and the network. \`bob\` or an admin ends it with \`/resume\`."`,
    );
    await story.say('ada', pull.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([]);
    await story.say('bob', pull.number, '/resume');
    expect(story.deployments('staging')).toEqual([pull.headSha]);
  });

  it('said twice is one, with the newer reason', async () => {
    await story.say('grace', pull.number, '/halt because "the database is down"');
    await story.say('grace', pull.number, '/halt all because "and the network"');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"⛔ You had halted this already; the halt is now as you say. From now on nothing new is deployed in this repository, not even a rollback. \`grace\` or an admin ends it with \`/resume\`."`,
    );
    await story.say('grace', pull.number, '/resume');
    expect(lastReply(pull.number)).toContain('What waited goes on by itself.');
  });

  it('needs the verb in every environment', async () => {
    await story.say('linus', pull.number, '/halt because "the database is down"');
    expect(lastReply(pull.number)).toBe(
      'You may not halt this repository: for `production` that is for anyone in the team `platform`.',
    );
    await story.say('ada', pull.number, '/halt because "the database is down"');
    expect(lastReply(pull.number)).toBe(
      'You may not halt this repository: for `staging` that is for anyone with `maintain` permission.',
    );
    await story.say('ada', pull.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([pull.headSha]);
  });

  it('can be said while the policy is broken, by who could before', async () => {
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': 'version: 7\n' } });
    await story.quiet();
    await story.say('linus', pull.number, '/halt because "the database is down"');
    expect(lastReply(pull.number)).toBe(
      'You may not halt this repository: for `production` that is for anyone in the team `platform`.',
    );
    await story.say('grace', pull.number, '/halt because "the database is down"');
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': POLICY } });
    await story.quiet();
    await story.say('ada', pull.number, '/promote staging');
    expect(story.run(pull.headSha, 'staging')).toBe('in_progress: Waiting for halt');
  });

  it('can be said where the policy was never valid, by who maintains the repository', async () => {
    await story.close();
    story = await tellStory('version: 7\n');
    pull = await story.openGreen();
    story.as('omar').setRole('linus', 'maintain');
    await story.say('ada', pull.number, '/halt because "the database is down"');
    expect(lastReply(pull.number)).toBe(
      'You may not halt this repository: that is for anyone with `maintain` permission.',
    );
    await story.say('linus', pull.number, '/halt because "the database is down"');
    expect(lastReply(pull.number)).toContain('nothing new is deployed in this repository');
  });

  it('is told by /status, /help and /why', async () => {
    await story.say('grace', pull.number, '/halt because "the database is down"');
    for (const command of ['/status', '/help', '/why']) {
      await story.say('ada', pull.number, command);
      expect(lastReply(pull.number), command).toContain('`grace` halted this repository');
    }
    await story.say('grace', pull.number, '/help');
    expect(lastReply(pull.number)).toContain(
      'You may stop everything with `/halt` and mark a release as bad with `/quarantine`.',
    );
  });
});

describe('a halt of the organisation', () => {
  it('is for its owners alone, whatever others may do here', async () => {
    story.as('omar').setRole('grace', 'admin');
    for (const command of ['/halt because "intruders" --org', '/halt because "x" --org']) {
      await story.say('grace', pull.number, command);
      expect(lastReply(pull.number)).toMatchInlineSnapshot(
        `"Only an owner of the organisation can halt or resume all of it. Without \`--org\` it is about this repository."`,
      );
    }
    await story.say('omar', pull.number, '/halt because "intruders" --org');
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"⛔ From now on nothing new is deployed in the whole organisation, but a rollback still is. \`omar\` or an owner of the organisation ends it with \`/resume --org\`."`,
    );
    await story.say('ada', pull.number, '/promote staging');
    expect(story.run(pull.headSha, 'staging')).toBe('in_progress: Waiting for halt');
    expect(await kinds(ORGANIZATION)).toEqual(['halt.set']);
    expect(await kinds(REPOSITORY)).toEqual(['refused', 'refused']);
  });

  it('is not ended by the admins of a repository', async () => {
    story.as('omar').setRole('grace', 'admin');
    await story.say('omar', pull.number, '/halt because "intruders" --org');
    await story.say('grace', pull.number, '/resume');
    expect(lastReply(pull.number)).toContain('This repository is not halted.');
    await story.say('grace', pull.number, '/resume --org');
    expect(lastReply(pull.number)).toContain('`omar` halted the whole organisation');
    await story.say('omar', pull.number, '/resume --org');
    expect(lastReply(pull.number)).toContain('The halt by `omar` is over.');
    expect(await kinds(ORGANIZATION)).toEqual(['halt.set', 'halt.lifted']);
  });

  it('holds in every repository of it, and ends in every one', async () => {
    const files = { '.github/lockkeeper.yml': 'version: 1\nenvironments: [{ name: site }]\n' };
    const home = story.sandbox.openHome(files);
    home.as('omar').addRepository();
    await story.quiet();
    const page = home
      .as('ada')
      .openPull({ title: 'New', branch: 'new', files: { 'a.txt': 'a\n' } });
    await story.say('omar', pull.number, '/halt because "intruders" --org');
    home.as('ada').comment(page.number, '/promote site');
    await story.quiet();
    const run = (): string => {
      const found = home.read.checkRuns(page.headSha).findLast(({ name }) => name.endsWith('site'));
      return `${found?.title}\n${timeless(found?.summary ?? '')}`;
    };
    expect(run()).toContain('Waiting for halt');
    expect(run()).toContain(
      '`omar` halted the whole organisation on TIME UTC: intruders. `omar` or an owner of the organisation ends it with `/resume --org`.',
    );
    expect(home.read.deployments()).toEqual([]);
    await story.say('omar', pull.number, '/resume --org');
    expect(home.read.deployments()).toHaveLength(1);
  });

  it('is nothing to the repositories of others', async () => {
    await story.say('omar', pull.number, '/halt all because "intruders" --org');
    const { halts } = story.app.store;
    expect(await halts.standing({ id: 600, installationId: 8001 })).toHaveLength(1);
    expect(await halts.standing({ id: 600, installationId: 8002 })).toEqual([]);
  });
});
