/** Who may not approve, and why: nobody who had a part in what ships, by whatever way they vote. */
import { afterEach, describe, expect, it } from 'vitest';
import { plain, type Story, tellStory } from './story.ts';

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

const summary = (sha: string): string => plain(story.checkRun(sha, 'production')?.summary ?? '');

/** The row of a gate in the check run's table. */
const row = (sha: string, gate: string): string =>
  summary(sha)
    .split('\n')
    .find((line) => line.startsWith(`| `) && line.includes(`| ${gate} |`)) ?? 'none';

const live = (): number => story.deployments('production').length;

/** Approves by comment: what grace, bob … read, or `counted`. */
const approveAs = async (login: string, pull: number): Promise<string> => {
  const before = story.replies(pull).length;
  await story.say(login, pull, '/approve production');
  return plain(story.replies(pull)[before] ?? 'counted');
};

/** From the head to staging, and asked on to production. */
const promoteOn = async (asker: string, pull: number, sha = ''): Promise<void> => {
  await story.say(asker, pull, `/promote staging ${sha}`);
  await story.deployed('staging');
  await story.say(asker, pull, `/promote production ${sha}`);
};

/** The first release is live in production: what comes after it is compared with it. */
const firstRelease = async (policy: string): Promise<void> => {
  story = await tellStory(policy);
  const { number } = await story.openGreen({ 'first.txt': 'first\n' });
  const { sha } = await story.as('ada').merge(number, 'squash');
  await story.green(sha);
  await promoteOn('ada', number);
  await story.say('omar', number, '/approve production');
  await story.deployed('production');
  expect(story.checkRun(sha, 'production')?.conclusion).toBe('success');
};

/** Merges a change of bob's, read by somebody or by nobody, then opens one of ada's on top. */
const afterBobs = async (reader: string | null) => {
  const bobs = await story
    .as('bob')
    .openPull({ title: 'Bob’s', branch: 'bobs', files: { 'bob.txt': 'bob\n' } });
  await story.green(bobs.headSha);
  if (reader !== null) await story.as(reader).review(bobs.number, 'APPROVE');
  await story.as('bob').merge(bobs.number, 'squash');
  await story.quiet();
  const adas = await story
    .as('ada')
    .openPull({ title: 'Ada’s', branch: 'adas', files: { 'ada.txt': 'ada\n' } });
  await story.green(adas.headSha);
  await promoteOn('ada', adas.number);
  return adas;
};

describe('of the pull request itself', () => {
  it('its author, who also asked', async () => {
    story = await tellStory(policyWith('strict'));
    const pull = await story.waiting();
    expect(await approveAs('ada', pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you opened #1, wrote 1 commit, pushed to its branch and asked for it."`,
    );
  });

  it('whoever asked, without another part in it', async () => {
    story = await tellStory(policyWith('strict'));
    const pull = await story.openGreen();
    await promoteOn('bob', pull.number);
    expect(await approveAs('bob', pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you asked for it."`,
    );
    expect(await approveAs('grace', pull.number)).toBe('counted');
    expect(live()).toBe(1);
  });

  it('whoever asked as well, later', async () => {
    story = await tellStory(policyWith('strict'));
    const pull = await story.waiting();
    await story.say('bob', pull.number, '/promote production');
    expect(story.replies(pull.number).at(-1)).toMatchInlineSnapshot(
      `"This was asked for already; you now count as asking for it too."`,
    );
    expect(await approveAs('bob', pull.number)).toContain('you asked for it');
  });

  it('a co-author, by the button as well', async () => {
    story = await tellStory(policyWith('strict'));
    const pull = await story.openGreen();
    const coAuthors = ['Grace <grace@acme.example>'];
    const { sha } = await story
      .as('ada')
      .push({ branch: 'tax', files: { 'a.txt': 'a\n' }, coAuthors });
    await story.green(sha);
    await promoteOn('ada', pull.number);
    await story.as('grace').press(story.checkRun(sha, 'production')?.id ?? 0, 'approve');
    await story.quiet();
    expect(summary(sha)).toContain('you wrote 1 commit of #1');
    expect(live()).toBe(0);
  });
});

describe('of what ships along', () => {
  it('strict: whoever wrote a change that nobody else read', async () => {
    await firstRelease(policyWith('strict'));
    const adas = await afterBobs(null);
    expect(await approveAs('bob', adas.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you opened #2, wrote 1 commit and pushed to its branch."`,
    );
    expect(await approveAs('grace', adas.number)).toBe('counted');
  });

  it('strict: not whoever wrote a change that other eyes saw, and the record lists those', async () => {
    await firstRelease(policyWith('strict'));
    const adas = await afterBobs('linus');
    expect(row(adas.headSha, 'separation-of-duties')).toMatchInlineSnapshot(
      `"| ✅ | separation-of-duties | \`strict\`: \`ada\` may not approve; others read #2 (\`linus\`) |"`,
    );
    expect(await approveAs('bob', adas.number)).toBe('counted');
  });

  it('strict: an approval by a stranger is no other eyes', async () => {
    await firstRelease(policyWith('strict'));
    const adas = await afterBobs('mallory');
    expect(await approveAs('bob', adas.number)).toContain('nobody approves their own work');
  });

  it('strict with reviewed changes excluded: whoever wrote anything at all', async () => {
    await firstRelease(policyWith('{ level: strict, reviewed_changes: exclude }'));
    const adas = await afterBobs('linus');
    expect(await approveAs('bob', adas.number)).toContain('nobody approves their own work');
  });

  it('change: nobody, and the check run says that it is the weaker level', async () => {
    await firstRelease(policyWith('change'));
    const adas = await afterBobs(null);
    expect(
      row(adas.headSha, 'separation-of-duties').replace(/[0-9a-f]{7}/, 'BOBS'),
    ).toMatchInlineSnapshot(
      `"| ✅ | separation-of-duties | \`change\`: \`ada\` may not approve; this is the weaker level, and nobody asked who wrote \`BOBS\` |"`,
    );
    expect(await approveAs('ada', adas.number)).toContain('nobody approves their own work');
    expect(await approveAs('bob', adas.number)).toBe('counted');
  });

  it('commits of no pull request: whoever pushed them to the default branch', async () => {
    await firstRelease(policyWith('strict'));
    const { sha } = await story.as('omar').push({ branch: 'main', files: { 'hot.txt': 'fix\n' } });
    await story.green(sha);
    const adas = await story
      .as('ada')
      .openPull({ title: 'Ada’s', branch: 'adas', files: { 'ada.txt': 'ada\n' } });
    await story.green(adas.headSha);
    await promoteOn('ada', adas.number);
    expect(await approveAs('omar', adas.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you wrote 1 commit and pushed to the default branch."`,
    );
  });
});

describe('at the weaker levels', () => {
  it('requester: the author, who did not ask, may', async () => {
    story = await tellStory(policyWith('requester'));
    const pull = await story.openGreen();
    await promoteOn('bob', pull.number);
    expect(await approveAs('bob', pull.number)).toContain('you asked for it');
    expect(await approveAs('ada', pull.number)).toBe('counted');
  });

  it('off: even whoever asked', async () => {
    story = await tellStory(policyWith('off'));
    const pull = await story.waiting();
    expect(await approveAs('ada', pull.number)).toBe('counted');
  });

  it('a list of parts: those alone', async () => {
    story = await tellStory(policyWith('[requester, mergers]'));
    const pull = await story.openGreen();
    const { sha } = await story.as('grace').merge(pull.number, 'merge');
    await story.green(sha);
    await promoteOn('bob', pull.number);
    expect(await approveAs('grace', pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: nobody approves their own work, and you merged #1."`,
    );
    expect(await approveAs('ada', pull.number)).toBe('counted');
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
    expect(await approveAs('grace', pull.number)).toBe('counted');
    expect(live()).toBe(1);
  });
});

describe('an address that belongs to no account', () => {
  const unknown = async (policy: string) => {
    story = await tellStory(policy);
    const pull = await story.openGreen();
    const { sha } = await story
      .as('ada')
      .push({ branch: 'tax', files: { 'a.txt': 'a\n' }, authorEmail: 'old@mail.example' });
    await story.green(sha);
    await promoteOn('ada', pull.number);
    return { number: pull.number, sha };
  };

  it('makes the proof impossible, with commit and address named', async () => {
    const { number, sha } = await unknown(policyWith('strict'));
    const said = plain(row(sha, 'separation-of-duties'), { HEAD: sha });
    expect(said).toMatchInlineSnapshot(
      `"| ⛔ | separation-of-duties | \`old@mail.example\` of \`HEAD\` belongs to no GitHub account. Name the address under \`people\` in the policy, as \`old@mail.example: login\`. |"`,
    );
    await story.as('grace').review(number, 'APPROVE');
    await story.quiet();
    expect(live()).toBe(0);
  });

  it('is a person’s, when the policy says whose: and that person may not approve', async () => {
    const people = 'people: { old@mail.example: grace }\n';
    const { number } = await unknown(policyWith('strict', people));
    expect(await approveAs('grace', number)).toContain('you wrote 1 commit of #1');
    expect(await approveAs('bob', number)).toBe('counted');
  });

  it('is a machine’s, when the policy says so', async () => {
    const people = 'people: { old@mail.example: machine }\n';
    const { number } = await unknown(policyWith('strict', people));
    expect(await approveAs('grace', number)).toBe('counted');
  });

  it('is passed over where the policy ignores unknown authors', async () => {
    const policy = policyWith('strict').replace(
      'production: true',
      'production: true\n    unknown_authors: ignore',
    );
    const { number } = await unknown(policy);
    expect(await approveAs('grace', number)).toBe('counted');
  });
});

describe('asking', () => {
  it('is for those whom the policy allows to', async () => {
    const policy = policyWith('strict').replace(
      'production: true',
      'production: true\n    allow: { promote: { teams: [platform], permission: write } }',
    );
    story = await tellStory(policy);
    const pull = await story.liveInStaging();
    await story.say('ada', pull.number, '/promote production');
    expect(story.replies(pull.number).at(-1)).toMatchInlineSnapshot(
      `"You may not promote in \`production\`: that is for anyone in the team \`platform\` with at least \`write\` permission."`,
    );
    await story.say('grace', pull.number, '/promote production');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('action_required');
  });
});
