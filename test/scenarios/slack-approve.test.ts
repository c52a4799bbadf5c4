/** People approve in Slack: they see what ships, press, and the same is decided as for a review. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

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
      ⏳  approvals  platform 0 of 1: anyone in the team platform except ada
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
      tax Show prices with tax (#1) from staging to production. Asked for by ada at TIME UTC.
      [View on GitHub]"
    `);
    await story.deployed('production');
    expect(story.said({ tax: pull.headSha })).toMatchInlineSnapshot(`
      "acme/shop → production
      ✅ Approved by grace (slack, TIME UTC). Deployed TIME UTC
      Deployment 90045 · open it
      tax Show prices with tax (#1) from staging to production. Asked for by ada at TIME UTC.
      [View on GitHub]"
    `);
    expect(story.slack.read.messages('releases')).toHaveLength(1);
    expect(story.slack.read.ephemerals('grace')).toEqual([]);
    expect(story.warnings).toEqual([]);
  });
});
