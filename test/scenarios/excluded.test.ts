/** Who may not approve, and why: nobody who had a part in what ships, by whatever way they vote. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, plain, type Story, tellStory } from './story.ts';

/** Everybody who writes may be asked: only their part in the change keeps them out. */
const policyWith = (duties: string, more = ''): string => `version: 1
${more}environments:
  - name: staging
    gates: { checks: { required: [build, test] } }
  - name: production
    production: true
    gates: { checks: { required: [build, test] } }
    separation_of_duties: ${duties}
    approvals:
      rules: [{ name: anyone, count: 1, permission: write }]
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

/** The row of a gate in the check run's table. */
const row = (sha: string, gate: string): string =>
  story
    .summary(sha, 'production')
    .split('\n')
    .find((line) => line.startsWith(`| `) && line.includes(`| ${gate} |`)) ?? 'none';

const live = (): number => story.deployments('production').length;

/** The first release is live in production: what comes after it is compared with it. */
const firstRelease = async (policy: string): Promise<void> => {
  story = await tellStory(policy);
  const { number } = await story.openGreen({ 'first.txt': 'first\n' });
  const { sha } = story.as('ada').merge(number, 'squash');
  await story.green(sha);
  await story.promoteOn('ada', number);
  await story.say('omar', number, '/approve production');
  await story.deployed('production');
  expect(story.checkRun(sha, 'production')?.conclusion).toBe('success');
};

/** Merges a change of bob's, read by somebody or by nobody, then opens one of ada's on top. */
const afterBobs = async (reader: string | null): Promise<Pull> => {
  const bobs = await story.openAs('bob', 'bobs');
  if (reader !== null) story.as(reader).review(bobs.number, 'APPROVE');
  story.as('bob').merge(bobs.number, 'squash');
  await story.quiet();
  const adas = await story.openAs('ada', 'adas');
  await story.promoteOn('ada', adas.number);
  return adas;
};

describe('of the pull request itself', () => {
  it('its author, who also asked', async () => {
    story = await tellStory(policyWith('strict'));
    const pull = await story.waiting();
    expect(await story.approve('ada', pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you opened #1, wrote 1 commit, pushed to its branch and asked for it."`,
    );
  });

  it('whoever asked, without another part in it', async () => {
    story = await tellStory(policyWith('strict'));
    const pull = await story.openGreen();
    await story.promoteOn('bob', pull.number);
    expect(await story.approve('bob', pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you asked for it."`,
    );
    expect(await story.approve('grace', pull.number)).toBe('counted');
    expect(live()).toBe(1);
  });

  it('whoever asked as well, later', async () => {
    story = await tellStory(policyWith('strict'));
    const pull = await story.waiting();
    await story.say('bob', pull.number, '/promote production');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"This was asked for already; you now count as asking for it too, and so may not approve it."`,
    );
    expect(await story.approve('bob', pull.number)).toContain('you asked for it');
  });

  it('a co-author, by review and by the button', async () => {
    story = await tellStory(policyWith('strict'));
    const pull = await story.openGreen();
    const coAuthors = ['Grace <grace@acme.example>'];
    const { sha } = story.as('ada').push({ branch: 'tax', files: { 'a.txt': 'a\n' }, coAuthors });
    await story.green(sha);
    await story.promoteOn('ada', pull.number);
    await story.review('grace', pull.number, 'APPROVE');
    expect(story.summary(sha, 'production')).toContain(
      '`grace` (review): nobody approves their own work, and `grace` wrote 1 commit of #1',
    );
    await story.press('grace', sha, 'production', 'approve');
    expect(story.summary(sha, 'production')).toContain('The approval by `grace` for');
    expect(live()).toBe(0);
    expect(await story.approve('omar', pull.number)).toBe('counted');
    expect(live()).toBe(1);
  });
});

describe('when nobody can say who pushed', () => {
  it('nothing is proven, and the check run says so', async () => {
    story = await tellStory(policyWith('strict'));
    const pull = await story.openGreen();
    story.sandbox.hold();
    const { sha } = story.as('ada').push({ branch: 'tax', files: { 'b.txt': 'b\n' } });
    await story.green(sha);
    story.sandbox.release((held) => held.filter(({ event }) => event !== 'push'));
    Object.assign(story.app.world.host, { activity: () => Promise.resolve([]) });
    await story.quiet();
    await story.promoteOn('ada', pull.number);
    expect(row(sha, 'separation-of-duties')).toMatchInlineSnapshot(
      `"| ⛔ | separation-of-duties | could not find out who pushed to #1. Open it again from a fresh branch of this repository: pushes there are known from the first on. |"`,
    );
    await story.review('grace', pull.number, 'APPROVE');
    expect(live()).toBe(0);
  });
});

describe('of what ships along', () => {
  it('strict: whoever wrote a change that nobody else read', async () => {
    await firstRelease(policyWith('strict'));
    const adas = await afterBobs(null);
    expect(await story.approve('bob', adas.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you opened #2, wrote 1 commit and pushed to its branch."`,
    );
    expect(await story.approve('grace', adas.number)).toBe('counted');
  });

  it('strict: not whoever wrote a change that others approved, and the check run names those', async () => {
    await firstRelease(policyWith('strict'));
    const adas = await afterBobs('linus');
    expect(row(adas.headSha, 'separation-of-duties')).toMatchInlineSnapshot(
      `"| ✅ | separation-of-duties | \`strict\`: \`ada\` may not approve; reviewed by others: #2 (\`linus\`) |"`,
    );
    expect(await story.approve('bob', adas.number)).toBe('counted');
  });

  it('strict: not any more, from the moment that somebody reads the change', async () => {
    await firstRelease(policyWith('strict'));
    const adas = await afterBobs(null);
    await story.review('bob', adas.number, 'APPROVE');
    expect(live()).toBe(1);
    await story.review('grace', adas.number - 1, 'APPROVE');
    expect(live()).toBe(2);
  });

  it('strict: an approval by a stranger does not count as other eyes', async () => {
    await firstRelease(policyWith('strict'));
    const adas = await afterBobs('mallory');
    expect(await story.approve('bob', adas.number)).toContain('nobody approves their own work');
  });

  it('strict with reviewed changes excluded: whoever wrote anything at all', async () => {
    await firstRelease(policyWith('{ level: strict, reviewed_changes: exclude }'));
    const adas = await afterBobs('linus');
    expect(await story.approve('bob', adas.number)).toContain('nobody approves their own work');
  });

  it('change: nobody, and the check run says that it is the weaker level', async () => {
    await firstRelease(policyWith('change'));
    const adas = await afterBobs(null);
    expect(
      row(adas.headSha, 'separation-of-duties').replace(/[0-9a-f]{7}/, 'BOBS'),
    ).toMatchInlineSnapshot(
      `"| ✅ | separation-of-duties | \`change\`: \`ada\` may not approve; weaker than \`strict\`: nobody is excluded for \`BOBS\` |"`,
    );
    expect(await story.approve('ada', adas.number)).toContain('nobody approves their own work');
    expect(await story.approve('bob', adas.number)).toBe('counted');
  });

  it('commits of no pull request: whoever pushed them to the default branch', async () => {
    await firstRelease(policyWith('strict'));
    const { sha } = story.as('omar').push({ branch: 'main', files: { 'hot.txt': 'fix\n' } });
    await story.green(sha);
    const adas = await story.openAs('ada', 'adas');
    await story.promoteOn('ada', adas.number);
    expect(await story.approve('omar', adas.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you wrote 1 commit and pushed to the default branch."`,
    );
  });
});

describe('at the weaker levels', () => {
  it('requester: the author, who did not ask, may', async () => {
    story = await tellStory(policyWith('requester'));
    const pull = await story.openGreen();
    await story.promoteOn('bob', pull.number);
    expect(await story.approve('bob', pull.number)).toContain('you asked for it');
    expect(await story.approve('ada', pull.number)).toBe('counted');
  });

  it('off: even whoever asked', async () => {
    story = await tellStory(policyWith('off'));
    const pull = await story.waiting();
    expect(await story.approve('ada', pull.number)).toBe('counted');
  });

  it('a list of parts: those alone', async () => {
    story = await tellStory(policyWith('[requester, mergers]'));
    const pull = await story.openGreen();
    const { sha } = story.as('grace').merge(pull.number, 'merge');
    await story.green(sha);
    await story.promoteOn('bob', pull.number);
    expect(await story.approve('grace', pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you merged #1."`,
    );
    expect(await story.approve('ada', pull.number)).toBe('counted');
  });
});

describe('promoting on', () => {
  it('is for somebody else, where the policy says so', async () => {
    story = await tellStory(policyWith('{ level: strict, promote_by_others: true }'));
    const pull = await story.waiting();
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('failure');
    expect(row(pull.headSha, 'separation-of-duties')).toMatchInlineSnapshot(
      `"| ⛔ | separation-of-duties | \`ada\` promoted this release before, and someone else must ask for the next step. Withdraw this with \`/cancel production\`; a colleague then asks with \`/promote production\`. |"`,
    );
    await story.say('ada', pull.number, '/cancel production');
    await story.say('bob', pull.number, '/promote production');
    expect(await story.approve('grace', pull.number)).toBe('counted');
    expect(live()).toBe(1);
  });
});

describe('an address that belongs to no account', () => {
  const unknown = async (policy: string) => {
    story = await tellStory(policy);
    const pull = await story.openGreen();
    const { sha } = story
      .as('ada')
      .push({ branch: 'tax', files: { 'a.txt': 'a\n' }, authorEmail: 'old@mail.example' });
    await story.green(sha);
    await story.promoteOn('ada', pull.number);
    return { number: pull.number, sha };
  };

  it('makes the proof impossible, with commit and address named', async () => {
    const { number, sha } = await unknown(policyWith('strict'));
    const said = plain(row(sha, 'separation-of-duties'), { HEAD: sha });
    expect(said).toMatchInlineSnapshot(
      `"| ⛔ | separation-of-duties | \`old@mail.example\` of \`HEAD\` belongs to no GitHub account. Name the address under \`people\` in the policy, as \`old@mail.example: login\`, or \`machine\` instead of the login where no person is behind it. \`unknown_authors: ignore\` takes no notice of such authors. |"`,
    );
    await story.review('grace', number, 'APPROVE');
    expect(story.checkRun(sha, 'production')?.conclusion).toBe('failure');
    expect(live()).toBe(0);
  });

  it('is a person’s, when the policy says whose: and that person may not approve', async () => {
    const people = 'people: { old@mail.example: grace }\n';
    const { number } = await unknown(policyWith('strict', people));
    expect(await story.approve('grace', number)).toContain('you wrote 1 commit of #1');
    expect(await story.approve('bob', number)).toBe('counted');
  });

  it('is a machine’s, when the policy says so', async () => {
    const people = 'people: { old@mail.example: machine }\n';
    const { number } = await unknown(policyWith('strict', people));
    expect(await story.approve('grace', number)).toBe('counted');
  });

  it('is passed over where the policy ignores unknown authors', async () => {
    const policy = policyWith('strict').replace(
      'production: true',
      'production: true\n    unknown_authors: ignore',
    );
    const { number } = await unknown(policy);
    expect(await story.approve('grace', number)).toBe('counted');
  });
});

describe('of a commit of no pull request', () => {
  it('its author and who pushed it, also where nothing is live to compare it with', async () => {
    story = await tellStory(policyWith('strict'));
    const { sha } = story.as('grace').push({ branch: 'main', files: { 'fix.txt': 'new\n' } });
    await story.green(sha);
    const { number } = story.as('ada').openIssue({ title: 'Ship the fix' });
    await story.promoteOn('ada', number, sha);
    await story.press('grace', sha, 'production', 'approve');
    expect(story.deployments('production')).toEqual([]);
    expect(row(sha, 'separation-of-duties')).toContain('`ada` and `grace` may not approve');
    await story.press('bob', sha, 'production', 'approve');
    expect(story.deployments('production')).toEqual([sha]);
  });
});
