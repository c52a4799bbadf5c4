/** How long a vote stands: after a comment, another review, a withdrawal, a rejection, a change of team. */
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { type Pull, plain, type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

/** In production, held by a running check: a vote that counts is not the end of the story. */
const heldByCheck = async (): Promise<Pull> => {
  story = await tellStory();
  const pull = await story.waiting();
  story.as('ada').setCheck(pull.headSha, 'build', null);
  await story.quiet();
  return pull;
};

const summary = (pull: Pull): string => story.summary(pull.headSha, 'production');
const run = (pull: Pull): string => story.run(pull.headSha, 'production');

describe('an approval', () => {
  it('stands when the same person comments afterwards', async () => {
    const pull = await heldByCheck();
    await story.review('grace', pull.number, 'APPROVE');
    await story.review('grace', pull.number, 'COMMENT');
    await story.green(pull.headSha);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('falls when its author leaves the team before it is counted for the last time', async () => {
    const pull = await heldByCheck();
    await story.review('grace', pull.number, 'APPROVE');
    expect(summary(pull)).toContain('**platform** 1 of 1');
    story.as('omar').leaveTeam('platform', 'grace');
    await story.green(pull.headSha);
    expect(run(pull)).toBe('action_required: Waiting for 1 approval from platform');
    expect(summary(pull)).toContain('`grace` (review): the rule `platform` asks others');
  });

  it('cannot be withdrawn from what deploys already', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.say('grace', pull.number, '/approve');
    expect(run(pull)).toBe('in_progress: Deploying');
    await story.say('grace', pull.number, '/approve production --withdraw');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"The promotion to \`production\` is \`deploying\` and takes no votes any more."`,
    );
  });

  it('that was withdrawn no longer counts, and is not there to be withdrawn again', async () => {
    const pull = await heldByCheck();
    await story.say('grace', pull.number, '/approve');
    expect(summary(pull)).toContain('**platform** 1 of 1: `grace`');
    await story.say('grace', pull.number, '/approve --withdraw');
    expect(summary(pull)).toContain('**platform** 0 of 1');
    await story.say('grace', pull.number, '/approve --withdraw');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"There is no such vote to take back for \`production\`."`,
    );
  });
});

describe('a review that asks for changes', () => {
  it('blocks until the same person approves, and ends nothing', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.review('omar', pull.number, 'REQUEST_CHANGES');
    await story.review('grace', pull.number, 'APPROVE');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('failure');
    expect(summary(pull)).toContain('asked for changes');
    await story.review('omar', pull.number, 'APPROVE');
    expect(run(pull)).toBe('in_progress: Deploying');
  });
});

describe('an approval of a commit that stays', () => {
  it('falls, and says so, when its author asks for changes to a newer commit', async () => {
    story = await tellStory(DEMO_POLICY.replace('count: 1', 'count: 2'));
    const pull = await story.liveInStaging();
    await story.say('ada', pull.number, `/promote production ${pull.headSha}`);
    await story.review('grace', pull.number, 'APPROVE');
    expect(summary(pull)).toContain('**platform** 1 of 2');
    const { sha } = story.as('ada').push({ branch: 'tax', files: { 'b.txt': 'b\n' } });
    await story.review('grace', pull.number, 'REQUEST_CHANGES');
    const said = plain(story.checkRun(pull.headSha, 'production')?.summary ?? '', { NEWER: sha });
    expect(/Not counted:\n(.*)/.exec(said)?.[1]).toMatchInlineSnapshot(
      `"- \`grace\` (review): a later review asks for changes to \`NEWER\`"`,
    );
  });
});

describe('a review that asks for changes, where blocks end', () => {
  it('ends nothing all the same, and other blocks do', async () => {
    story = await tellStory(
      DEMO_POLICY.replace('production: true', 'production: true\n    on_block: reject'),
    );
    const pull = await story.waiting();
    await story.review('grace', pull.number, 'REQUEST_CHANGES');
    expect(run(pull)).toBe('failure: Blocked by approvals');
    story.as('ada').setCheck(pull.headSha, 'test', 'failure');
    await story.quiet();
    expect(run(pull)).toContain('failure: Rejected by');
  });
});

describe('a rejection', () => {
  it('ends the promotion with its reason, and blocks the next until its author lifts it', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.say('grace', pull.number, '/reject the migration is missing');
    expect(run(pull)).toBe('failure: Rejected by grace');
    await story.say('ada', pull.number, '/promote production');
    expect(summary(pull)).toContain('the migration is missing');
    await story.say('grace', pull.number, '/reject production --lift');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('action_required');
  });

  it('is lifted right away too, when nothing is open any more', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.say('grace', pull.number, '/reject production wrong page');
    await story.say('linus', pull.number, '/reject --lift');
    await story.say('grace', pull.number, '/reject --lift');
    await story.say('grace', pull.number, '/reject --lift');
    await story.say('grace', pull.number, '/reject production --lift');
    expect(story.replies(pull.number)).toMatchInlineSnapshot(`
      [
        "\`grace\` rejected this for \`production\`; only they or an admin can lift it.",
        "The rejection by \`grace\` for \`production\` no longer stands.",
        "There is no such vote to take back here.",
        "There is no such vote to take back for \`production\`.",
      ]
    `);
    await story.say('ada', pull.number, '/promote production');
    expect(run(pull)).toBe('action_required: Waiting for 1 approval from platform');
  });

  it('beside another’s is lifted by its own author, and the other one stands', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.say('grace', pull.number, '/reject the migration is missing');
    await story.say('ada', pull.number, '/promote production');
    await story.say('omar', pull.number, '/reject not on a Friday');
    await story.say('ada', pull.number, '/promote production');
    await story.say('grace', pull.number, '/reject --lift');
    expect(story.lastReply(pull.number)).toBe(
      'The rejection by `grace` for `production` no longer stands.',
    );
    expect(summary(pull)).toContain('not on a Friday');
    await story.say('omar', pull.number, '/reject --lift');
    expect(run(pull)).toBe('action_required: Waiting for 1 approval from platform');
  });

  it('that was said twice is lifted whole', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.say('grace', pull.number, '/reject the migration is missing');
    await story.say('ada', pull.number, '/promote production');
    await story.say('grace', pull.number, '/reject it still is');
    await story.say('grace', pull.number, '/reject --lift');
    await story.say('ada', pull.number, '/promote production');
    expect(run(pull)).toBe('action_required: Waiting for 1 approval from platform');
  });

  it('of several environments is lifted in the one that is named', async () => {
    const rules = 'approvals: { rules: [{ permission: write }] }';
    story = await tellStory(`version: 1
environments:
  - { name: staging, ${rules} }
  - { name: production, after: [], ${rules} }
`);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.say('ada', pull.number, '/promote production');
    await story.say('grace', pull.number, '/reject staging no');
    await story.say('grace', pull.number, '/reject production no');
    await story.say('grace', pull.number, '/reject --lift');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"There is more than one rejection here: for \`staging\` and \`production\`. Name the environment you mean."`,
    );
    await story.say('grace', pull.number, '/reject staging --lift');
    expect(story.lastReply(pull.number)).toContain('for `staging` no longer stands');
  });

  it('is lifted by an admin with a reason too, and by nobody else', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.press('grace', pull.headSha, 'production', 'reject');
    await story.say('ada', pull.number, '/promote production');
    await story.say('bob', pull.number, '/reject production --lift');
    await story.say('omar', pull.number, '/reject production --lift');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('failure');
    await story.say('omar', pull.number, '/reject production --lift because "wrong button"');
    expect(story.replies(pull.number)).toMatchInlineSnapshot(`
      [
        "\`grace\` rejected this for \`production\`; only they or an admin can lift it.",
        "\`/reject --lift\` needs a reason here. Write it behind \`because\`.",
        "The rejection by \`grace\` for \`production\` no longer stands.",
      ]
    `);
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('action_required');
  });
});
