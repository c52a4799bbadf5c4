/** What the bot writes on a page, and how little: one status comment, answers that fold, one reminder. */
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { type Story, tellStory, timeless } from './story.ts';

const HOUR = 3_600_000;

let story: Story;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const byBot = (pull: number) =>
  story.sandbox.read.comments(pull).filter((each) => each.author === 'lockkeeper[bot]');

const reactionsTo = (pull: number) =>
  story.sandbox.read
    .comments(pull)
    .filter((each) => each.author !== 'lockkeeper[bot]')
    .map(({ body, reactions }) => [body, ...reactions]);

describe('the status comment', () => {
  it('is one, edited in place, from the first ask to production', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    expect(byBot(pull.number)).toHaveLength(1);
    expect(timeless(story.status(pull.number), { HEAD: pull.headSha })).toMatchInlineSnapshot(`
      "**Where this pull request is**

      | environment | live | this pull request | waits for |
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
    await story.review('grace', pull.number, 'APPROVE');
    await story.deployed('production');
    expect(byBot(pull.number).map((each) => each.id)).toEqual([before?.id]);
    expect(timeless(story.status(pull.number), { HEAD: pull.headSha })).toMatchInlineSnapshot(`
      "**Where this pull request is**

      | environment | live | this pull request | waits for |
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
    story.as('grace').review(pull.number, 'COMMENT');
    story.as('ada').setStatus(pull.headSha, 'lint', 'success');
    await story.quiet();
    const writes = story.sandbox.calls.slice(before).filter((call) => call.method === 'PATCH');
    expect(writes).toEqual([]);
  });

  it('that somebody deleted is written again', async () => {
    story = await tellStory();
    const pull = await story.liveInStaging();
    const [before] = byBot(pull.number);
    story.as('omar').deleteComment(before?.id ?? 0);
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

  it('is folded with the others of a busy minute; the status comment and the newest never are', async () => {
    story = await tellStory();
    const pull = await story.liveInStaging();
    const before = story.sandbox.calls.length;
    for (const text of ['/cancel', '/retry', '/why', '/status']) {
      story.as('ada').comment(pull.number, text);
    }
    await story.quiet();
    expect(byBot(pull.number).map((each) => each.minimized)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    const folds = story.sandbox.calls.slice(before).filter((call) => call.graphql === 'Fold');
    expect(folds.length).toBeLessThanOrEqual(3);
  });

  it('is folded later where GitHub could not do it at once, and holds up none that comes after', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    story.sandbox.fail({ match: 'POST /graphql Fold', status: 403, retryAfterSeconds: 60 });
    for (let each = 0; each < 4; each += 1) await story.say('ada', pull.number, '/cancel');
    expect(byBot(pull.number).map((each) => each.minimized)).toEqual(Array(4).fill(false));
    const before = story.sandbox.calls.length;
    await story.later(60_000);
    expect(byBot(pull.number).map((each) => each.minimized)).toEqual([true, true, true, false]);
    expect(story.sandbox.calls.slice(before).map((call) => call.graphql)).toEqual(['Fold']);
  });

  it('is a reaction alone where that says it all', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    const before = story.replies(pull.number).length;
    await story.say('grace', pull.number, '/approve');
    await story.deployed('production');
    expect(story.replies(pull.number)).toHaveLength(before);
    expect(reactionsTo(pull.number)).toEqual([
      ['/promote staging', 'rocket'],
      ['/promote production', 'rocket'],
      ['/approve', '+1'],
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

  it('shows what became of it last, and nothing of what was before', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging', 'failure');
    expect(reactionsTo(pull.number)).toEqual([['/promote staging', '-1']]);
    await story.say('ada', pull.number, '/retry');
    await story.deployed('staging');
    expect(reactionsTo(pull.number)).toEqual([
      ['/promote staging', 'rocket'],
      ['/retry', 'rocket'],
    ]);
  });

  it('of several commands shows the worst of theirs, whatever comes of the others', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/cancel\n/promote staging');
    await story.deployed('staging');
    expect(reactionsTo(pull.number)).toEqual([['/cancel\n/promote staging', '-1']]);
  });

  it('is not given to text that is not a command', async () => {
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
      "⏳ \`HEAD\` waits for people before it goes to \`production\`. \`ada\` asked on TIME UTC (1 day ago); it expires on TIME UTC (in 6 days).

      - **platform** 0 of 1: @acme/platform

      Approve by a pull request review of this commit, \`/approve production\` or the button on the check run. \`/why production\` tells everything."
    `);
  });

  it('folds the answers before it, and is folded by the next', async () => {
    story = await tellStory();
    const pull = await story.waiting();
    await story.say('ada', pull.number, '/why');
    await story.later(25 * HOUR);
    const folded = () => byBot(pull.number).map((each) => each.minimized);
    expect(folded()).toEqual([false, true, false]);
    await story.say('ada', pull.number, '/why');
    expect(folded()).toEqual([false, true, true, false]);
  });

  it('does not go out for what waits for a check', async () => {
    story = await tellStory();
    const pull = await story.liveInStaging();
    story.as('ada').setCheck(pull.headSha, 'test', null);
    await story.say('ada', pull.number, '/promote production');
    await story.later(25 * HOUR);
    expect(byBot(pull.number)).toHaveLength(1);
  });

  it('does not go out where the policy says never', async () => {
    const never = DEMO_POLICY.replace(
      'production: true',
      'production: true\n    remind_after: never',
    );
    story = await tellStory(never);
    const pull = await story.waiting();
    await story.later(25 * HOUR);
    expect(byBot(pull.number)).toHaveLength(1);
  });
});
