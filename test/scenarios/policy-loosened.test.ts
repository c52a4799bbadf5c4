/** A policy that lets more through than before holds once somebody without a part in it said yes. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, plain, type Story, tellStory } from './story.ts';

const PATH = '.github/lockkeeper.yml';
const HOUR = 3_600_000;

const policyWith = ({
  count = 2,
  production = true,
  more = '',
  name = 'production',
  top = '',
} = {}): string => `version: 1
${top}environments:
  - name: staging
  - name: ${name}
    after: []
    production: ${production}
    separation_of_duties: strict
    approvals: { rules: [{ name: platform, count: ${count}, teams: [platform] }] }
${more}`;

let story: Story;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

/** A pull request of ada's that changes the policy, opened while `policyWith()` holds. */
const proposed = async (text: string, before = policyWith()): Promise<Pull> => {
  story = await tellStory(before);
  const pull = story
    .as('ada')
    .openPull({ title: 'Policy', branch: 'policy', files: { [PATH]: text } });
  await story.quiet();
  return pull;
};

const merge = async (
  pull: Pull,
  method: 'merge' | 'squash' | 'rebase' = 'merge',
): Promise<string> => {
  const { sha } = story.as('omar').merge(pull.number, method);
  await story.quiet();
  return sha;
};

const push = async (text: string | null, who = 'omar'): Promise<string> => {
  const { sha } = story.as(who).push({ branch: 'main', files: { [PATH]: text } });
  await story.quiet();
  return sha;
};

const run = (sha: string): string => {
  const found = story.sandbox.read
    .checkRuns(sha)
    .findLast(({ name }) => name === 'lockkeeper / policy');
  if (found === undefined) return 'none';
  const changes = plain(found.summary).split('\n\n').slice(1).join('\n\n');
  return `${found.conclusion}: ${found.title}\n${changes}`;
};

/** What production asks for now, as a promotion there reads it. */
const asked = async (environment = 'production'): Promise<string> => {
  const branch = `ask-${story.sandbox.calls.length}`;
  const pull = await story.openAs('ada', branch);
  await story.say('ada', pull.number, `/promote ${environment}`);
  return story.run(pull.headSha, environment);
};

const WANTS_2 = 'action_required: Waiting for 2 approvals from platform';
const WANTS_1 = 'action_required: Waiting for 1 approval from platform';

const entries = async (kind: string) =>
  (await story.app.store.record.entries('repository:600', 0, 1_000))
    .filter((entry) => entry.kind === kind)
    .map(({ body, environment }) => ({ environment, ...(JSON.parse(body) as object) }));

describe('a pull request', () => {
  it('reads what it would change, and who can approve what loosens', async () => {
    const pull = await proposed(policyWith({ count: 1, more: '    on_block: reject\n' }));
    expect(run(pull.headSha)).toMatchInlineSnapshot(`
      "success: 2 environments; loosens production
      Against what holds now:

      - **production**: \`on_block\` \`wait\` → \`reject\`, *tightens*
      - **production**: \`approvals\` rule platform 2 → 1, *loosens*

      - What loosens \`production\` needs an approving review of anyone in the team \`platform\`.

      The review must be of the last commit of this pull request; it may also come after the merge. \`ada\` had a part in it, and cannot approve it."
    `);
  });

  it('reads of environments that come, go and are renamed', async () => {
    const text = policyWith({ name: 'live' }).replace('name: staging', 'name: qa');
    const pull = await proposed(`${text}  - name: eu\n`);
    expect(run(pull.headSha)).toMatchInlineSnapshot(`
      "success: 3 environments
      Against what holds now:

      - **qa** was \`staging\`
      - **live** was \`production\`
      - **eu** is new"
    `);
  });

  it('reads that nothing changes that decides', async () => {
    const pull = await proposed(`# The same.\n${policyWith()}`);
    expect(run(pull.headSha)).toContain('Nothing that decides is other than what holds now.');
  });
});

describe('a loosening that was merged', () => {
  it('without an independent approval stays without effect, and the commit says so', async () => {
    const pull = await proposed(policyWith({ count: 1 }));
    const sha = await merge(pull);
    expect(run(sha)).toMatchInlineSnapshot(`
      "action_required: 2 environments; loosening production waits for an approval
      ⏳ This loosens, and does not hold yet; until it is approved, what was there before holds:

      - **production**: \`approvals\` rule platform 2 → 1, *loosens*

      - What loosens \`production\` needs an approving review of anyone in the team \`platform\`.

      The review must be of the last commit of #1. \`ada\` had a part in it, and cannot approve it."
    `);
    expect(await asked()).toBe(WANTS_2);
    expect(await entries('policy.changed')).toMatchObject([
      {
        environments: {
          production: { took: [], waits: [{ key: 'approvals', part: 'rule platform' }] },
        },
      },
    ]);
  });

  it.each(['merge', 'squash', 'rebase'] as const)(
    'after an approval holds at once (%s)',
    async (method) => {
      const pull = await proposed(policyWith({ count: 1 }));
      await story.review('grace', pull.number, 'APPROVE');
      const sha = await merge(pull, method);
      expect(run(sha)).toMatch(/^success: 2 environments\n/);
      expect(await asked()).toBe(WANTS_1);
      expect(await entries('policy.loosening_approved')).toMatchObject([
        { environment: 'production', pullNumber: pull.number, by: { login: 'grace' } },
      ]);
    },
  );

  it('holds when it is approved afterwards, and what waits is looked at again', async () => {
    const pull = await proposed(policyWith({ count: 1 }));
    const sha = await merge(pull);
    const other = await story.openAs('ada', 'other');
    await story.say('ada', other.number, '/promote production');
    expect(story.run(other.headSha, 'production')).toBe(WANTS_2);
    await story.review('grace', pull.number, 'APPROVE');
    expect(story.run(other.headSha, 'production')).toBe(WANTS_1);
    expect(run(sha)).toMatch(/^success: 2 environments\n/);
  });

  it('is found approved an hour later, should the event of the review be lost', async () => {
    const pull = await proposed(policyWith({ count: 1 }));
    await merge(pull);
    story.sandbox.hold();
    story.as('grace').review(pull.number, 'APPROVE');
    story.sandbox.release(() => []);
    await story.later(HOUR);
    expect(await asked()).toBe(WANTS_1);
  });

  it('is not approved by somebody without a say there', async () => {
    const pull = await proposed(policyWith({ count: 1 }));
    await story.review('linus', pull.number, 'APPROVE');
    await merge(pull);
    expect(await asked()).toBe(WANTS_2);
  });

  it('holds once who approved it comes into the team that has a say', async () => {
    const pull = await proposed(policyWith({ count: 1 }));
    await story.review('linus', pull.number, 'APPROVE');
    await merge(pull);
    story.as('omar').joinTeam('platform', 'linus');
    await story.quiet();
    expect(await asked()).toBe(WANTS_1);
  });

  it('is not approved on an earlier head', async () => {
    const pull = await proposed(policyWith({ count: 1 }));
    await story.review('grace', pull.number, 'APPROVE');
    story.as('ada').push({ branch: 'policy', files: { 'more.txt': 'more\n' } });
    await story.quiet();
    await merge(pull);
    expect(await asked()).toBe(WANTS_2);
  });

  it('is not approved by who pushed to it', async () => {
    const pull = await proposed(policyWith({ count: 1 }));
    story.as('grace').push({ branch: 'policy', files: { 'more.txt': 'more\n' } });
    await story.quiet();
    await story.review('grace', pull.number, 'APPROVE');
    await merge(pull);
    expect(await asked()).toBe(WANTS_2);
    await story.review('bob', pull.number, 'APPROVE');
    expect(await asked()).toBe(WANTS_1);
  });

  it('is not approved by its author under another address of the policy’s people', async () => {
    const people = 'people: { old@mail: grace }\n';
    story = await tellStory(policyWith({ top: people }));
    const pull = story.as('ada').openPull({
      title: 'Policy',
      branch: 'policy',
      files: { [PATH]: policyWith({ count: 1, top: people }) },
    });
    story.as('ada').push({ branch: 'policy', files: { 'a.txt': 'a\n' }, authorEmail: 'old@mail' });
    await story.quiet();
    await story.review('grace', pull.number, 'APPROVE');
    await merge(pull);
    expect(await asked()).toBe(WANTS_2);
    await story.review('bob', pull.number, 'APPROVE');
    expect(await asked()).toBe(WANTS_1);
  });

  it('waits on while the policy is broken, and is not there when it is mended looser', async () => {
    story = await tellStory(policyWith());
    await asked();
    await push('version: 1\nenvironmets: []\n');
    await push(policyWith({ count: 1 }));
    expect(await asked()).toBe(WANTS_2);
  });

  it('is over when it is taken back', async () => {
    const pull = await proposed(policyWith({ count: 1 }));
    const sha = await merge(pull);
    await push(policyWith());
    expect(run(sha)).toMatch(/^success: 2 environments\n/);
    expect(await asked()).toBe(WANTS_2);
    const again = story.as('ada').openPull({
      title: 'Again',
      branch: 'again',
      files: { [PATH]: policyWith({ count: 1 }) },
    });
    await story.review('omar', again.number, 'APPROVE');
    await merge(again);
    expect(await asked()).toBe(WANTS_1);
  });

  it('is no yes to the same once more after it was taken back, while something else waits', async () => {
    const pull = await proposed(policyWith({ count: 1 }));
    await merge(pull);
    const more = '    allow_forks: true\n';
    await push(policyWith({ more }));
    await story.review('grace', pull.number, 'APPROVE');
    await push(policyWith({ count: 1, more }));
    expect(await asked()).toBe(WANTS_2);
  });
});

describe('a push to the default branch', () => {
  it('that loosens never takes effect by itself', async () => {
    story = await tellStory(policyWith());
    await asked();
    const sha = await push(policyWith({ count: 1 }));
    expect(run(sha).replaceAll(sha.slice(0, 7), 'SHA')).toMatchInlineSnapshot(`
      "action_required: 2 environments; loosening production waits for an approval
      ⏳ This loosens, and does not hold yet; until it is approved, what was there before holds:

      - **production**: \`approvals\` rule platform 2 → 1, *loosens*

      - What loosens \`production\` needs an approving review of anyone in the team \`platform\`.

      \`omar\` had a part in it, and cannot approve it. It was changed by a commit of no pull request (\`SHA\`), which nobody can review: take it back, and bring it in by a pull request; one that changes the file again and is approved also helps."
    `);
    expect(await asked()).toBe(WANTS_2);
  });

  it('takes effect by an approved pull request that changes the file again, not approved by the pusher', async () => {
    story = await tellStory(policyWith());
    await asked();
    await push(policyWith({ count: 1 }));
    const files = { [PATH]: `# One is enough.\n${policyWith({ count: 1 })}` };
    const pull = story.as('ada').openPull({ title: 'Policy', branch: 'policy', files });
    await story.review('omar', pull.number, 'APPROVE');
    await merge(pull);
    expect(await asked()).toBe(WANTS_2);
    await story.review('grace', pull.number, 'APPROVE');
    expect(await asked()).toBe(WANTS_1);
  });

  it('that tightens holds at once, also on top of a loosening that waits', async () => {
    story = await tellStory(policyWith());
    await asked();
    await push(policyWith({ count: 1 }));
    const more = '    gates: { checks: { required: [audit] } }\n';
    await push(policyWith({ count: 1, more }));
    const title = await asked();
    expect(title).not.toBe(WANTS_1);
    const pull = await story.openAs('ada', 'look');
    await story.say('ada', pull.number, '/promote production');
    const summary = story.summary(pull.headSha, 'production');
    expect(summary).toContain('**platform** 0 of 2');
    expect(summary).toContain('audit');
    const sources = (await entries('decision')).at(-1) as unknown as {
      policy: { sources: readonly unknown[] };
    };
    expect(sources.policy.sources).toHaveLength(2);
  });
});

describe('no way around', () => {
  it('takes `production: true` away', async () => {
    const pull = await proposed(policyWith({ production: false }).replace('strict', 'off'));
    const sha = await merge(pull);
    expect(run(sha)).toMatchInlineSnapshot(`
      "action_required: 2 environments; loosening production waits for an approval
      ⏳ This loosens, and does not hold yet; until it is approved, what was there before holds:

      - **production**: \`production\` \`true\` → \`false\`, *loosens*
      - **production**: \`gates\` contains-live on → none, *loosens*
      - **production**: \`separation_of_duties\` \`strict\` → \`off\`, *loosens*

      - What loosens \`production\` needs an approving review of anyone in the team \`platform\`.

      The review must be of the last commit of #1. \`ada\` had a part in it, and cannot approve it."
    `);
    const title = await asked();
    expect(title).toBe(WANTS_2);
  });

  it('names people: who is who is told under the same rule', async () => {
    const pull = await proposed(policyWith({ top: 'people: { old@mail: machine }\n' }));
    const sha = await merge(pull);
    expect(run(sha)).toMatchInlineSnapshot(`
      "action_required: 2 environments; loosening staging and production waits for an approval
      ⏳ This loosens, and does not hold yet; until it is approved, what was there before holds:

      - **staging**: \`people\` old@⁠mail none → \`machine\`, *loosens*
      - **production**: \`people\` old@⁠mail none → \`machine\`, *loosens*

      - What loosens \`staging\` needs an approving review of anyone with \`write\` permission.
      - What loosens \`production\` needs an approving review of anyone in the team \`platform\`.

      The review must be of the last commit of #1. \`ada\` had a part in it, and cannot approve it."
    `);
    const change = story.as('ada').openPull({
      title: 'Old',
      branch: 'old',
      files: { 'old.txt': 'old\n' },
    });
    // In one second with it, it would not be certain which commit was seen.
    await story.later(1_000);
    story.as('ada').push({ branch: 'old', files: { 'o.txt': 'o\n' }, authorEmail: 'old@mail' });
    await story.quiet();
    await story.say('ada', change.number, '/promote production');
    const head = story.sandbox.read.pull(change.number).headSha;
    expect(story.summary(head, 'production')).toContain('old@mail');
    await story.review('grace', pull.number, 'APPROVE');
    expect(story.summary(head, 'production')).not.toContain('`old@mail` in');
  });

  it('is a rule for somebody else, who then approves what loosens', async () => {
    story = await tellStory(policyWith());
    await asked();
    const added = '{ name: friend, count: 1, users: [linus] }';
    await push(policyWith().replace('}] }', `}, ${added}] }`));
    const title = await asked();
    expect(title).toBe('action_required: Waiting for 3 approvals from platform and friend');
    const files = { [PATH]: policyWith({ production: false }).replace('strict', 'off') };
    const pull = story.as('ada').openPull({ title: 'Less', branch: 'less', files });
    await story.review('linus', pull.number, 'APPROVE');
    const sha = await merge(pull);
    expect(await asked()).toBe(title);
    expect(run(sha)).toContain('needs an approving review of anyone in the team `platform`.');
    await story.review('grace', pull.number, 'APPROVE');
    expect(await asked()).toBe(WANTS_2);
  });

  it('is to take an environment out and put it back looser', async () => {
    story = await tellStory(policyWith());
    await asked();
    await push('version: 1\nenvironments: [{ name: staging }]\n');
    await push(policyWith({ count: 1 }));
    expect(await asked()).toBe(WANTS_2);
    await push('version: 1\nenvironments: [{ name: staging }]\n');
    await push(policyWith({ count: 1, name: 'Production' }));
    expect(await asked('Production')).toBe(WANTS_2);
  });

  it('is another name', async () => {
    story = await tellStory(policyWith());
    await asked();
    await push(policyWith({ count: 1, name: 'live' }));
    expect(await asked('live')).toBe(WANTS_2);
  });

  it('is a first file, where the built-in policy held', async () => {
    story = await tellStory(policyWith());
    await push(null);
    story.as('ada').openPull({ title: 'x', branch: 'x', files: { 'x.txt': 'x' } });
    await story.quiet();
    await push('version: 1\nenvironments: [{ name: production, after: [] }]\n');
    const pull = await story.openAs('ada', 'y');
    await story.say('ada', pull.number, '/promote production');
    expect(story.deployments('production')).toEqual([]);
  });
});

it('lets a restart change nothing', async () => {
  const pull = await proposed(policyWith({ count: 1 }));
  await merge(pull);
  await story.restart();
  expect(await asked()).toBe(WANTS_2);
});
