/** Slack is slow, or says no: nothing else waits for it, nobody is told twice, and what was refused comes later. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { chatText } from '../../src/messages/chat-answers.ts';
import { chatAnswerEffect } from '../../src/services/chat/chat-effects.ts';
import { checkLinksEffect, linkToldEffect } from '../../src/services/identity/link-effects.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

let story: SlackStory;
afterEach(async () => {
  await story.close();
});

const DAY = 24 * 60 * 60_000;
const NOTIFY = 'notify: { slack: "#releases" }\n';
/** Long for a machine that does other things as well; what hangs hangs for longer. */
const PATIENCE = { timeout: 30_000, interval: 20 };
const FOREVER = { env: { GITHUB_TIMEOUT: '2m' } };

const slackOf = (name: string) => {
  const { team, users } = story.slack.workspace;
  return { team: team.id, user: users.find((each) => each.name === name)?.id ?? '' };
};

describe('a Slack that hangs', () => {
  const ada = { id: 1001, login: 'ada', machine: false };
  it.each([
    [
      'a link is told of',
      'conversations.open',
      () => [
        linkToldEffect(
          { linkId: 'l', slack: slackOf('ada'), person: ada, to: slackOf('ada') },
          story.clock.now(),
        ),
      ],
    ],
    ['links are looked at', 'users.info', () => [checkLinksEffect(null, story.clock.now())]],
    [
      'many are answered at once',
      'chat.postEphemeral',
      () =>
        Array.from({ length: 120 }, (_, at) => {
          const to = { user: slackOf('ada').user, channel: 'C07RELEASE', replyTo: null };
          return chatAnswerEffect(`answer-${at}`, to, chatText('hi', null), story.clock.now());
        }),
    ],
  ])(
    'holds no promotion up while %s',
    async (_, method, effects) => {
      story = await tellSlackStory(undefined, FOREVER);
      await story.link('grace');
      const pull = await story.openGreen();
      const hanging = story.slack.fail(method, { as: 'hang', times: 1_000 });
      for (const each of effects()) await story.app.store.outbox.add(each);
      story.app.worker.nudge();
      await vi.waitFor(() => expect(hanging.left()).toBeLessThan(1_000), PATIENCE);
      story.as('ada').comment(pull.number, '/promote staging');
      await vi.waitFor(() => expect(story.deployments('staging')).toHaveLength(1), PATIENCE);
      story.slack.heal();
    },
    60_000,
  );
});

describe('reminders', () => {
  const begins = Date.parse('2026-11-20T10:00:00Z');

  it('come once to each, however often Slack fails for somebody among them', async () => {
    story = await tellSlackStory(undefined, { begins });
    for (const name of ['grace', 'bob', 'omar']) await story.link(name);
    await story.waiting();
    const failing = story.slack.fail('users.info', { as: 500, skip: 2, times: 1 });
    await story.later(DAY);
    for (let minute = 0; minute < 5; minute += 1) await story.later(60_000);
    expect(failing.left()).toBe(0);
    const told = ['grace', 'bob', 'omar'].map((name) => story.slack.read.directs(name).length);
    expect(told).toEqual([1, 1, 1]);
  });

  it('go to nobody who may not write there, whoever the policy names', async () => {
    const asked = DEMO_POLICY.replace('teams: [platform]', 'users: [grace, zoe, mallory]');
    story = await tellSlackStory(`${asked}${NOTIFY}`, { begins });
    for (const name of ['grace', 'zoe', 'mallory']) await story.link(name);
    await story.waiting();
    await story.later(DAY);
    await story.later(60_000);
    const told = ['grace', 'zoe', 'mallory'].map((name) => story.slack.read.directs(name).length);
    expect(told).toEqual([1, 0, 0]);
  });
});

describe('a message that Slack refuses', () => {
  it.each(['not_in_channel', 'token_revoked', 'message_limit_exceeded'])(
    'comes when it is taken, and is told of in the log once: %s',
    async (error) => {
      story = await tellSlackStory();
      story.slack.fail('chat.postMessage', { as: { error }, times: 3 });
      await story.waiting();
      expect(story.slack.read.messages('releases')).toEqual([]);
      for (let look = 0; look < 5; look += 1) await story.later(10 * 60_000);
      expect(story.slack.read.messages('releases')).toHaveLength(1);
      const said = story.warnings.filter((each) => each.includes('takes no message'));
      expect(said).toHaveLength(1);
    },
  );
});

describe('the daily look at links', () => {
  const look = async (): Promise<readonly string[]> => {
    await story.later(DAY);
    for (let round = 0; round < 5; round += 1) await story.later(5 * 60_000);
    return (await story.app.store.identities.all(null, 10)).map(({ id }) => id);
  };

  it('goes on where Slack does not show somebody', async () => {
    story = await tellSlackStory();
    await story.openGreen();
    for (const name of ['ada', 'grace']) await story.link(name);
    const grace = story.slack.workspace.users.find(({ name }) => name === 'grace');
    if (grace !== undefined) grace.deleted = true;
    story.slack.fail('users.info', { as: { error: 'user_not_visible' }, times: 1 });
    expect(await look()).toEqual(['link-ada']);
  });

  it('ends the link of somebody whom Slack does not know', async () => {
    story = await tellSlackStory();
    await story.openGreen();
    await story.link('grace');
    story.slack.fail('users.info', { as: { error: 'user_not_found' }, times: 100 });
    expect(await look()).toEqual([]);
  });
});

it('tells the account on GitHub of the link where it is first used, by a command too', async () => {
  story = await tellSlackStory();
  await story.link('grace');
  const [link] = await story.app.store.identities.all(null, 1);
  if (link === undefined) throw new Error('nobody is linked');
  await story.app.store.identities.put({ ...link, toldOnGitHub: false });
  const pull = await story.waiting();
  await story.type('grace', `approve acme/shop#${pull.number} production`);
  const told = story.sandbox.read
    .comments(pull.number)
    .filter(({ body }) => body.includes('is linked to your GitHub account'));
  expect(told).toHaveLength(1);
});

it('says loudly whose code it is where that is a fork’s', async () => {
  story = await tellSlackStory(`version: 1
${NOTIFY}environments:
  - name: production
    after: []
    separation_of_duties: requester
    allow_forks: true
    approvals: { rules: [{ name: review, count: 1, permission: write }] }
`);
  const pull = story
    .as('mallory')
    .openPull({ title: 'From outside', branch: 'gift', files: { g: 'x\n' }, fork: true });
  await story.quiet();
  await story.green(pull.headSha);
  await story.say('ada', pull.number, '/promote production');
  expect(story.said()).toContain(
    '⚠️ This is the code of the fork mallory/shop, and not yet of this',
  );
});
