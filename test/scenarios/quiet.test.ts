/** What people find on the page: one status comment, answers folded when they are old, few reactions. */
import { afterEach, describe, expect, it } from 'vitest';
import { plain, type Story, tellStory } from './story.ts';

const HOUR = 3_600_000;

let story: Story;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const timeless = (markdown: string, commits: Readonly<Record<string, string>> = {}): string =>
  plain(markdown, commits).replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME');

const byBot = (pull: number) =>
  story.sandbox.read.comments(pull).filter((each) => each.author === 'lockkeeper[bot]');

describe('the status comment', () => {
  it('is one, edited in place, from the first ask to production', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    expect(byBot(pull.number)).toHaveLength(1);
    expect(timeless(story.status(pull.number), { HEAD: pull.headSha })).toMatchInlineSnapshot(`
      "**Where this pull request is**

      | environment | live | this one | waits for |
      |---|---|---|---|
      | development | – | – |  |
      | staging | \`HEAD\` since TIME UTC | ✅ completed |  |
      | production | – | ⏳ pending | approvals: **platform** 0 of 1: anyone in the team \`platform\` except \`ada\` |

      <details><summary>History</summary>

      - TIME UTC \`ada\`: \`HEAD\` to production, pending TIME UTC
      - TIME UTC \`ada\`: \`HEAD\` to staging, completed TIME UTC

      </details>"
    `);
    const [before] = byBot(pull.number);
    await story.as('grace').review(pull.number, 'APPROVE');
    await story.quiet();
    await story.deployed('production');
    expect(byBot(pull.number).map((each) => each.id)).toEqual([before?.id]);
    expect(timeless(story.status(pull.number), { HEAD: pull.headSha })).toMatchInlineSnapshot(`
      "**Where this pull request is**

      | environment | live | this one | waits for |
      |---|---|---|---|
      | development | – | – |  |
      | staging | \`HEAD\` since TIME UTC | ✅ completed |  |
      | production | \`HEAD\` since TIME UTC | ✅ completed |  |

      <details><summary>History</summary>

      - TIME UTC \`ada\`: \`HEAD\` to production, completed TIME UTC
      - TIME UTC \`ada\`: \`HEAD\` to staging, completed TIME UTC

      </details>"
    `);
  });

  it('is not written again when nothing changed', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    const before = story.sandbox.calls.length;
    await story.as('grace').review(pull.number, 'COMMENT');
    await story.as('ada').setStatus(pull.headSha, 'lint', 'success');
    await story.quiet();
    const writes = story.sandbox.calls.slice(before).filter((call) => call.method === 'PATCH');
    expect(writes).toEqual([]);
  });

  it('that somebody deleted is made anew', async () => {
    story = await tellStory();
    const pull = await story.liveInStaging();
    const [before] = byBot(pull.number);
    await story.as('omar').deleteComment(before?.id ?? 0);
    await story.say('ada', pull.number, '/promote production');
    expect(byBot(pull.number)).toHaveLength(1);
    expect(byBot(pull.number)[0]?.id).not.toBe(before?.id);
  });
});

describe('an answer', () => {
  it('is one for a comment, whatever number of commands it has', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, 'Let us see.\n/why staging\nand also\n/promote prdo\n');
    expect(story.replies(pull.number)).toHaveLength(1);
    expect(story.replies(pull.number)[0]).toMatchInlineSnapshot(`
      "Nothing is open here for \`staging\`. To ask for it: \`/promote staging\`.

      There is no environment \`prdo\` here. Did you mean \`production\`? Known: \`development\`, \`staging\`, \`production\`."
    `);
  });

  it('that is outdated is folded when the next one comes', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/cancel');
    await story.say('ada', pull.number, '/retry');
    expect(byBot(pull.number).map((each) => each.minimized)).toEqual([true, false]);
  });

  it('is a reaction alone where that says it all', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    const before = story.replies(pull.number).length;
    await story.say('grace', pull.number, '/approve');
    await story.deployed('production');
    expect(story.replies(pull.number)).toHaveLength(before);
    const said = story.sandbox.read
      .comments(pull.number)
      .filter((each) => each.author !== 'lockkeeper[bot]');
    expect(said.map(({ author, body, reactions }) => [author, body, ...reactions])).toEqual([
      ['ada', '/promote staging', 'rocket'],
      ['ada', '/promote production', 'rocket'],
      ['grace', '/approve', '+1'],
    ]);
  });

  it('that was not understood is 😕 with the usage, and refused is 👎', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote');
    await story.say('ada', pull.number, '/cancel');
    const [first, , second] = story.sandbox.read.comments(pull.number);
    expect(first?.reactions).toEqual(['confused']);
    expect(second?.reactions).toEqual(['-1']);
    expect(story.replies(pull.number)[0]).toMatchInlineSnapshot(
      `"\`/promote\` was not understood: it needs an environment. It is written \`/promote <environment> [<sha>] [--dry-run] [--again] [because "<reason>"]\`."`,
    );
  });

  it('is not given to what is no command, nor to edits', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say(
      'ada',
      pull.number,
      'See `/promote staging`, or:\n\n> /promote staging\n\n```\n/promote staging\n```',
    );
    await story.say('ada', pull.number, '/etc/hosts and /usr/bin are paths');
    expect(byBot(pull.number)).toEqual([]);
    expect(story.deployments('staging')).toEqual([]);
  });
});

describe('a program', () => {
  const ask = async (programs: string): Promise<number> => {
    story = await tellStory(`version: 1\n${programs}environments: [{ name: staging }]\n`);
    const pull = await story.openGreen();
    await story.as('ci[bot]').comment(pull.number, '/promote staging');
    await story.as('ada').comment(pull.number, '/promote staging', { app: 'other-app' });
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

describe('a reminder', () => {
  it('goes out once, to those who are missing, and not before its time', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.later(23 * HOUR);
    expect(byBot(pull.number)).toHaveLength(1);
    await story.later(2 * HOUR);
    await story.later(2 * HOUR);
    expect(byBot(pull.number)).toHaveLength(2);
    const said =
      byBot(pull.number)
        .at(-1)
        ?.body.replace(/\s*<!--.*?-->/gs, '') ?? '';
    expect(timeless(said, { HEAD: pull.headSha })).toMatchInlineSnapshot(`
      "⏳ \`HEAD\` waits for people before it goes to \`production\`. \`ada\` asked on TIME UTC (1 day ago); it expires on TIME UTC (in 5 days).

      - **platform** 0 of 1: @acme/platform

      Review this commit, press the button on the check run, or write \`/approve production\`. \`/why production\` tells everything."
    `);
  });

  it('does not go out for what waits for a check, or where the policy says never', async () => {
    story = await tellStory();
    const pull = await story.liveInStaging();
    await story.as('ada').setCheck(pull.headSha, 'test', null);
    await story.say('ada', pull.number, '/promote production');
    await story.later(25 * HOUR);
    expect(byBot(pull.number)).toHaveLength(1);
  });
});

describe('the check run', () => {
  it('is asked again by GitHub’s own re-run, and by its button', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    const run = story.checkRun(pull.headSha, 'production');
    for (const ask of ['rerequest', 'press'] as const) {
      const before = story.sandbox.calls.length;
      if (ask === 'press') await story.as('bob').press(run?.id ?? 0, 'check-again');
      else await story.as('bob').rerequest(run?.id ?? 0);
      await story.quiet();
      const asked = story.sandbox.calls.slice(before).map((call) => call.graphql);
      expect(asked, ask).toContain('Snapshot');
    }
    expect(story.checkRun(pull.headSha, 'production')?.id).toBe(run?.id);
  });

  it('refuses the press of an old button in words, once the promotion has ended', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    const run = story.checkRun(pull.headSha, 'production');
    await story.as('ada').comment(pull.number, '/cancel production');
    await story.as('grace').press(run?.id ?? 0, 'approve');
    await story.quiet();
    const said = timeless(story.checkRun(pull.headSha, 'production')?.summary ?? '');
    expect(said.split('\n').find((line) => line.includes('pressed'))).toMatchInlineSnapshot(
      `"\`grace\` pressed a button at TIME UTC (now): The promotion to \`production\` is \`cancelled\` and takes no votes any more."`,
    );
  });

  it('carries the place and hash of its decision, as the record has them', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    const summary = story.checkRun(pull.headSha, 'production')?.summary ?? '';
    const [, chain = '', seq, hash] = /<!-- record (\S+) (\d+) (\S+) -->/.exec(summary) ?? [];
    const entries = await story.app.world.store.record.entries(chain, 0, 1_000);
    expect(entries.find((entry) => String(entry.seq) === seq)).toMatchObject({
      kind: 'decision',
      environment: 'production',
      hash,
    });
  });
});

describe('production', () => {
  it('retires its earlier deployment, which GitHub itself leaves active there', async () => {
    story = await tellStory();
    const first = await story.waiting();
    await story.as('grace').review(first.number, 'APPROVE');
    await story.quiet();
    await story.deployed('production');
    const { sha } = await story.as('ada').push({ branch: 'tax', files: { 'b.txt': 'b\n' } });
    await story.green(sha);
    await story.say('ada', first.number, '/promote staging');
    await story.deployed('staging');
    await story.say('ada', first.number, '/promote production');
    await story.as('grace').review(first.number, 'APPROVE');
    await story.quiet();
    await story.deployed('production');
    const all = story.sandbox.read
      .deployments()
      .filter((each) => each.environment === 'production');
    expect(all.map((each) => each.statuses.at(-1)?.state)).toEqual(['inactive', 'success']);
  });
});

describe('a rejection', () => {
  it('is lifted by its author, or by an admin with a reason, and by nobody else', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    const run = story.checkRun(pull.headSha, 'production');
    await story.as('grace').press(run?.id ?? 0, 'reject');
    await story.quiet();
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
