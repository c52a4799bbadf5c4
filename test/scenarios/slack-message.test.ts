/** What the message in the channel says as a promotion goes its way, and what can be pressed on it then. */
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';
import { timeless } from './story.ts';

let story: SlackStory;
afterEach(async () => {
  await story.close();
});

const NOTIFY = 'notify: { slack: "#releases" }\n';
const BUTTONS = /\[(?:Approve|Reject|Execute|Why)\]/;

const deleteMessage = async (): Promise<void> => {
  const { channel, ts } = story.message();
  const response = await fetch(`${story.slack.apiUrl}chat.delete`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${story.slack.workspace.tokens.bot}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ channel, ts }),
  });
  expect(await response.json()).toMatchObject({ ok: true });
};

const messages = (channel = 'releases') => story.slack.read.messages(channel);

describe('a message that somebody deleted', () => {
  it('is posted anew while people are needed', async () => {
    story = await tellSlackStory();
    await story.link('grace');
    const pull = await story.waiting();
    await deleteMessage();
    await story.say('omar', 1, '/promote production');
    expect(messages()).toHaveLength(1);
    await story.pressInSlack('grace', 'approve');
    expect(story.deployments('production')).toEqual([pull.headSha]);
    expect(messages()).toHaveLength(1);
  });

  it('stays away when nobody is needed any more', async () => {
    story = await tellSlackStory();
    const pull = await story.waiting();
    await deleteMessage();
    await story.review('grace', pull.number, 'APPROVE');
    await story.deployed('production');
    expect(messages()).toEqual([]);
    expect(story.warnings).toEqual([]);
  });
});

it('is told to a channel that the policy names only now, and goes on in the former one', async () => {
  story = await tellSlackStory();
  await story.link('grace');
  await story.waiting();
  const text = `${DEMO_POLICY}notify: { slack: "#general" }\n`;
  story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': text } });
  await story.quiet();
  expect(messages('general').map(({ shown }) => BUTTONS.test(shown))).toEqual([true]);
  const [there] = messages('general');
  await story.pressInSlack('grace', 'approve', there);
  for (const channel of ['general', 'releases']) {
    const said = messages(channel).map(({ shown }) => shown.includes('Approved by grace'));
    expect(said).toEqual([true]);
  }
});

it('is not written again where it would say the same', async () => {
  story = await tellSlackStory();
  await story.link('ada');
  await story.waiting();
  const writes = () => story.slack.calls.filter(({ method }) => method === 'chat.update').length;
  const before = writes();
  await story.pressInSlack('ada', 'approve');
  expect(story.answer('ada')).toContain('does not count');
  expect(writes()).toBe(before);
});

describe('where approvals count', () => {
  const via = (ways: string): string =>
    `${DEMO_POLICY.replace('    approvals:\n', `    approvals:\n      via: [${ways}]\n`)}${NOTIFY}`;

  it('by review alone: nothing can be approved in Slack, and a press that comes all the same is refused', async () => {
    story = await tellSlackStory(via('review'));
    await story.link('grace');
    const pull = await story.waiting();
    expect(story.said()).toContain('[Reject] [Why] [View on GitHub]');
    expect(story.said()).not.toContain('[Approve]');
    const why = await story.slack.as('grace').press(story.message(), 'why');
    const body = new URLSearchParams(why.body);
    const payload = JSON.parse(body.get('payload') ?? '{}');
    payload.trigger_id = 'forged';
    payload.actions[0].action_id = 'approve';
    body.set('payload', JSON.stringify(payload));
    await story.slack.forge({ body: body.toString() });
    await story.quiet();
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"Your approval for production does not count: votes by slack do not count here; these do: review."`,
    );
    expect(story.deployments('production')).toEqual([]);
    await story.review('grace', pull.number, 'APPROVE');
    expect(story.deployments('production')).toEqual([pull.headSha]);
    expect(story.said()).not.toMatch(BUTTONS);
  });

  it('in Slack alone: a review is none', async () => {
    story = await tellSlackStory(via('slack'));
    await story.link('grace');
    const pull = await story.waiting();
    await story.review('grace', pull.number, 'APPROVE');
    expect(story.deployments('production')).toEqual([]);
    expect(story.said({ tax: pull.headSha })).toMatchInlineSnapshot(`
      "acme/shop → production
      ⏳ Waiting for 1 approval from platform
      tax Show prices with tax (#1) from staging to production. Asked for by ada at TIME UTC.
      ✅ contains-live · halt · lock · predecessor · quarantine · checks · separation-of-duties
      ⏳ approvals: platform 0 of 1: anyone in the team platform except ada
      Not counted:
      • grace (review): votes by review do not count here; these do: slack
      Nothing is live there yet.
      • #1 Show prices with tax, by ada
      [Approve] [Reject] [Why] [View on GitHub]"
    `);
    await story.pressInSlack('grace', 'approve');
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });
});

describe('what a message says in the end', () => {
  const ends: readonly (readonly [string, (pull: number) => Promise<void>, RegExp])[] = [
    ['cancelled', (pull) => story.say('ada', pull, '/cancel production'), /Withdrawn/],
    ['rejected', (pull) => story.say('grace', pull, '/reject production too slow'), /Rejected by/],
    [
      'expired',
      async () => {
        await story.later(8 * 24 * 60 * 60_000);
      },
      /[Ee]xpired/,
    ],
    [
      'moved',
      async () => {
        story.as('ada').push({ branch: 'tax', files: { 'more.txt': 'more\n' }, message: 'more' });
        await story.quiet();
      },
      /./,
    ],
    [
      'closed',
      async (pull) => {
        story.as('ada').closePull(pull);
        await story.quiet();
      },
      /./,
    ],
    [
      'uninstalled',
      async () => {
        story.as('omar').uninstallApp();
        await story.quiet();
      },
      /./,
    ],
    [
      'taken out',
      async () => {
        story.as('omar').removeRepository();
        await story.quiet();
      },
      /./,
    ],
  ];
  it.each(ends)('%s', async (_, end, expected) => {
    story = await tellSlackStory(`${DEMO_POLICY}${NOTIFY}`);
    const pull = await story.waiting();
    const [first] = messages();
    await end(pull.number);
    const last = messages().find(({ ts }) => ts === first?.ts);
    expect(last?.shown).toMatch(expected);
    expect(last?.shown).not.toMatch(BUTTONS);
  });

  it('failed', async () => {
    story = await tellSlackStory(`${DEMO_POLICY}${NOTIFY}`);
    const pull = await story.waiting();
    await story.review('grace', pull.number, 'APPROVE');
    await story.deployed('production', 'failure');
    const [first] = messages();
    expect(timeless(first?.shown ?? '', { tax: pull.headSha })).toMatchInlineSnapshot(`
      "acme/shop → production
      ⛔ Approved by grace (review, TIME UTC). Failed TIME UTC
      The deployment reported failure (deployment_failed). Try again with /lockkeeper retry acme/shop#1 production.
      tax Show prices with tax (#1) from staging to production. Asked for by ada at TIME UTC."
    `);
  });
});

describe('the policy breaks while a message stands', () => {
  it('says so, and takes nothing', async () => {
    story = await tellSlackStory();
    await story.link('grace');
    const pull = await story.waiting();
    const old = story.message();
    const policy = async (branch: string, text: string): Promise<void> => {
      const files = { '.github/lockkeeper.yml': text };
      const { number } = story.as('omar').openPull({ title: branch, branch, files });
      story.as('omar').merge(number, 'squash');
      await story.quiet();
    };
    await policy('broken', 'version: 1\nenvironments: 7\n');
    const said = story.said({ tax: pull.headSha }).replace(/at [0-9a-f]{7} /, 'at POLICY ');
    expect(said).toMatchInlineSnapshot(`
      "acme/shop → production
      ⛔ The policy is broken
      The policy .github/lockkeeper.yml at POLICY has 1 problem, and nothing passes with a broken policy. It is listed in the check run lockkeeper / policy of that commit. This goes on by itself when the policy is mended.
      tax Show prices with tax (#1) to production. Asked for by ada at TIME UTC.
      ✅ contains-live · halt · lock · predecessor · quarantine · checks · separation-of-duties
      ⏳ approvals: platform 0 of 1: anyone in the team platform except ada
      Nothing is live there yet.
      • #1 Show prices with tax, by ada
      [Why] [View on GitHub]"
    `);
    await story.slack.as('grace').pressOld(old, 'approve');
    await story.quiet();
    expect(story.answer('grace')).toContain('nothing passes with a broken policy');
    expect(story.deployments('production')).toEqual([]);
    await story.pressInSlack('grace', 'why');
    expect(story.answer('grace')).toContain('nothing passes with a broken policy');
    await policy('mended', `${DEMO_POLICY}${NOTIFY}`);
    expect(story.run(pull.headSha, 'production')).toContain('Waiting for 1 approval');
    expect(story.said()).toContain('[Approve] [Reject] [Why]');
    await story.pressInSlack('grace', 'approve');
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });
});

describe('execute: manual', () => {
  it('is executed in Slack', async () => {
    story = await tellSlackStory(
      `${DEMO_POLICY.replace('    production: true\n', '    production: true\n    execute: manual\n')}${NOTIFY}`,
    );
    await story.link('grace');
    const pull = await story.waiting();
    await story.pressInSlack('grace', 'approve');
    expect(story.deployments('production')).toEqual([]);
    expect(story.said({ tax: pull.headSha })).toMatchInlineSnapshot(`
      "acme/shop → production
      ⏳ Approved by grace (slack, TIME UTC). Approved, waiting to be executed
      Everything has let it pass. It goes on when somebody says so: press Execute, or write /lockkeeper execute acme/shop#1 production.
      tax Show prices with tax (#1) from staging to production. Asked for by ada at TIME UTC.
      ✅ contains-live · halt · lock · predecessor · quarantine · checks · approvals · separation-of-duties
      Nothing is live there yet.
      • #1 Show prices with tax, by ada
      [Execute] [Reject] [Why] [View on GitHub]"
    `);
    await story.pressInSlack('grace', 'execute');
    expect(story.deployments('production')).toEqual([pull.headSha]);
    expect(messages()).toHaveLength(1);
    expect(story.said()).not.toMatch(BUTTONS);
  });
});

describe('two channels', () => {
  it('have a message each, which go the same way', async () => {
    story = await tellSlackStory(`${DEMO_POLICY}notify: { slack: ["#releases", "#general"] }\n`);
    await story.link('grace');
    await story.waiting();
    expect(messages('general')).toHaveLength(1);
    const [elsewhere] = messages('general');
    await story.pressInSlack('grace', 'approve', elsewhere);
    for (const channel of ['releases', 'general']) {
      expect(messages(channel)).toHaveLength(1);
      expect(messages(channel)[0]?.shown).toContain('Approved by grace (slack');
      expect(messages(channel)[0]?.shown).not.toMatch(BUTTONS);
    }
  });
});
