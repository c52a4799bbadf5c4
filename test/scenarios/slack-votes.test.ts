/** Where several people are needed, the thread says who approved, whose approval is gone, and who objects. */
import { afterEach, expect, it } from 'vitest';
import { DEMO_SLACK_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';
import { timeless } from './story.ts';

const TWO = DEMO_SLACK_POLICY.replace('count: 1', 'count: 2');

let story: SlackStory;
const begin = async (policy: string): Promise<void> => {
  story = await tellSlackStory(policy);
  await story.link('grace');
  await story.link('omar');
};
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const thread = (): readonly string[] =>
  story.slack.read.thread(story.message()).map(({ shown }) => timeless(shown));

it('tells of each vote, one after the other', async () => {
  await begin(TWO);
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
  await begin(TWO);
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
  await begin(TWO);
  const { number } = await story.waiting();
  await story.pressInSlack('grace', 'approve');
  const told = thread().length;
  await story.pressInSlack('grace', 'approve');
  await story.review('grace', number, 'APPROVE');
  await story.review('linus', number, 'APPROVE');
  expect(thread()).toHaveLength(told);
});

it('tells of one that was enough and is taken back, and does not give another reason for it', async () => {
  await begin(
    DEMO_SLACK_POLICY.replace('production: true', 'production: true\n    execute: manual'),
  );
  const { number } = await story.openGreen();
  await story.review('grace', number, 'APPROVE');
  const { sha } = story.as('ada').push({ branch: 'tax', files: { 'b.txt': 'b\n' } });
  await story.green(sha);
  await story.promoteOn('ada', number);
  await story.pressInSlack('grace', 'approve');
  await story.say('grace', number, '/approve production --withdraw');
  await story.pressInSlack('omar', 'approve');
  expect(thread().map((line) => line.split(' It goes on')[0])).toMatchInlineSnapshot(`
    [
      "Approved, waiting to be executed
    Approved by grace. Everything has let it pass.",
      "Approvals: platform 0 of 1
    The approval of grace counts no more.",
      "Approved, waiting to be executed
    Approved by omar. Everything has let it pass.",
    ]
  `);
});

it('tells why a review counts no more', async () => {
  await begin(TWO);
  const { number, headSha } = await story.liveInStaging();
  await story.review('grace', number, 'APPROVE');
  await story.say('ada', number, `/promote production ${headSha}`);
  const { sha } = story.as('ada').push({ branch: 'tax', files: { 'b.txt': 'b\n' } });
  await story.green(sha);
  await story.review('grace', number, 'APPROVE');
  const said = thread().map((line) => timeless(line, { HEAD: sha }));
  expect(said).toMatchInlineSnapshot(`
    [
      "Approvals: platform 0 of 2
    The approval of grace counts no more: the review was of HEAD, and this is another commit.",
    ]
  `);
});
