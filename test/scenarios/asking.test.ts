/** Who may command: people who can write, as far as the policy allows it, and programs that it lists. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

describe('a person', () => {
  it('who cannot write gets a thumbs down and no words', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.say('mallory', pull.number, '/approve');
    expect(story.replies(pull.number)).toEqual([]);
    const asked = story.sandbox.read
      .comments(pull.number)
      .find((each) => each.author === 'mallory');
    expect(asked?.reactions).toEqual(['-1']);
  });

  it('may ask where the policy allows it to them', async () => {
    story = await tellStory(`version: 1
environments:
  - name: production
    allow: { promote: { teams: [platform], permission: write } }
    approvals: { rules: [{ permission: write }] }
`);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote production');
    expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
      `"You may not promote to \`production\`: that is for anyone in the team \`platform\` with at least \`write\` permission."`,
    );
    await story.say('grace', pull.number, '/promote production');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('action_required');
  });
});

describe('what is not there', () => {
  it('on an issue is asked for by naming a commit', async () => {
    story = await tellStory('version: 1\nenvironments: [{ name: production }]\n');
    const { number } = story.as('ada').openIssue({ title: 'Ship it' });
    for (const command of ['/approve production', '/why production', '/freeze except production']) {
      await story.say('ada', number, command);
      expect(story.lastReply(number), command).toBe(
        'Nothing is open here for `production`. To ask for it: `/promote production <sha>`.',
      );
    }
  });

  it('is answered where it was probably meant for us, and left to others where not', async () => {
    story = await tellStory('version: 1\nenvironments: [{ name: production }]\n');
    const { number } = story.as('ada').openIssue({ title: 'Ship it' });
    await story.say('ada', number, '/thaw production');
    expect(story.lastReply(number)).toMatchInlineSnapshot(
      `"There is no command \`/thaw\`. Did you mean \`/freeze except <environment> because "<reason>"\`? Known: \`/promote\`, \`/approve\`, \`/reject\`, \`/execute\`, \`/cancel\`, \`/retry\`, \`/rollback\`, \`/freeze\`, \`/lock\`, \`/unlock\`, \`/halt\`, \`/resume\`, \`/quarantine\`, \`/status\`, \`/why\`, \`/help\`."`,
    );
    const [comment] = story.sandbox.read.comments(number);
    expect(comment?.reactions).toEqual(['confused']);
    await story.say('ada', number, '/hold');
    expect(story.replies(number)).toHaveLength(1);
    expect(story.sandbox.read.comments(number).at(-1)?.reactions).toEqual([]);
  });
});

describe('help', () => {
  it('says what this person may do, on this page, now', async () => {
    story = await tellStory(`version: 1
environments:
  - name: staging
  - name: production
    allow: { promote: { teams: [platform] } }
    approvals: { rules: [{ teams: [security] }] }
`);
    const pull = await story.openGreen();
    const told = async (login: string): Promise<string> => {
      await story.say(login, pull.number, '/help');
      return story.lastReply(pull.number).split('\n\n| command')[0] ?? '';
    };
    expect(await told('linus')).toMatchInlineSnapshot(`
      "You have \`write\` permission here. You may ask for promotions to \`staging\`; you may lock \`staging\` and \`production\`; your approval is asked for in \`production\`. You may go back to an earlier release of \`staging\` and \`production\` with \`/rollback\`.

      Nothing is open on this page."
    `);
    await story.say('grace', pull.number, '/promote staging');
    expect(await told('grace')).toMatchInlineSnapshot(`
      "You have \`write\` permission here. You may ask for promotions to \`staging\` and \`production\`; you may lock \`staging\` and \`production\`. You may go back to an earlier release of \`staging\` and \`production\` with \`/rollback\`.

      Open here: \`staging\`. \`/why\` says what it waits for. You asked for \`staging\`: \`/cancel\` withdraws it."
    `);
  });
});

describe('a program', () => {
  const ask = async (programs: string): Promise<number> => {
    story = await tellStory(`version: 1\n${programs}environments: [{ name: staging }]\n`);
    const pull = await story.openGreen();
    story.as('ci[bot]').comment(pull.number, '/promote staging');
    story.as('ada').comment(pull.number, '/promote staging', { app: 'other-app' });
    await story.quiet();
    return story.deployments('staging').length;
  };

  it('commands nothing, under its own name or a person’s', async () => {
    expect(await ask('')).toBe(0);
  });

  it.each(['ci', '"ci[bot]"', 'other-app'])(
    'commands where the policy lists it: %s',
    async (name) => {
      expect(await ask(`programs: [${name}]\n`)).toBe(1);
    },
  );
});
