/** No way around what an organisation asks: what waits, other files, other repositories, other accounts. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Home } from '../../src/sandbox/sandbox.ts';
import { type LivedStory, tellLived } from './releases-live.ts';
import { type Pull, plain, type Story, tellStory } from './story.ts';

const PATH = '.github/lockkeeper.yml';

const policyWith = (more: string): string => `version: 1
environments:
  - name: staging
  - name: production
    after: []
${more}`;

const floorsWith = (more: string): string => `version: 1
floors:
  - environment: production
${more}`;

let story: Story;
let home: Home;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const begin = async (policy: string, floors = NO_FLOORS) => {
  story = await tellStory(policy);
  home = story.sandbox.openHome({ [PATH]: floors });
};

const RULE = '    approvals: { rules: [{ name: security, count: 1, teams: [security] }] }\n';
const WAITS = 'action_required: Waiting for 1 approval from security';
const NO_FLOORS = 'version: 1\nenvironments: [{ name: docs }]\n';
const HOUR = 3_600_000;

const push = async (at: Pick<Home, 'as'>, text: string | null, who = 'omar'): Promise<string> => {
  const { sha } = at.as(who).push({ branch: 'main', files: { [PATH]: text } });
  await story.quiet();
  return sha;
};

const asked = async (who = 'ada'): Promise<Pull> => {
  const pull = await story.openAs(who, `ask-${story.sandbox.calls.length}`);
  await story.say(who, pull.number, '/promote production');
  return pull;
};

const answer = async (): Promise<string> => {
  const pull = await asked();
  const run = story.run(pull.headSha, 'production');
  return run === 'none' ? story.lastReply(pull.number) : run;
};

const policyRun = (at: Pick<Home, 'read'>, sha: string): string => {
  const found = at.read.checkRuns(sha).findLast(({ name }) => name === 'lockkeeper / policy');
  return found === undefined
    ? 'none'
    : `${found.conclusion}: ${found.title}\n${plain(found.summary, { SHA: sha })}`;
};

describe('what holds while something waits', () => {
  const gates = (check: string): string => `    gates: { checks: { required: [${check}] } }\n`;

  it('lets nothing pass where it is below the floors, and says what helps', async () => {
    await begin(policyWith(gates('build')));
    await answer();
    await push(home, floorsWith(gates('audit')));
    const files = { [PATH]: policyWith(gates('audit')) };
    const pull = story.as('ada').openPull({ title: 'Audit', branch: 'audit', files });
    await story.quiet();
    const { sha } = story.as('omar').merge(pull.number, 'merge');
    await story.quiet();
    expect(await answer()).toContain('has 1 problem');
    expect(policyRun(story.sandbox, sha)).toMatchInlineSnapshot(`
      "action_required: 2 environments; loosening production waits for an approval
      | environment | asks for |
      |---|---|
      | staging | nothing |
      | production | \`checks\` |

      ⏳ This loosens, and does not hold yet; until it is approved, what was there before holds:

      - **production**: \`gates\` checks \`{"required":["build"]}\` → \`{"required":["audit"]}\`, *loosens*

      - What loosens \`production\` needs an approving review of anyone with \`write\` permission.

      The review must be of the last commit of #2. \`ada\` had a part in it, and cannot approve it.

      ⛔ What was there before asks for too little, so that nothing passes until then:

      - **production**: \`gates\` checks, below the floor for \`production\` (line 4, column 5 of \`acme/.github:.github/lockkeeper.yml\`)"
    `);
    await story.review('grace', pull.number, 'APPROVE');
    expect(await answer()).toBe('in_progress: Waiting for checks');
  });

  it('lets nothing pass once floors come that it is below', async () => {
    await begin(policyWith(gates('build')));
    await answer();
    const sha = await push(story, policyWith(gates('audit')));
    await push(home, floorsWith(gates('audit')));
    expect(await answer()).toContain('has 1 problem');
    expect(policyRun(story.sandbox, sha)).toContain('below the floor for `production`');
  });
});

describe('the repository with the floors', () => {
  it.each([
    ['under another name', { name: 'dot-github' }],
    ['in other hands', { owner: 'mallory' }],
  ])('%s is not where they are read', async (_how, now) => {
    await begin(policyWith(''), floorsWith(RULE));
    expect(await answer()).toBe(WAITS);
    const { repositories } = story.app.store;
    const known = await repositories.byId(601);
    if (known !== null) await repositories.put({ ...known, ...now });
    expect(await answer()).toContain(
      'in `.github/lockkeeper.yml` of `acme/.github` cannot be read any more',
    );
  });

  it('that others emptied is not taken to ask for nothing', async () => {
    await begin(policyWith(''), floorsWith(RULE));
    expect(await answer()).toBe(WAITS);
    const files = { [PATH]: NO_FLOORS };
    const pull = home.as('ada').openPull({ title: 'None', branch: 'none', files });
    await story.quiet();
    home.as('linus').review(pull.number, 'APPROVE');
    home.as('omar').merge(pull.number, 'merge');
    await story.quiet();
    expect(await answer()).not.toBe(WAITS);
    const { repositories } = story.app.store;
    const known = await repositories.byId(601);
    if (known !== null) await repositories.put({ ...known, owner: 'mallory' });
    expect(await answer()).toContain('cannot be read any more');
  });
});

describe('a repository that takes the place of the one with the floors', () => {
  it('asks for no less before somebody else approved that', async () => {
    await begin(policyWith(''), floorsWith(RULE));
    expect(await answer()).toBe(WAITS);
    home = story.sandbox.openHome({ [PATH]: NO_FLOORS });
    const sha = await push(home, `${NO_FLOORS}# Made anew.\n`);
    expect(await answer()).toBe(WAITS);
    await story.later(HOUR + 1_000);
    expect(await answer()).toBe(WAITS);
    expect(policyRun(home, sha)).toMatchInlineSnapshot(`
      "action_required: 1 environment; loosening floor production waits for an approval
      | environment | asks for |
      |---|---|
      | docs | nothing |

      ⏳ This loosens, and does not hold yet; until it is approved, what was there before holds:

      - **floor production**: \`approvals\` rule security 1 from anyone in the team \`security\` → none, *loosens*

      - What loosens \`floor production\` needs an approving review of anyone in the team \`security\`.

      \`omar\` had a part in it, and cannot approve it. It was changed by a commit of no pull request (\`SHA\`), which nobody can review: take it back, and bring it in by a pull request; one that changes the file again and is approved also helps."
    `);
    const files = { [PATH]: `${NO_FLOORS}# Nothing more is asked for.\n` };
    const pull = home.as('ada').openPull({ title: 'Less', branch: 'less', files });
    await story.quiet();
    home.as('omar').merge(pull.number, 'merge');
    await story.quiet();
    expect(await answer()).toBe(WAITS);
    home.as('linus').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(await answer()).not.toBe(WAITS);
  });

  it('and is broken does not take it', async () => {
    await begin(policyWith(''), floorsWith(RULE));
    expect(await answer()).toBe(WAITS);
    home = story.sandbox.openHome({ [PATH]: 'version: 1\nflors: []\n' });
    await push(home, 'version: 1\nflors: {}\n');
    await push(home, NO_FLOORS);
    expect(await answer()).toBe(WAITS);
  });

  it('asks for more at once', async () => {
    await begin(policyWith(''), floorsWith('    unknown_authors: block\n'));
    expect(await answer()).not.toBe(WAITS);
    home = story.sandbox.openHome({ [PATH]: NO_FLOORS });
    await push(home, floorsWith(`    unknown_authors: block\n${RULE}`));
    expect(await answer()).toBe(WAITS);
  });
});

describe('a floor that asks for less', () => {
  const top = 'version: 1\npeople: { old@mail: linus }\n';
  const floors = (more: string): string => floorsWith(more).replace('version: 1\n', top);

  it('is not approved by its author under another address, and waits on after a restart', async () => {
    await begin(policyWith(''), floors(RULE));
    expect(await answer()).toBe(WAITS);
    const files = { [PATH]: floors('    unknown_authors: block\n') };
    const pull = home.as('ada').openPull({ title: 'Less', branch: 'less', files });
    home.as('ada').push({ branch: 'less', files: { 'a.txt': 'a\n' }, authorEmail: 'old@mail' });
    await story.quiet();
    home.as('linus').review(pull.number, 'APPROVE');
    home.as('omar').merge(pull.number, 'merge');
    await story.quiet();
    expect(await answer()).toBe(WAITS);
    await story.restart();
    expect(await answer()).toBe(WAITS);
    story.as('omar').joinTeam('security', 'grace');
    home.as('grace').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(await answer()).not.toBe(WAITS);
  });
});

describe('a rollback', () => {
  const BACK = '/rollback production because "checkout fails"';
  const closed =
    '{ name: audit, from: 2020-01-01T00:00, to: 2099-01-01T00:00, time_zone: UTC, VERBS }';
  const frozen = (verbs: string): string =>
    floorsWith(`    freezes: [${closed.replace('VERBS', `verbs: ${verbs}`)}]\n${RULE}`);

  const lived = async (floors: string): Promise<LivedStory> => {
    const back = await tellLived(2);
    story = back;
    home = story.sandbox.openHome({ [PATH]: floors });
    await push(home, `${floors}# Here from now on.\n`);
    await story.later(HOUR + 1_000);
    return back;
  };

  it.each([
    ['lost', () => home.as('omar').removeRepository()],
    ['broken', () => push(home, 'version: 1\nflors: {}\n')],
  ])('gets through while the floors are %s, and a promotion does not', async (_how, spoil) => {
    const back = await lived(frozen('[promote]'));
    await spoil();
    await story.quiet();
    expect(await answer()).toContain('nothing passes');
    await back.ask('grace', BACK);
    expect(back.runOf(1)).toBe('in_progress: Deploying');
  });

  it.each([
    ['lost', () => home.as('omar').removeRepository()],
    ['broken', () => push(home, 'version: 1\nflors: {}\n')],
  ])('is held by a freeze of floors that are %s', async (_how, spoil) => {
    const back = await lived(frozen('[rollback]'));
    await spoil();
    await story.quiet();
    await back.ask('grace', BACK);
    expect(back.runOf(1)).toContain('freeze');
  });
});
