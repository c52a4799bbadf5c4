/** What an organisation asks at least of its repositories: read in its own, added to theirs, never lost. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Home } from '../../src/sandbox/sandbox.ts';
import { type Pull, plain, type Story, tellStory } from './story.ts';

const PATH = '.github/lockkeeper.yml';
const HOUR = 3_600_000;

const POLICY = `version: 1
environments:
  - name: staging
  - name: production
    after: []
    separation_of_duties: strict
    expire_after: 2d
`;

const floorsWith = (more: string): string => `version: 1
floors:
  - environment: production
${more}`;
const RULE = '    approvals: { rules: [{ name: security, count: 1, teams: [security] }] }\n';

let story: Story;
let home: Home;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const begin = async (floors: string, policy = POLICY): Promise<void> => {
  story = await tellStory(policy);
  home = story.sandbox.openHome({ [PATH]: floors });
};

/** What production answers a new pull request of ada's. */
const asked = async (): Promise<Pull> => {
  const pull = await story.openAs('ada', `ask-${story.sandbox.calls.length}`);
  await story.say('ada', pull.number, '/promote production');
  return pull;
};

const answer = async (): Promise<string> => {
  const pull = await asked();
  const run = story.run(pull.headSha, 'production');
  return run === 'none' ? story.lastReply(pull.number) : run;
};

const push = async (floors: string | null, who = 'omar'): Promise<string> => {
  const { sha } = home.as(who).push({ branch: 'main', files: { [PATH]: floors } });
  await story.quiet();
  return sha;
};

const policyRun = (read: Home['read'], sha: string): string => {
  const found = read.checkRuns(sha).findLast(({ name }) => name === 'lockkeeper / policy');
  return found === undefined
    ? 'none'
    : `${found.conclusion}: ${found.title}\n${plain(found.summary)}`;
};

const WAITS = 'action_required: Waiting for 1 approval from security';

describe('a floor', () => {
  it('adds its rules, and the decision names both files', async () => {
    await begin(floorsWith(RULE));
    const pull = await asked();
    expect(story.run(pull.headSha, 'production')).toBe(WAITS);
    const entries = await story.app.store.record.entries('repository:600', 0, 1_000);
    const decision = entries.findLast(({ kind }) => kind === 'decision');
    const { policy } = JSON.parse(decision?.body ?? '') as { policy: { sources: unknown[] } };
    expect(policy.sources).toMatchObject([
      { repository: 'acme/shop', path: PATH },
      { repository: 'acme/.github', path: PATH },
    ]);
    expect(story.deployments('production')).toEqual([]);
  });

  it('adds its freezes', async () => {
    const freeze = '{ name: audit, from: 2020-01-01T00:00, to: 2099-01-01T00:00, time_zone: UTC }';
    await begin(floorsWith(`    freezes: [${freeze}]\n`));
    expect(await answer()).toBe('in_progress: Waiting for freeze until 2099-01-01 00:00 UTC');
  });

  it('asks nothing of other environments', async () => {
    await begin(floorsWith(RULE));
    const pull = await story.openAs('ada', 'other');
    await story.say('ada', pull.number, '/promote staging');
    expect(story.deployments('staging')).toEqual([pull.headSha]);
  });

  it('lets nothing pass where the repository asks for less, and names both places', async () => {
    await begin(floorsWith('    expire_after: 1d\n    unknown_authors: block\n'));
    expect(await answer()).toContain('has 1 problem');
    const files = { [PATH]: `${POLICY}# The same.\n` };
    const pull = story.as('ada').openPull({ title: 'Policy', branch: 'policy', files });
    await story.quiet();
    expect(policyRun(story.sandbox.read, pull.headSha)).toMatchInlineSnapshot(`
      "failure: 1 problem
      \`.github/lockkeeper.yml\` is broken, and nothing passes with a broken policy.

      - line 7, column 19: \`expire_after\` of \`production\` is below the floor for \`production\` (line 4, column 5 of \`acme/.github:.github/lockkeeper.yml\`): it must be as strict at least."
    `);
    story.as('omar').push({
      branch: 'main',
      files: { [PATH]: POLICY.replace('2d', '12h') },
    });
    await story.quiet();
    expect(await answer()).toMatch(/^(?:success|in_progress)/);
  });

  it('that comes later holds at once, also for what waits', async () => {
    await begin('version: 1\nenvironments: [{ name: docs }]\n', `${POLICY}    execute: manual\n`);
    const pull = await asked();
    expect(story.run(pull.headSha, 'production')).not.toBe(WAITS);
    await push(floorsWith(RULE));
    expect(story.run(pull.headSha, 'production')).toBe(WAITS);
  });

  it('below which a repository is now shows on its newest commit', async () => {
    await begin('version: 1\nenvironments: [{ name: docs }]\n');
    await asked();
    await push(floorsWith('    gates: { checks: true }\n'));
    const { sha } = (await story.app.store.policies.current(600)) ?? { sha: '' };
    expect(policyRun(story.sandbox.read, sha)).toContain(
      '`gates` (checks) of `production` is below',
    );
  });
});

describe('floors that were read once', () => {
  it('and cannot be read any more let nothing pass, until they can again', async () => {
    await begin(floorsWith(RULE));
    await asked();
    home.as('omar').removeRepository();
    await story.quiet();
    expect(await answer()).toMatchInlineSnapshot(
      `"The floors in \`.github/lockkeeper.yml\` of \`acme/.github\` cannot be read any more, and nothing passes without them. Give the app access to \`acme/.github\` again."`,
    );
    home.as('omar').addRepository();
    await story.quiet();
    expect(await answer()).toBe(WAITS);
  });

  it('are missed also where nobody told', async () => {
    await begin(floorsWith(RULE));
    await asked();
    story.sandbox.hold();
    home.as('omar').removeRepository();
    story.sandbox.release(() => []);
    await story.later(HOUR + 1_000);
    expect(await answer()).toContain('cannot be read any more');
  });

  it('and are broken let nothing pass', async () => {
    await begin(floorsWith(RULE));
    await asked();
    await push(floorsWith('    aprovals: {}\n'));
    expect(await answer()).toMatchInlineSnapshot(
      `"The floors in \`.github/lockkeeper.yml\` of \`acme/.github\` have 1 problem, and nothing passes with broken floors. Mend that file: what is wrong stands in the check run \`lockkeeper / policy\` of its newest commit."`,
    );
  });

  it('hold as they were until somebody else approved that they ask for less', async () => {
    await begin(floorsWith(RULE));
    await asked();
    const files = { [PATH]: floorsWith('    unknown_authors: block\n') };
    const pull = home.as('ada').openPull({ title: 'Less', branch: 'less', files });
    await story.quiet();
    expect(policyRun(home.read, pull.headSha)).toMatchInlineSnapshot(`
      "success: 1 floor; loosens floor production
      Floors of all repositories of this owner, for environments called so: \`production\`.

      Against what holds now:

      - **floor production**: \`unknown_authors\` \`ignore\` → \`block\`, *tightens*
      - **floor production**: \`approvals\` rule security 1 from anyone in the team \`security\` → none, *loosens*

      - What loosens \`floor production\` needs an approving review of anyone in the team \`security\`.

      The review must be of the last commit of this pull request; it may also come after the merge. \`ada\` had a part in it, and cannot approve it."
    `);
    const { sha } = home.as('omar').merge(pull.number, 'merge');
    await story.quiet();
    expect(policyRun(home.read, sha)).toContain('waits for an approval');
    expect(await answer()).toBe(WAITS);
    home.as('linus').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(await answer()).not.toBe(WAITS);
  });

  it('hold as they were where the file is gone', async () => {
    await begin(floorsWith(RULE));
    await asked();
    await push(null);
    expect(await answer()).toBe(WAITS);
  });
});

it('lets a push whose event was lost count before anything rests on older floors', async () => {
  await begin('version: 1\nenvironments: [{ name: docs }]\n');
  await asked();
  story.sandbox.hold();
  home.as('omar').push({ branch: 'main', files: { [PATH]: floorsWith(RULE) } });
  story.sandbox.release(() => []);
  await story.quiet();
  const pull = await asked();
  expect(story.run(pull.headSha, 'production')).toBe(WAITS);
  expect(story.deployments('production')).not.toContain(pull.headSha);
});

describe('no floors', () => {
  it('are looked for once, not for everything that happens', async () => {
    story = await tellStory(POLICY);
    await asked();
    await asked();
    const looks = story.sandbox.calls.filter(({ graphql }) => graphql === 'Repository');
    expect(looks).toHaveLength(1);
  });

  it('are found when the app is let into their repository', async () => {
    await begin(floorsWith(RULE));
    home.as('omar').removeRepository();
    await story.quiet();
    await asked();
    home.as('omar').addRepository();
    await story.quiet();
    expect(await answer()).toBe(WAITS);
  });

  it('are those in the file of an ordinary repository, and it says so', async () => {
    story = await tellStory(`${POLICY}${floorsWith(RULE).replace('version: 1\n', '')}`);
    expect(await answer()).not.toBe(WAITS);
    const files = { [PATH]: floorsWith(RULE) };
    const pull = story.as('ada').openPull({ title: 'Policy', branch: 'policy', files });
    await story.quiet();
    expect(policyRun(story.sandbox.read, pull.headSha)).toContain(
      'The floors for `production` count for nothing here',
    );
  });
});
