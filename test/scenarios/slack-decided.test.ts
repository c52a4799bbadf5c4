/** What can be decided in Slack beside a yes: a rejection in its form, and a rollback that asks for people. */
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_POLICY, DEMO_SLACK_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

const DAY = 24 * 60 * 60_000;

let story: SlackStory;
afterEach(async () => {
  await story.close();
});

describe('a form that is open', () => {
  it('rejects once, however often it comes', async () => {
    story = await tellSlackStory();
    await story.link('grace');
    await story.waiting();
    await story.slack.as('grace').press(story.message(), 'reject');
    const form = story.slack.read.modal('grace') ?? { id: '' };
    const sent = await story.slack.as('grace').submit(form, { written: 'too slow' });
    await story.slack.redeliver(sent.id);
    await story.quiet();
    const [first] = story.slack.read.messages('releases');
    expect(first?.shown).toContain('Rejected by grace');
    expect(story.slack.read.ephemerals('grace')).toEqual([]);
  });

  it('does nothing once it was decided, and says so', async () => {
    story = await tellSlackStory();
    for (const name of ['grace', 'bob']) await story.link(name);
    const pull = await story.waiting();
    const on = story.message();
    await story.slack.as('grace').press(on, 'reject');
    const form = story.slack.read.modal('grace') ?? { id: '' };
    await story.pressInSlack('bob', 'approve', on);
    await story.slack.as('grace').submit(form, { written: 'too slow' });
    await story.quiet();
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"The promotion to production is deploying and takes no votes any more."`,
    );
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });
});

describe('a rejection by somebody', () => {
  const pressReject = async (name: string): Promise<unknown> => {
    await story.slack.as(name).press(story.message(), 'reject');
    await story.quiet();
    return story.slack.read.modal(name);
  };

  it('whom nobody knows opens no form, and asks who they are', async () => {
    story = await tellSlackStory();
    await story.waiting();
    expect(await pressReject('grace')).toBeNull();
    expect(story.answer('grace')).toContain('is not linked to an account of GitHub');
  });

  it('whose proof ran out opens none either', async () => {
    const never = DEMO_SLACK_POLICY.replace(
      'production: true',
      'production: true\n    expire_after: 365d',
    );
    story = await tellSlackStory(never);
    await story.link('grace');
    await story.waiting();
    await story.later(90 * DAY);
    expect(await pressReject('grace')).toBeNull();
    expect(story.answer('grace')).toContain('were last proved more than 90 days ago');
  });
});

describe('a rejection of what', () => {
  it('was decided says so, also where no form could open', async () => {
    story = await tellSlackStory();
    for (const name of ['grace', 'bob']) await story.link(name);
    await story.waiting();
    const on = story.message();
    await story.pressInSlack('bob', 'approve', on);
    await story.slack.as('grace').pressOld(on, 'reject');
    await story.quiet();
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"The promotion to production is deploying and takes no votes any more."`,
    );
  });

  it('was given no reason asks for one', async () => {
    story = await tellSlackStory();
    await story.link('grace');
    await story.waiting();
    await story.slack.as('grace').press(story.message(), 'reject');
    const form = story.slack.read.modal('grace') ?? { id: '' };
    await story.slack.as('grace').submit(form, { written: ' \n ' });
    await story.quiet();
    expect(story.answer('grace')).toMatchInlineSnapshot(
      `"/lockkeeper reject acme/shop#1 was not understood: it needs a reason. It is written /lockkeeper reject acme/shop#1 [<environment>] <reason> [--lift]."`,
    );
    expect(story.said()).toContain('Waiting for 1 approval');
  });
});

describe('a rollback that asks for people', () => {
  it('is shown and approved in Slack', async () => {
    const rollback = `    rollback: { approvals: { rules: [{ name: platform, count: 1, teams: [platform] }] } }\n`;
    story = await tellSlackStory(`${DEMO_POLICY}${rollback}notify: { slack: "#releases" }\n`);
    await story.link('grace');
    const pull = await story.waiting();
    await story.review('grace', pull.number, 'APPROVE');
    await story.deployed('production');
    const { sha } = story.as('ada').push({ branch: 'tax', files: { 'b.txt': 'b\n' } });
    await story.green(sha);
    await story.promoteOn('ada', pull.number);
    await story.pressInSlack('grace', 'approve');
    await story.deployed('production');
    await story.say('ada', pull.number, '/rollback production because "checkout fails"');
    const back = story.message();
    expect(back.shown).toContain('back to this in production');
    expect(back.shown).toContain('[Approve]');
    await story.pressInSlack('grace', 'approve', back);
    expect(story.deployments('production')).toEqual([pull.headSha, sha, pull.headSha]);
  });
});
