/**
 * One person with two accounts of GitHub. Whoever proved in Slack to be both is one person from then on,
 * whichever of them speaks, and by whatever channel.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_SLACK_POLICY } from '../../src/demo/policy.ts';
import { checkRecord } from '../faults/walks.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';
import { type Pull, plain } from './story.ts';

let story: SlackStory;
const begin = async (policy = DEMO_SLACK_POLICY): Promise<void> => {
  // By day, when people may be reminded.
  story = await tellSlackStory(policy, { begins: Date.parse('2026-11-20T10:00:00Z') });
};
afterEach(async () => {
  await checkRecord(story);
  expect(story.warnings).toEqual([]);
  await story.close();
});

const DAY = 24 * 60 * 60_000;
const TWO = DEMO_SLACK_POLICY.replace('count: 1', 'count: 2');

it('does not approve as one what the other wrote, by pressing after proving the other', async () => {
  await begin();
  await story.waiting();
  await story.link('bob', 'ada');
  await story.link('bob', 'grace');
  await story.pressInSlack('bob', 'approve');
  expect(story.answer('bob')).toMatchInlineSnapshot(
    `"Your approval for production does not count: nobody approves their own work, and you, having proved to be ada as well, opened #1, wrote 1 commit, pushed to its branch and asked for it."`,
  );
  expect(story.deployments('production')).toEqual([]);
});

it('does not by a review either, nor after ending the link', async () => {
  await begin();
  const pull = await story.waiting();
  await story.link('bob', 'ada');
  await story.type('bob', 'unlink');
  await story.link('bob', 'grace');
  await story.type('bob', 'unlink');
  story.as('grace').review(pull.number, 'APPROVE');
  await story.quiet();
  expect(story.deployments('production')).toEqual([]);
  const run = story.sandbox.read.checkRuns(pull.headSha);
  expect(JSON.stringify(run)).toContain('proved to be');
});

it('is one of two who are needed, not both of them', async () => {
  await begin(TWO);
  const pull = await story.waiting();
  await story.link('bob', 'grace');
  await story.pressInSlack('bob', 'approve');
  await story.link('bob', 'omar');
  await story.pressInSlack('bob', 'approve');
  expect(plain(story.run(pull.headSha, 'production'))).toMatchInlineSnapshot(
    `"action_required: Waiting for 1 approval from platform"`,
  );
  expect(story.deployments('production')).toEqual([]);
});

it('is one person through a second Slack user too', async () => {
  await begin();
  await story.waiting();
  await story.link('bob', 'ada');
  await story.link('bob', 'linus');
  await story.link('zoe', 'linus');
  await story.link('zoe', 'grace');
  await story.pressInSlack('zoe', 'approve');
  expect(story.answer('zoe')).toContain('having proved to be ada as well');
  expect(story.deployments('production')).toEqual([]);
});

it('leaves other people as they are', async () => {
  await begin();
  await story.waiting();
  await story.link('bob', 'ada');
  await story.link('bob', 'linus');
  await story.link('grace');
  await story.pressInSlack('grace', 'approve');
  expect(story.deployments('production')).toHaveLength(1);
});

it('is not reminded of what they cannot approve, nor shown it as waiting for them', async () => {
  await begin();
  await story.waiting();
  for (const login of ['ada', 'grace']) await story.link('bob', login);
  await story.link('omar');
  await story.later(DAY);
  const reminded = (name: string) =>
    story.slack.read.directs(name).filter(({ shown }) => shown.includes('waits for you')).length;
  expect([reminded('bob'), reminded('omar')]).toEqual([0, 1]);
  for (const name of ['bob', 'omar']) await story.slack.as(name).openHome();
  await story.quiet();
  const waiting = (name: string) => story.slack.read.home(name)?.shown ?? '';
  expect(waiting('bob')).toContain('Nothing waits for you');
  expect(waiting('omar')).not.toContain('Nothing waits for you');
});

it('does not lift as one the quarantine that the other set', async () => {
  await begin();
  const { number, headSha } = await story.waiting();
  for (const login of ['grace', 'bob']) story.as('omar').setRole(login, 'maintain');
  await story.link('linus', 'grace');
  await story.link('linus', 'bob');
  await story.say('grace', number, `/quarantine ${headSha} because "it leaks"`);
  await story.say('bob', number, `/quarantine lift ${headSha}`);
  expect(plain(story.lastReply(number))).toContain('it takes another person to end that');
});

describe('a freeze', () => {
  const frozen = `freezes:
  - { name: stocktaking, reason: We count., environments: [production], from: 2026-11-20T09:00, to: 2026-11-21T09:00, time_zone: UTC }
${DEMO_SLACK_POLICY}`;
  const ask = async (): Promise<Pull> => {
    await begin(frozen);
    const pull = await story.waiting();
    for (const login of ['grace', 'bob']) story.as('omar').setRole(login, 'maintain');
    await story.say('grace', pull.number, '/freeze except production because "it burns"');
    return pull;
  };
  const link = async (): Promise<void> => {
    for (const login of ['grace', 'bob']) await story.link('linus', login);
  };

  it('is not passed as one where the other asked for it', async () => {
    const { number } = await ask();
    await link();
    await story.say('bob', number, '/freeze except production');
    expect(plain(story.lastReply(number))).toMatchInlineSnapshot(
      `"This lets nothing through the freeze of \`production\`: you asked for the exception, and a second person confirms it."`,
    );
  });

  it('is not either where both had said so before they were known to be one', async () => {
    const { number } = await ask();
    await story.say('bob', number, '/freeze except production');
    await link();
    await story.review('omar', number, 'APPROVE');
    expect(story.deployments('production')).toEqual([]);
    await story.say('omar', number, '/freeze except production');
    expect(story.deployments('production')).toHaveLength(1);
  });
});

it('does not ask as one for the next step of what the other promoted', async () => {
  const others = 'production: true\n    separation_of_duties: { promote_by_others: true }';
  await begin(DEMO_SLACK_POLICY.replace('production: true', others));
  await story.link('linus', 'ada');
  await story.link('linus', 'bob');
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  await story.deployed('staging');
  await story.say('bob', pull.number, '/promote production');
  expect(story.run(pull.headSha, 'production')).toBe('failure: Blocked by separation-of-duties');
});
