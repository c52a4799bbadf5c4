/** Whom a reminder in Slack goes to when it is time: those whose yes is missing then, and who are known, once. */
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_SLACK_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

let story: SlackStory;
afterEach(async () => {
  await story.close();
});

/** What reminds them; the app may have other things to tell somebody. */
const reminded = (name: string): number =>
  story.slack.read.directs(name).filter(({ shown }) => shown.includes('waits for you')).length;

const provedAgo = async (name: string, ms: number): Promise<void> => {
  await story.link(name);
  const user = story.slack.workspace.users.find((each) => each.name === name);
  const { identities } = story.app.store;
  const link = await identities.of({ team: story.slack.workspace.team.id, user: user?.id ?? '' });
  if (link === null) throw new Error(`${name} is not linked`);
  await identities.put({ ...link, provedAt: story.clock.now() - ms });
};

describe('in the quiet hours before it is sent', () => {
  it('somebody approved: they are left alone, and the others are not', async () => {
    const two = DEMO_SLACK_POLICY.replace('count: 1', 'count: 2');
    // 23:00 in Berlin, a day later as well.
    story = await tellSlackStory(two, { begins: Date.parse('2026-11-20T22:00:00Z') });
    for (const name of ['grace', 'omar']) await story.link(name);
    const pull = await story.waiting();
    await story.later(DAY);
    await story.review('grace', pull.number, 'APPROVE');
    expect([reminded('grace'), reminded('omar')]).toEqual([0, 0]);
    await story.later(10 * HOUR);
    expect([reminded('grace'), reminded('omar')]).toEqual([0, 1]);
  });

  it('somebody left the team: they are left alone, and the others are not', async () => {
    story = await tellSlackStory(undefined, { begins: Date.parse('2026-11-20T22:00:00Z') });
    for (const name of ['grace', 'omar']) await story.link(name);
    await story.waiting();
    await story.later(DAY);
    story.as('omar').leaveTeam('platform', 'grace');
    await story.quiet();
    await story.later(10 * HOUR);
    expect([reminded('grace'), reminded('omar')]).toEqual([0, 1]);
  });
});

describe('in the quiet hours before it is sent, too', () => {
  it('a proof ran out: they are left alone, and the others are not', async () => {
    story = await tellSlackStory(undefined, { begins: Date.parse('2026-11-20T22:00:00Z') });
    // It is good for four hours more when the reminder is put off, and the quiet hours last nine.
    await provedAgo('grace', 89 * DAY - 4 * HOUR);
    await story.link('omar');
    await story.waiting();
    await story.later(DAY);
    await story.later(10 * HOUR);
    expect([reminded('grace'), reminded('omar')]).toEqual([0, 1]);
  });
});

describe('by day', () => {
  const BEGINS = Date.parse('2026-11-20T10:00:00Z');

  it('goes to somebody who joined the team after it was asked for', async () => {
    story = await tellSlackStory(undefined, { begins: BEGINS });
    await story.link('linus');
    await story.waiting();
    story.as('omar').joinTeam('platform', 'linus');
    await story.quiet();
    await story.later(DAY + HOUR);
    expect(reminded('linus')).toBe(1);
  });

  it('goes to nobody whose proof ran out', async () => {
    story = await tellSlackStory(undefined, { begins: BEGINS });
    story.as('omar').joinTeam('platform', 'linus');
    await provedAgo('grace', 89.5 * DAY);
    await provedAgo('linus', 88 * DAY);
    await story.waiting();
    await story.later(DAY + HOUR);
    expect([reminded('grace'), reminded('linus')]).toEqual([0, 1]);
  });

  it('goes out once, also where Slack’s answer to it is lost', async () => {
    story = await tellSlackStory(undefined, { begins: BEGINS });
    await story.link('grace');
    await story.waiting();
    const lost = story.slack.fail('chat.postMessage', { as: 'cut', afterEffect: true });
    await story.later(DAY + HOUR);
    await story.later(HOUR);
    expect(lost.left()).toBe(0);
    expect(reminded('grace')).toBe(1);
  });

  it('goes to everybody else where Slack does not show one of them', async () => {
    story = await tellSlackStory(undefined, { begins: BEGINS });
    for (const name of ['grace', 'omar']) await story.link(name);
    await story.waiting();
    story.slack.fail('users.info', { as: { error: 'user_not_visible' }, times: 100 });
    await story.later(DAY + HOUR);
    expect([reminded('grace'), reminded('omar')]).toEqual([1, 1]);
  });

  it('goes to nobody whose yes could not count', async () => {
    const allowed = 'production: true\n    allow: { approve: { users: [omar] } }';
    const policy = DEMO_SLACK_POLICY.replace('production: true', allowed);
    story = await tellSlackStory(policy, { begins: BEGINS });
    for (const name of ['grace', 'omar']) await story.link(name);
    await story.waiting();
    await story.later(DAY + HOUR);
    expect([reminded('grace'), reminded('omar')]).toEqual([0, 1]);
  });

  it('tells of no way that does not count', async () => {
    const policy = DEMO_SLACK_POLICY.replace(
      'approvals:',
      'approvals:\n      via: [review, comment]',
    );
    story = await tellSlackStory(policy, { begins: BEGINS });
    await story.link('grace');
    await story.waiting();
    await story.later(DAY + HOUR);
    const [{ shown } = { shown: '' }] = story.slack.read.directs('grace');
    expect(shown).toContain(
      'Approve on GitHub, by a pull request review of this commit or /approve production;',
    );
  });

  it('goes to whoever can be the one more that is asked for', async () => {
    const policy = DEMO_SLACK_POLICY.replace('approvals:', 'approvals:\n      distinct_people: 2');
    story = await tellSlackStory(policy, { begins: BEGINS });
    for (const name of ['grace', 'omar']) await story.link(name);
    const pull = await story.waiting();
    await story.review('grace', pull.number, 'APPROVE');
    await story.later(DAY + HOUR);
    expect([reminded('grace'), reminded('omar')]).toEqual([0, 1]);
  });

  it('goes out for what is of no pull request', async () => {
    story = await tellSlackStory(undefined, { begins: BEGINS });
    for (const name of ['ada', 'grace']) await story.link(name);
    await story.openGreen();
    const { sha } = story.as('ada').push({ branch: 'main', files: { 'b.txt': 'b\n' } });
    await story.green(sha);
    await story.type('ada', `promote acme/shop staging ${sha}`);
    await story.deployed('staging');
    await story.type('ada', `promote acme/shop production ${sha}`);
    expect(story.said()).toContain('Waiting for 1 approval');
    await story.later(DAY + HOUR);
    expect(reminded('grace')).toBe(1);
  });
});
