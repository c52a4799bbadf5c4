/** Content is marked as bad: where it goes no more, where it is, and who ends that. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Pull, plain, type Story, tellStory, timeless } from './story.ts';

const POLICY = `version: 1
environments:
  - name: staging
  - name: production
`;

let story: Story;
let pull: Pull;
beforeEach(async () => {
  story = await tellStory(POLICY);
  pull = await story.openGreen();
  for (const login of ['grace', 'bob']) story.as('omar').setRole(login, 'maintain');
});
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const short = (sha: string): string => sha.slice(0, 7);
const lastReply = (page: number): string => timeless(story.lastReply(page, { HEAD: pull.headSha }));

const kinds = async (): Promise<readonly string[]> => {
  const entries = await story.app.store.record.entries('repository:600', 0, 1_000);
  return entries.map(({ kind }) => kind).filter((kind) => /^quarantine\.|^refused/.test(kind));
};

describe('a release in quarantine', () => {
  it('is refused in every environment, and the answer says where it is live', async () => {
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    await story.say('grace', pull.number, `/quarantine ${short(pull.headSha)} because "it leaks"`);
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"⛔ \`grace\` put \`HEAD\` in quarantine on TIME UTC (now): it leaks. It is refused in every environment, also as another commit with the same content. It is live in \`staging\`, and stays there until something else is promoted. Somebody other than \`grace\`, who may quarantine, ends it with \`/quarantine lift HEAD\`."`,
    );
    await story.say('ada', pull.number, '/promote production');
    expect(story.run(pull.headSha, 'production')).toBe('failure: Blocked by quarantine');
    await story.say('ada', pull.number, '/promote staging --again');
    expect(story.run(pull.headSha, 'staging')).toBe('failure: Blocked by quarantine');
    expect(await kinds()).toEqual(['quarantine.set']);
  });

  it('that waits for its turn does not go', async () => {
    const other = await story.openAs('bob', 'banner');
    await story.say('bob', other.number, '/promote staging');
    await story.say('ada', pull.number, '/promote staging');
    await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
    await story.deployed('staging');
    expect(story.deployments('staging')).toEqual([other.headSha]);
  });

  it('that is being deployed goes on, and the answer says so', async () => {
    await story.say('ada', pull.number, '/promote staging');
    await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"⛔ \`grace\` put \`HEAD\` in quarantine on TIME UTC (now): it leaks. It is refused in every environment, also as another commit with the same content. It is live nowhere. Being deployed already, and going on: \`HEAD\` to \`staging\`. Somebody other than \`grace\`, who may quarantine, ends it with \`/quarantine lift HEAD\`."`,
    );
    await story.deployed('staging');
    expect(story.run(pull.headSha, 'staging')).toContain('success');
  });

  it('is refused as another commit with the same content as well', async () => {
    await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
    const { sha } = story.as('omar').merge(pull.number, 'squash');
    await story.quiet();
    await story.say('ada', pull.number, '/promote staging');
    expect(story.run(sha, 'staging')).toBe('failure: Blocked by quarantine');
    await story.say('bob', pull.number, `/quarantine lift ${short(sha)}`);
    expect(story.deployments('staging')).toEqual([sha]);
  });

  it('is no release to go back to', async () => {
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    const other = await story.openAs('bob', 'banner');
    await story.say('bob', other.number, '/promote staging');
    await story.deployed('staging');
    await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
    await story.say('bob', other.number, '/rollback staging because "it is slow"');
    expect(lastReply(other.number)).toContain('quarantine');
    expect(story.deployments('staging')).toHaveLength(2);
  });

  it('leaves other releases alone', async () => {
    const other = await story.openAs('bob', 'banner');
    await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
    await story.say('bob', other.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([other.headSha]);
  });

  it('is told by /status, /help and /why', async () => {
    await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
    for (const command of ['/status', '/help', '/why']) {
      await story.say('ada', pull.number, command);
      expect(lastReply(pull.number), command).toContain('`grace` put `HEAD` in quarantine');
    }
  });
});

describe('the end of a quarantine', () => {
  it('takes another person than who set it, and lets go what waited', async () => {
    await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
    await story.say('ada', pull.number, '/promote staging');
    await story.say('grace', pull.number, `/quarantine lift ${short(pull.headSha)}`);
    expect(lastReply(pull.number)).toMatchInlineSnapshot(
      `"\`grace\` put \`HEAD\` in quarantine, and it takes another person to end that. Somebody other than \`grace\`, who may quarantine, ends it with \`/quarantine lift HEAD\`."`,
    );
    await story.say('ada', pull.number, `/quarantine lift ${short(pull.headSha)}`);
    expect(lastReply(pull.number)).toBe(
      'You may not quarantine in this repository: for `staging` that is for anyone with `maintain` permission.',
    );
    expect(story.deployments('staging')).toEqual([]);
    await story.say('bob', pull.number, `/quarantine lift ${short(pull.headSha)}`);
    expect(lastReply(pull.number)).toBe(
      '`HEAD` is no longer in quarantine, where `grace` had put it.',
    );
    expect(story.deployments('staging')).toEqual([pull.headSha]);
    await story.say('bob', pull.number, `/quarantine lift ${short(pull.headSha)}`);
    expect(lastReply(pull.number)).toBe('`HEAD` is not in quarantine.');
    expect(await kinds()).toEqual([
      'quarantine.set',
      'refused',
      'refused',
      'quarantine.lifted',
      'refused',
    ]);
  });
});

describe('who puts a release in quarantine', () => {
  it('needs the verb, and a commit that there is', async () => {
    await story.say('ada', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
    expect(lastReply(pull.number)).toBe(
      'You may not quarantine in this repository: for `staging` that is for anyone with `maintain` permission.',
    );
    await story.say('grace', pull.number, '/quarantine 1234567 because "it leaks"');
    expect(lastReply(pull.number)).toBe('There is no commit `1234567` here. Check its digits.');
  });

  it('twice changes the reason; a second person reads who was first', async () => {
    await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
    await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it loses orders"`);
    expect(lastReply(pull.number)).toContain('You had done this already');
    await story.say('bob', pull.number, `/quarantine ${pull.headSha} because "me too"`);
    expect(plain(lastReply(pull.number))).toMatchInlineSnapshot(
      `"\`grace\` put \`HEAD\` in quarantine on TIME UTC (now): it loses orders. Somebody other than \`grace\`, who may quarantine, ends it with \`/quarantine lift HEAD\`."`,
    );
  });

  it('can do so on an issue, and while the policy is broken', async () => {
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': 'version: 7\n' } });
    await story.quiet();
    const { number } = story.as('grace').openIssue({ title: 'It leaks' });
    await story.say('grace', number, `/quarantine ${short(pull.headSha)} because "it leaks"`);
    expect(lastReply(number)).toContain('It is live in `staging`');
  });
});
