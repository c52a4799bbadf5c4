/** Every way a vote can fail to count: what people then read, and that nothing is deployed by it. */
import { afterEach, describe, expect, it } from 'vitest';
import { pressButton } from '../../src/commands/press-button.ts';
import { type Pull, plain, type Story, tellStory, timeless } from './story.ts';

/** Production with two people asked, so that one good vote is not the end of the story. */
const policyWith = (
  production: string,
  rules = '{ name: platform, count: 2, teams: [platform] }',
) =>
  `version: 1
environments:
  - name: staging
    gates: { checks: { required: [build, test] } }
  - name: production
    production: true
    gates: { checks: { required: [build, test] } }
${production}    approvals:
      rules: [${rules}]
`;

let story: Story;
afterEach(async () => {
  expect(story.deployments('production')).toEqual([]);
  await story.close();
});

const waiting = async (policy: string): Promise<Pull> => {
  story = await tellStory(policy);
  return story.waiting();
};

const summary = (sha: string): string => story.summary(sha, 'production');

/** What the check run says of votes that do not count. */
const notCounted = (sha: string): string =>
  /Not counted:\n((?:- .*\n?)+)/.exec(summary(sha))?.[1]?.trim() ?? 'none';

describe('a review', () => {
  it('by a machine', async () => {
    const pull = await waiting(policyWith(''));
    await story.review('ci[bot]', pull.number, 'APPROVE');
    expect(notCounted(pull.headSha)).toMatchInlineSnapshot(
      `"- \`ci[bot]\` (review): machines do not approve"`,
    );
  });

  it('by someone who had a part in it', async () => {
    story = await tellStory(policyWith(''));
    const pull = await story.openGreen();
    const { sha } = story.as('grace').push({ branch: 'tax', files: { 'a.txt': 'a\n' } });
    await story.green(sha);
    await story.promoteOn('ada', pull.number);
    await story.review('grace', pull.number, 'APPROVE');
    expect(notCounted(sha)).toMatchInlineSnapshot(
      `"- \`grace\` (review): nobody approves their own work, and \`grace\` wrote 1 commit of #1 and pushed to its branch"`,
    );
  });

  it('of another commit', async () => {
    story = await tellStory(policyWith(''));
    const pull = await story.openGreen();
    story.as('grace').review(pull.number, 'APPROVE');
    const { sha } = story.as('ada').push({ branch: 'tax', files: { 'a.txt': 'a\n' } });
    await story.green(sha);
    await story.promoteOn('ada', pull.number);
    expect(plain(notCounted(sha), { former: pull.headSha })).toMatchInlineSnapshot(
      `"- \`grace\` (review): the review was of \`former\`, and this is another commit"`,
    );
  });

  it('that was dismissed', async () => {
    const pull = await waiting(policyWith(''));
    const { id } = story.as('grace').review(pull.number, 'APPROVE');
    await story.quiet();
    expect(summary(pull.headSha)).toContain('**platform** 1 of 2');
    story.as('omar').dismissReview(pull.number, id);
    await story.quiet();
    expect(notCounted(pull.headSha)).toMatchInlineSnapshot(
      `"- \`grace\` (review): the review was dismissed"`,
    );
  });

  it('by someone whom no rule asks', async () => {
    const pull = await waiting(policyWith(''));
    await story.review('linus', pull.number, 'APPROVE');
    expect(notCounted(pull.headSha)).toMatchInlineSnapshot(
      `"- \`linus\` (review): the rule \`platform\` asks others"`,
    );
    await story.say('linus', pull.number, '/approve');
    expect(story.lastReply(pull.number)).toContain('does not count: the rule');
  });

  it('by someone who is asked and may not write here', async () => {
    const rules = '{ name: friends, count: 1, users: [mallory] }';
    const pull = await waiting(policyWith('', rules));
    await story.review('mallory', pull.number, 'APPROVE');
    expect(notCounted(pull.headSha)).toMatchInlineSnapshot(
      `"- \`mallory\` (review): approving here is for anyone with \`write\` permission"`,
    );
  });

  it('by someone without the permission that approving needs', async () => {
    const pull = await waiting(policyWith('    allow: { approve: maintain }\n'));
    await story.review('grace', pull.number, 'APPROVE');
    expect(notCounted(pull.headSha)).toMatchInlineSnapshot(
      `"- \`grace\` (review): approving here is for anyone with \`maintain\` permission"`,
    );
    await story.say('grace', pull.number, '/approve');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"You may not approve for \`production\`: that is for anyone with \`maintain\` permission."`,
    );
  });

  it('that came before the request, where only later ones count', async () => {
    const policy = policyWith('').replace('approvals:', 'approvals:\n      after_request: true');
    story = await tellStory(policy);
    const pull = await story.liveInStaging();
    await story.review('grace', pull.number, 'APPROVE');
    await story.later(60_000);
    await story.say('ada', pull.number, '/promote production');
    expect(notCounted(pull.headSha)).toMatchInlineSnapshot(
      `"- \`grace\` (review): the vote is older than the request"`,
    );
  });
});

describe('a vote by command', () => {
  it('in a way that does not count', async () => {
    const policy = policyWith('').replace('approvals:', 'approvals:\n      via: [review, button]');
    const pull = await waiting(policy);
    await story.say('grace', pull.number, '/approve');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: votes by \`comment\` do not count here; these do: \`review\` and \`button\`."`,
    );
  });

  it('for an earlier promotion', async () => {
    const pull = await waiting(policyWith(''));
    await story.say('grace', pull.number, '/approve');
    expect(summary(pull.headSha)).toContain('**platform** 1 of 2');
    await story.say('ada', pull.number, '/cancel');
    await story.say('ada', pull.number, '/promote production');
    expect(notCounted(pull.headSha)).toMatchInlineSnapshot(
      `"- \`grace\` (comment): the vote was for an earlier promotion"`,
    );
  });

  it('under a policy that changed since', async () => {
    const pull = await waiting(policyWith(''));
    await story.say('grace', pull.number, '/approve');
    const stricter = policyWith('').replace('count: 2', 'count: 3');
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': stricter } });
    await story.quiet();
    expect(notCounted(pull.headSha)).toMatchInlineSnapshot(
      `"- \`grace\` (comment): the policy of this environment changed after the vote; vote again"`,
    );
  });

  it('replaced by the same person’s later one: a person counts once', async () => {
    const pull = await waiting(policyWith(''));
    story.as('grace').review(pull.number, 'APPROVE');
    await story.later(60_000);
    await story.say('grace', pull.number, '/approve');
    expect(summary(pull.headSha)).toContain('**platform** 1 of 2: `grace`');
    expect(notCounted(pull.headSha)).toMatchInlineSnapshot(
      `"- \`grace\` (review): their later vote, by \`comment\`, counts instead"`,
    );
  });

  it('older than the promotion it would be for', async () => {
    story = await tellStory(policyWith(''));
    const pull = await story.liveInStaging();
    await story.say('grace', pull.number, '/approve');
    expect(timeless(story.lastReply(pull.number))).toMatchInlineSnapshot(
      `"Nothing is open here; the last promotion ended as \`completed\` on TIME UTC (now). To ask for it: \`/promote <environment>\`."`,
    );
  });

  it('of a program, or of a person through another app, is not even answered', async () => {
    const pull = await waiting(policyWith(''));
    const before = story.replies(pull.number);
    await story.say('ci[bot]', pull.number, '/approve');
    story.as('grace').comment(pull.number, '/approve', { app: 'other-app' });
    await story.quiet();
    expect(story.replies(pull.number)).toEqual(before);
    expect(notCounted(pull.headSha)).toBe('none');
  });

  it('of a program is refused even where the policy lets programs command', async () => {
    const pull = await waiting(
      policyWith('').replace('version: 1', 'version: 1\nprograms: [ci, other-app]'),
    );
    await story.say('ci[bot]', pull.number, '/approve');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"Your approval for \`production\` does not count: machines do not approve."`,
    );
    story.as('grace').comment(pull.number, '/approve', { app: 'other-app' });
    await story.quiet();
    expect(story.lastReply(pull.number)).toContain('machines do not approve');
    expect(summary(pull.headSha)).toContain('**platform** 0 of 2');
  });
});

describe('a rejection', () => {
  it('of a program, or of a person through another app, ends nothing', async () => {
    const pull = await waiting(
      policyWith('', '{ name: anyone, count: 2, permission: write }').replace(
        'version: 1',
        'version: 1\nprograms: [ci, other-app]',
      ),
    );
    await story.say('ci[bot]', pull.number, '/reject production no');
    story.as('grace').comment(pull.number, '/reject production no', { app: 'other-app' });
    await story.quiet();
    expect(story.replies(pull.number).slice(-2)).toMatchInlineSnapshot(`
      [
        "You are not asked to vote for \`production\`: that is for anyone with \`write\` permission.",
        "You are not asked to vote for \`production\`: that is for anyone with \`write\` permission.",
      ]
    `);
    expect(story.run(pull.headSha, 'production')).toContain('Waiting for 2 approvals');
  });
});

describe('a press of a button', () => {
  /** As GitHub delivers it: to the app, whatever its page would have shown the person. */
  const pressed = async (id: number, login: string, button: string, delivery: string) => {
    const { world } = story.app;
    const repository = await world.store.repositories.byName('acme', 'shop');
    const [open] = await world.store.promotions.allOpen(null, 1);
    if (repository === null || open === undefined) throw new Error('nothing is open');
    const person = { id, login, machine: false };
    await pressButton(world, { delivery, repository, person, promotionId: open.id, button });
    await story.quiet();
  };
  const votesCast = async (): Promise<number> => {
    const entries = await story.app.store.record.entries('repository:600', 0, 1_000);
    return entries.filter(({ kind }) => kind === 'vote.cast').length;
  };

  it('by someone who cannot write is refused, whatever the policy asks of them', async () => {
    const pull = await waiting(policyWith('', '{ name: friends, count: 2, users: [mallory] }'));
    await pressed(1005, 'mallory', 'reject', 'first');
    expect(summary(pull.headSha)).toContain('Only people who can write to this repository');
    expect(story.run(pull.headSha, 'production')).toContain('Waiting for 2 approvals');
  });

  it('that is delivered twice is one press', async () => {
    await waiting(policyWith(''));
    await pressed(1002, 'grace', 'approve', 'first');
    await story.say('grace', 1, '/approve production --withdraw');
    await pressed(1002, 'grace', 'approve', 'first');
    expect(await votesCast()).toBe(1);
    await pressed(1002, 'grace', 'approve', 'second');
    expect(await votesCast()).toBe(2);
  });

  it('that says what the person has said already is one vote', async () => {
    await waiting(policyWith(''));
    await pressed(1002, 'grace', 'approve', 'first');
    await pressed(1002, 'grace', 'approve', 'second');
    expect(await votesCast()).toBe(1);
  });
});

describe('where nobody is asked', () => {
  it('a vote is refused, and not kept for later', async () => {
    story = await tellStory(policyWith(''));
    const pull = await story.openGreen();
    story.as('ada').setCheck(pull.headSha, 'test', null);
    await story.say('ada', pull.number, '/promote staging');
    await story.say('grace', pull.number, '/approve staging');
    expect(story.lastReply(pull.number)).toBe('Nobody is asked to vote for `staging`.');
  });
});
