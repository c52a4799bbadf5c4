/** People approve in Slack: they see what ships, press, and the same is decided as for a review. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackStory, tellSlackStory } from './slack-story.ts';
import { timeless } from './story.ts';

let story: SlackStory;
beforeEach(async () => {
  story = await tellSlackStory();
});
afterEach(async () => {
  await story.close();
});

describe('a promotion that waits for people', () => {
  it('says in the channel all that they need, and goes on when one of them presses', async () => {
    await story.link('grace');
    const pull = await story.waiting();
    expect(story.said({ tax: pull.headSha })).toMatchInlineSnapshot(`
      "acme/shop → production
      ⏳ Waiting for 1 approval from platform
      tax Show prices with tax (#1) from staging to production. Asked for by ada at TIME UTC.
      ✅ contains-live · halt · lock · predecessor · quarantine · checks · separation-of-duties
      ⏳ approvals: platform 0 of 1: anyone in the team platform except ada
      Nothing is live there yet.
      • #1 Show prices with tax, by ada
      [Approve] [Reject] [Why] [View on GitHub]"
    `);
    const sent = await story.pressInSlack('grace', 'approve');
    expect(sent.status).toBe(200);
    expect(story.deployments('production')).toEqual([pull.headSha]);
    expect(story.said({ tax: pull.headSha })).toMatchInlineSnapshot(`
      "acme/shop → production
      Approved by grace (slack, TIME UTC). Deploying
      Deployment 90045 · open it
      tax Show prices with tax (#1) from staging to production. Asked for by ada at TIME UTC."
    `);
    await story.deployed('production');
    expect(story.said({ tax: pull.headSha })).toMatchInlineSnapshot(`
      "acme/shop → production
      ✅ Approved by grace (slack, TIME UTC). Deployed TIME UTC
      Deployment 90045 · open it
      tax Show prices with tax (#1) from staging to production. Asked for by ada at TIME UTC."
    `);
    expect(thread({ tax: pull.headSha })).toMatchInlineSnapshot(`
      [
        "Approved, waiting for its turn
      Approved by grace. One promotion deploys here at a time; it goes on by itself.",
        "Deploying
      The deployment is being made.",
        "Deployed TIME UTC
      Deployment 90045 · open it",
      ]
    `);
    expect(story.slack.read.messages('releases')).toHaveLength(1);
    expect(story.slack.read.ephemerals('grace')).toEqual([]);
    expect(story.warnings).toEqual([]);
  });

  it('tells the channel as well where it fails, and nothing of what nobody is asked for', async () => {
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    expect(story.slack.read.messages('releases')).toEqual([]);
    await story.say('ada', pull.number, '/promote production');
    await story.review('grace', pull.number, 'APPROVE');
    await story.deployed('production', 'failure');
    expect(thread({ tax: pull.headSha })).toMatchInlineSnapshot(`
      [
        "Approved, waiting for its turn
      Approved by grace. One promotion deploys here at a time; it goes on by itself.",
        "Deploying
      The deployment is being made.",
        "Failed
      The deployment reported failure (deployment_failed). Try again with /lockkeeper retry acme/shop#1 production.",
      ]
    `);
    const shown = story.slack.read.messages('releases');
    expect(shown).toHaveLength(2);
    expect(shown[1]?.threadTs).toBe(shown[0]?.ts);
  });
});

describe('what happens to an environment', () => {
  it('is told in the channel: locks, halts, failures of what nobody is asked for', async () => {
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging', 'failure');
    await story.say('omar', pull.number, '/lock production because "the <!here> load test runs"');
    await story.say('omar', pull.number, '/unlock production');
    await story.say('omar', pull.number, '/halt because "we look into it"');
    const said = story.slack.read.messages('releases').map(({ shown }) => shown);
    expect(said.map((each) => timeless(each, { tax: pull.headSha }))).toMatchInlineSnapshot(`
      [
        "acme/shop → staging: Failed
      tax of #1 to staging, asked for by ada. The deployment reported failure (deployment_failed). Try again with /lockkeeper retry acme/shop#1 staging.",
        "acme/shop → production: Locked by omar
      production is locked by omar for #1 alone, since TIME UTC, until somebody unlocks it: the  load test runs.",
        "acme/shop → production: Unlocked
      The lock of production by omar is over. omar ended it.",
        "acme/shop: Halted
      omar halted this repository on TIME UTC: we look into it. omar or an admin ends it with /lockkeeper resume acme/shop.",
      ]
    `);
    const [first] = story.slack.read.messages('releases');
    expect(first?.metadata?.event_payload).toMatchObject({
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });
});

const thread = (commits: Readonly<Record<string, string>>): readonly string[] => {
  const [message] = story.slack.read.messages('releases');
  if (message === undefined) return [];
  return story.slack.read.thread(message).map(({ shown }) => timeless(shown, commits));
};
