/** What a press in Slack comes to: who presses is proved, and the rules are those of every other channel. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';
import { timeless } from './story.ts';

let story: SlackStory;
afterEach(async () => {
  await story.close();
});

const NOTIFY = 'notify: { slack: "#releases" }\n';
const TWO = `${DEMO_POLICY.replace('count: 1', 'count: 2')}${NOTIFY}`;

const audited = async (kind: string): Promise<readonly Record<string, unknown>[]> => {
  const [chain = ''] = await story.app.store.record.chains();
  const entries = await story.app.store.record.entries(chain, 0, 1_000);
  return entries
    .filter((entry) => entry.kind === kind)
    .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
};

describe('one approval is asked for', () => {
  beforeEach(async () => {
    story = await tellSlackStory();
  });

  it('asks somebody whom nobody knows to prove both accounts, and counts nothing', async () => {
    await story.waiting();
    await story.pressInSlack('grace', 'approve');
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"This account is not linked to an account of GitHub. Prove both accounts and ask again: the link works once, for you alone, until TIME UTC (in 10 minutes)."`,
    );
    expect(story.deployments('production')).toEqual([]);
    expect(await audited('vote.cast')).toEqual([]);
    expect(await audited('refused')).toMatchObject([{ code: 'not_linked', via: 'slack' }]);
  });

  it('refuses the author, who is linked, as a review of theirs', async () => {
    await story.link('bob', 'ada');
    await story.waiting();
    await story.pressInSlack('bob', 'approve');
    expect(story.answer('bob')).toMatchInlineSnapshot(
      `"Your approval for production does not count: nobody approves their own work, and you opened #1, wrote 1 commit, pushed to its branch and asked for it."`,
    );
    expect(story.deployments('production')).toEqual([]);
  });

  it('refuses who is not asked, may only read, or may not even do that', async () => {
    for (const name of ['linus', 'mallory', 'zoe']) await story.link(name);
    await story.waiting();
    const said: Record<string, string> = {};
    for (const name of ['linus', 'mallory', 'zoe']) {
      await story.pressInSlack(name, 'approve');
      said[name] = story.answer(name);
    }
    expect(said).toMatchInlineSnapshot(`
      {
        "linus": "Your approval for production does not count: the rule platform asks others.",
        "mallory": "Only people who can write to this repository can do this.",
        "zoe": "This button belongs to a promotion that is no longer here.",
      }
    `);
    expect(story.deployments('production')).toEqual([]);
    expect((await audited('refused')).map(({ code }) => code)).toEqual([
      'vote_not_counted',
      'no_write_access',
      'stale_button',
    ]);
  });

  it('knows nobody of another workspace by the user alone, and tells them nothing', async () => {
    await story.link('grace');
    await story.waiting();
    const why = await story.slack.as('grace').press(story.message(), 'why');
    const body = new URLSearchParams(why.body);
    const payload = JSON.parse(body.get('payload') ?? '{}');
    payload.user.team_id = 'T09OTHERS1';
    for (const name of ['why', 'approve', 'reject']) {
      payload.trigger_id = `of another workspace ${name}`;
      payload.actions[0].action_id = name;
      body.set('payload', JSON.stringify(payload));
      expect((await story.slack.forge({ body: body.toString() })).status).toBe(200);
      await story.quiet();
      expect(story.answer('grace')).toContain('This account is not linked');
    }
    expect(story.slack.read.modal('grace')).toBeNull();
    expect(story.deployments('production')).toEqual([]);
    expect(await audited('refused')).toMatchObject([
      { code: 'not_linked', slack: { team: 'T09OTHERS1' } },
      { code: 'not_linked' },
      { code: 'not_linked' },
    ]);
  });

  it('takes a press once, however often it is pressed or comes', async () => {
    await story.link('grace');
    const pull = await story.waiting();
    const old = story.message();
    const first = await story.pressInSlack('grace', 'approve');
    await story.slack.redeliver(first.id);
    await story.slack.as('grace').pressOld(old, 'approve');
    await story.quiet();
    expect(await audited('vote.cast')).toHaveLength(1);
    expect(story.deployments('production')).toEqual([pull.headSha]);
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"The promotion to production is deploying and takes no votes any more."`,
    );
  });

  it('tells the one of two who came second', async () => {
    for (const name of ['grace', 'bob']) await story.link(name);
    const pull = await story.waiting();
    const on = story.message();
    await Promise.all([
      story.slack.as('grace').press(on, 'approve'),
      story.slack.as('bob').press(on, 'approve'),
    ]);
    await story.quiet();
    expect(story.deployments('production')).toEqual([pull.headSha]);
    const answers = [story.answer('grace'), story.answer('bob')];
    expect(answers.filter((said) => said !== 'nothing')).toMatchInlineSnapshot(`
      [
        "The promotion to production is deploying and takes no votes any more.",
      ]
    `);
  });

  it('answers a press on what was seen before it changed, and counts nothing', async () => {
    await story.link('grace');
    await story.waiting();
    const old = story.message();
    await story.say('omar', 1, '/promote production');
    await story.pressInSlack('grace', 'why', old);
    await story.slack.as('grace').pressOld(old, 'approve');
    await story.quiet();
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"The promotion to production changed after that message was written: who asked, the policy, or what ships with it. Nothing was done. Look at the message again; it is up to date now."`,
    );
    expect(await audited('vote.cast')).toEqual([]);
    await story.pressInSlack('grace', 'approve');
    expect(await audited('vote.cast')).toHaveLength(1);
  });

  it('asks for the reason of a rejection, from what is stored alone', async () => {
    await story.link('grace');
    const pull = await story.waiting();
    story.sandbox.fail({ times: 1_000, status: 502 });
    await story.slack.as('grace').press(story.message(), 'reject');
    const form = story.slack.read.modal('grace');
    expect(timeless(form?.shown ?? '', { tax: pull.headSha })).toMatchInlineSnapshot(`
      "Reject
      This ends the promotion of tax to production, and holds until you lift it.
      Reason: ____
      Everybody reads it, and the record keeps it.
      [Cancel] [Reject]"
    `);
    story.sandbox.heal();
    const reason = 'the <!channel> `load` test *fails* <https://evil.example|here> @ada';
    await story.slack.as('grace').submit(form ?? { id: '' }, { written: reason });
    await story.quiet();
    expect(story.said({ tax: pull.headSha })).toMatchInlineSnapshot(`
      "acme/shop → production
      ⛔ Rejected by grace TIME UTC
      grace rejected it: the <!channel> \`load\` test *fails* <https://evil.example|here> @ada. They can lift it with /lockkeeper reject acme/shop#1 production --lift.
      tax Show prices with tax (#1) from staging to production. Asked for by ada at TIME UTC."
    `);
    expect(story.slack.read.modal('grace')).toBeNull();
  });

  it('tells why, to the one who asks alone', async () => {
    await story.link('bob');
    const pull = await story.waiting();
    await story.pressInSlack('bob', 'why');
    const said = story.answer('bob').replaceAll(pull.headSha.slice(0, 7), 'tax');
    expect(said.replace(/at [0-9a-f]{7}\. Entry .*/, 'at POLICY')).toMatchInlineSnapshot(`
      "tax to production: pending. ada asked for it at TIME UTC (now).
      ✅ contains-live: nothing is live there yet
      ✅ halt: nothing is halted
      ✅ lock: nobody has locked it
      ✅ predecessor: completed in staging TIME UTC (now)
      ✅ quarantine: nobody has marked it as bad
      ✅ checks: 2 of 2 succeeded
      ⏳ approvals: platform 0 of 1: anyone in the team platform except ada. Approve by a pull request review of this commit, /lockkeeper approve acme/shop#1 production or the button on the check run.
      ✅ separation-of-duties: strict: ada may not approve
      What can change it:
      • approvals: anyone in the team platform except ada
      Decided at TIME UTC under .github/lockkeeper.yml at POLICY"
    `);
    expect(story.slack.read.messages('releases')).toHaveLength(1);
  });
});

describe('two approvals are asked for', () => {
  it('counts two users of Slack who are one person on GitHub once', async () => {
    story = await tellSlackStory(TWO);
    await story.link('grace');
    await story.link('zoe', 'grace');
    await story.waiting();
    await story.pressInSlack('grace', 'approve');
    await story.pressInSlack('zoe', 'approve');
    expect(story.deployments('production')).toEqual([]);
    expect(story.said()).toContain('platform 1 of 2: grace');
    await story.link('bob');
    await story.pressInSlack('bob', 'approve');
    expect(story.deployments('production')).toHaveLength(1);
  });
});

describe('what Slack did not send', () => {
  beforeEach(async () => {
    story = await tellSlackStory();
    await story.link('grace');
    await story.waiting();
  });

  it('is refused: forged, or more than five minutes old', async () => {
    const sent = await story.slack.as('grace').press(story.message(), 'why');
    await story.quiet();
    const { body } = sent;
    const stale = String(Math.floor(story.clock.now() / 1000) - 301);
    const early = String(Math.floor(story.clock.now() / 1000) + 301);
    const forged = [
      { body, signature: `v0=${'0'.repeat(64)}` },
      { body, signature: '' },
      { body, timestamp: stale },
      { body, timestamp: early },
      { body: `${body}&more=1`, signature: sent.headers['x-slack-signature'] ?? '' },
    ];
    for (const each of forged) {
      expect((await story.slack.forge(each)).status).toBe(401);
    }
    await story.later(6 * 60_000);
    expect((await story.slack.redeliver(sent.id)).status).toBe(401);
    await story.quiet();
    expect(story.slack.read.ephemerals('grace')).toHaveLength(1);
  });
});

describe('a GitHub that hangs', () => {
  it('holds no answer to Slack up: what was pressed is kept, and done when GitHub is back', async () => {
    story = await tellSlackStory(undefined, { env: { GITHUB_TIMEOUT: '1s' } });
    await story.link('grace');
    const pull = await story.waiting();
    const hanging = story.sandbox.fail({ times: 1_000, status: 'hang' });
    const sent = await story.slack.as('grace').press(story.message(), 'approve');
    // The sandbox waits three seconds, as Slack does.
    expect(sent.status).toBe(200);
    expect(story.deployments('production')).toEqual([]);
    await story.quiet();
    expect(hanging.left()).toBeLessThan(1_000);
    story.sandbox.heal();
    await story.later(60_000);
    await story.later(60_000);
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });
});

describe('a press while what it stands for changes', () => {
  it('counts for nothing: what is written is about what was seen', async () => {
    story = await tellSlackStory();
    await story.link('grace');
    await story.waiting();
    const { store } = story.app.world;
    const { transaction } = store;
    let between: (() => Promise<void>) | null = async () => {
      const [open] = await store.promotions.open(600, { environment: 'production' });
      if (open === undefined) throw new Error('nothing waits');
      const omar = { id: 1006, login: 'omar', machine: false };
      const asker = { person: omar, through: null, via: 'comment', at: story.clock.now() } as const;
      const requesters = [...open.requesters, asker] as const;
      await store.promotions.update({ ...open, requesters, version: open.version + 1 });
    };
    Object.assign(store, {
      transaction: async (...of: Parameters<typeof transaction>) => {
        const change = between;
        between = null;
        await change?.();
        return transaction(...of);
      },
    });
    await story.pressInSlack('grace', 'approve');
    expect(story.answer('grace')).toContain('changed after that message was written');
    expect(await audited('vote.cast')).toEqual([]);
  });
});
