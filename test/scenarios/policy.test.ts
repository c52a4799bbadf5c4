/** The policy file: whose copy counts, and what people see who are about to break it. */
import { afterEach, describe, expect, it } from 'vitest';
import { plain, type Story, tellStory } from './story.ts';

const PATH = '.github/lockkeeper.yml';
const POLICY = `version: 1
environments:
  - name: staging
    gates: { checks: { required: [build, test] } }
    approvals: { rules: [{ name: platform, teams: [platform] }] }
`;
const BROKEN = POLICY.replace('teams:', 'tems:');

let story: Story;
afterEach(async () => {
  await story.close();
});

const newestRun = (sha: string) =>
  story.sandbox.read.checkRuns(sha).findLast(({ name }) => name === 'lockkeeper / policy');

const policyRun = (sha: string): string => {
  const run = newestRun(sha);
  return run === undefined ? 'none' : `${run.conclusion}: ${run.title}\n${plain(run.summary)}`;
};

const proposing = async (text: string) => {
  story = await tellStory(POLICY);
  return story.openGreen({ [PATH]: text });
};

describe('a pull request', () => {
  it('that breaks the policy gets a failing check with a note on each line', async () => {
    const pull = await proposing(BROKEN);
    expect(policyRun(pull.headSha)).toMatchInlineSnapshot(`
      "failure: 1 problem
      \`.github/lockkeeper.yml\` is broken, and nothing passes with a broken policy.

      - line 5, column 44: \`tems\` is not known here. Did you mean \`teams\`?"
    `);
    expect(newestRun(pull.headSha)?.annotations).toMatchInlineSnapshot(`
      [
        {
          "annotation_level": "failure",
          "end_column": 47,
          "end_line": 5,
          "message": "\`tems\` is not known here. Did you mean \`teams\`?",
          "path": ".github/lockkeeper.yml",
          "start_column": 44,
          "start_line": 5,
          "title": "Policy",
        },
      ]
    `);
  });

  it('can have its check run again, and the file is read again', async () => {
    const pull = await proposing(BROKEN);
    const run = newestRun(pull.headSha);
    for (const _ of [1, 2]) {
      const before = story.sandbox.calls.length;
      story.as('grace').rerequest(run?.id ?? 0);
      await story.quiet();
      const calls = story.sandbox.calls.slice(before);
      expect(calls.map(({ method, graphql }) => graphql ?? method)).toEqual(['Policy', 'POST']);
    }
    const again = newestRun(pull.headSha);
    expect(again?.id).not.toBe(run?.id);
    expect({ ...again, id: run?.id }).toEqual(run);
    const entries = await story.app.world.store.record.entries('repository:600', 0, 1_000);
    expect(entries.filter(({ kind }) => kind === 'refused')).toEqual([]);
  });

  it('that mends it on the next push gets a good one', async () => {
    const pull = await proposing(BROKEN);
    const files = { [PATH]: POLICY.replace('[platform]', '[platform, security]') };
    const { sha } = story.as('ada').push({ branch: 'tax', files });
    await story.quiet();
    expect(policyRun(pull.headSha)).toContain('failure');
    expect(policyRun(sha)).toMatchInlineSnapshot(`
      "success: 1 environment; loosens staging
      | environment | asks for |
      |---|---|
      | staging | \`checks\`; approvals: 1 from platform; separation of duties: \`change\` |

      Against what holds now:

      - **staging**: \`approvals\` rule platform 1 from anyone in the team \`platform\` → 1 from anyone in the team \`platform\` or the team \`security\`, *loosens*

      - What loosens \`staging\` needs an approving review of anyone in the team \`platform\`.

      The review must be of the last commit of this pull request; it may also come after the merge. \`ada\` had a part in it, and cannot approve it."
    `);
  });

  it('that leaves the policy alone gets none', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    expect(policyRun(pull.headSha)).toBe('none');
  });

  it('is never judged by its own copy', async () => {
    const pull = await proposing(POLICY.replace(/ {4}approvals.*\n/, ''));
    await story.say('ada', pull.number, '/promote staging');
    expect(story.run(pull.headSha, 'staging')).toBe(
      'action_required: Waiting for 1 approval from platform',
    );
  });
});

describe('the default branch', () => {
  it('that breaks its policy says so on the commit, and nothing can be asked for', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    const { sha } = story.as('omar').push({ branch: 'main', files: { [PATH]: BROKEN } });
    await story.quiet();
    expect(policyRun(sha)).toContain('failure: ');
    await story.say('ada', pull.number, '/promote staging');
    expect(story.lastReply(pull.number, { SHA: sha })).toMatchInlineSnapshot(
      `"The policy \`.github/lockkeeper.yml\` at \`SHA\` has 1 problem, and nothing passes with a broken policy. It is listed in the check run \`lockkeeper / policy\` of that commit."`,
    );
    await story.say('ada', pull.number, '/status');
    await story.say('ada', pull.number, '/help');
    for (const said of story.replies(pull.number).slice(1)) expect(said).toContain('broken');
    expect(story.deployments('staging')).toEqual([]);
  });

  it('that breaks its policy hides nothing of what is live, and what is open can be withdrawn', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    const { sha } = story.as('omar').push({ branch: 'main', files: { [PATH]: BROKEN } });
    await story.quiet();
    await story.say('ada', pull.number, '/why Staging');
    expect(story.lastReply(pull.number)).toContain('**pending**');
    await story.say('ada', pull.number, '/cancel staging');
    expect(story.run(pull.headSha, 'staging')).toBe('cancelled: Withdrawn');
    await story.say('ada', pull.number, '/status');
    const told = story.lastReply(pull.number, { SHA: sha }).split('\n\n<details')[0];
    expect(told).toMatchInlineSnapshot(`
      "**Where this pull request is**

      ⛔ The policy \`.github/lockkeeper.yml\` at \`SHA\` has 1 problem, and nothing passes with a broken policy. It is listed in the check run \`lockkeeper / policy\` of that commit.

      | environment | live | this pull request | waits for |
      |---|---|---|---|
      | staging | – | – cancelled |  |"
    `);
  });

  it('without a file has the built-in policy, and says so', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    const { sha } = story.as('omar').push({ branch: 'main', files: { [PATH]: null } });
    await story.quiet();
    expect(policyRun(sha).replaceAll(sha.slice(0, 7), 'SHA')).toMatchInlineSnapshot(`
      "action_required: No file: the built-in policy, 3 environments; loosening staging waits for an approval
      | environment | asks for |
      |---|---|
      | development | nothing |
      | staging | \`predecessor\` and \`checks\`; approvals: 1 from platform; separation of duties: \`change\` |
      | production | \`contains-live\` and \`predecessor\`; approvals: 1 from colleagues; separation of duties: \`strict\` |

      ⏳ This loosens, and does not hold yet; until it is approved, what was there before holds:

      - **staging**: \`gates\` checks \`{"required":["build","test"]}\` → none, *loosens*
      - **staging**: \`approvals\` rule platform 1 from anyone in the team \`platform\` → none, *loosens*
      - **staging**: \`separation_of_duties\` \`change\` → \`off\`, *loosens*

      - What loosens \`staging\` needs an approving review of anyone in the team \`platform\`.

      \`omar\` had a part in it, and cannot approve it. It was changed by a commit of no pull request (\`SHA\`), which nobody can review: take it back, and bring it in by a pull request; one that changes the file again and is approved also helps."
    `);
    await story.say('ada', pull.number, '/promote dev');
    expect(story.deployments('development')).toHaveLength(1);
    expect(story.checkRun(pull.headSha, 'development')?.summary).toContain(
      '| ✅ | halt | nothing is halted |',
    );
  });

  it('may call it .yaml as well', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    const files = { [PATH]: null, '.github/lockkeeper.yaml': POLICY.replace('staging', 'preview') };
    story.as('omar').push({ branch: 'main', files });
    await story.quiet();
    await story.say('ada', pull.number, '/promote preview');
    expect(story.checkRun(pull.headSha, 'preview')?.title).toContain('Waiting for 1 approval');
  });
});
