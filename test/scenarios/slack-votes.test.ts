/** Where several people are needed, the thread says who approved, whose approval is gone, and who objects. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO_SLACK_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';
import { timeless } from './story.ts';

const TWO = DEMO_SLACK_POLICY.replace('count: 1', 'count: 2');

let story: SlackStory;
beforeEach(async () => {
  story = await tellSlackStory(TWO);
  await story.link('grace');
  await story.link('omar');
});
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const thread = (): readonly string[] =>
  story.slack.read.thread(story.message()).map(({ shown }) => timeless(shown));

it('tells of each vote, one after the other', async () => {
  const { number } = await story.waiting();
  await story.pressInSlack('grace', 'approve');
  await story.say('grace', number, '/approve production --withdraw');
  await story.review('grace', number, 'APPROVE');
  await story.pressInSlack('omar', 'approve');
  expect(thread()).toMatchInlineSnapshot(`
    [
      "Approvals: platform 1 of 2
    grace approved (slack).",
      "Approvals: platform 0 of 2
    The approval of grace counts no more.",
      "Approvals: platform 1 of 2
    grace approved (review).",
      "Approved, waiting for its turn
    Approved by grace and omar. One promotion deploys here at a time; it goes on by itself.",
      "Deploying
    The deployment is being made.",
    ]
  `);
});

it('tells of an objection', async () => {
  const { number } = await story.waiting();
  await story.pressInSlack('grace', 'approve');
  await story.review('omar', number, 'REQUEST_CHANGES');
  await story.review('omar', number, 'APPROVE');
  expect(thread()).toMatchInlineSnapshot(`
    [
      "Approvals: platform 1 of 2
    grace approved (slack).",
      "Approvals: platform 1 of 2
    omar asked for changes.",
      "Approved, waiting for its turn
    Approved by grace and omar. One promotion deploys here at a time; it goes on by itself.",
      "Deploying
    The deployment is being made.",
    ]
  `);
});

it('says nothing where a vote changes nothing', async () => {
  const { number } = await story.waiting();
  await story.pressInSlack('grace', 'approve');
  const told = thread().length;
  await story.pressInSlack('grace', 'approve');
  await story.review('grace', number, 'APPROVE');
  await story.review('linus', number, 'APPROVE');
  expect(thread()).toHaveLength(told);
});
