/** The app ends and begins between what people do in Slack and what comes of it, on both databases. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

let postgres: TestPostgres;
let story: SlackStory;
beforeAll(async () => {
  postgres = await startPostgres();
}, 120_000);
afterAll(() => postgres.stop());
afterEach(() => story.close());

const DATABASES = ['sqlite', 'postgres'] as const;
let made = 0;
const tell = async (database: (typeof DATABASES)[number]): Promise<void> => {
  made += 1;
  const databaseUrl = database === 'sqlite' ? null : await postgres.newDatabase(`slack${made}`);
  story = await tellSlackStory(undefined, databaseUrl === null ? {} : { databaseUrl });
};

describe.each(DATABASES)('on %s', (database) => {
  it('does what was pressed before it ended, once', async () => {
    await tell(database);
    await story.link('grace');
    const pull = await story.waiting();
    const sent = await story.slack.as('grace').press(story.message(), 'approve');
    expect(sent.status).toBe(200);
    await story.restart();
    await story.slack.redeliver(sent.id);
    await story.quiet();
    expect(story.deployments('production')).toEqual([pull.headSha]);
    expect(story.slack.read.messages('releases')).toHaveLength(1);
    expect(story.said()).toContain('Approved by grace (slack');
    await story.deployed('production');
    expect(story.said()).toContain('Deployed');
  });

  it('tells people at once where nobody could take it, and takes it then', async () => {
    await tell(database);
    await story.link('grace');
    const pull = await story.waiting();
    await story.restart(async () => {
      const sent = await story.slack.as('grace').press(story.message(), 'approve');
      expect(sent.status).toBe(502);
    });
    await story.quiet();
    expect(story.slack.read.trouble('grace')).toHaveLength(1);
    expect(story.deployments('production')).toEqual([]);
    await story.pressInSlack('grace', 'approve');
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });

  it('settles many presses at once to one vote each', async () => {
    await tell(database);
    for (const name of ['grace', 'bob']) await story.link(name);
    const pull = await story.waiting();
    const on = story.message();
    const presses = ['grace', 'bob', 'grace', 'bob', 'grace'].map((name) =>
      story.slack.as(name).press(on, 'approve'),
    );
    expect((await Promise.all(presses)).map(({ status }) => status)).toEqual(Array(5).fill(200));
    await story.quiet();
    expect(story.deployments('production')).toEqual([pull.headSha]);
    expect(story.slack.read.messages('releases')).toHaveLength(1);
  });
});
