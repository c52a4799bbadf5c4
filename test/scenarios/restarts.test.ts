/**
 * The app is stopped and started again on its database between any two steps, on both databases: what
 * people see is what they would have seen without.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { type Story, tellStory } from './story.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

let story: Story;
afterEach(async () => {
  await story.close();
});

let databases = 0;

describe.each(['SQLite', 'PostgreSQL'])('on %s', (database) => {
  const begin = async (): Promise<void> => {
    databases += 1;
    const url =
      database === 'SQLite' ? undefined : await postgres.newDatabase(`story_${databases}`);
    story = await tellStory(undefined, url === undefined ? {} : { databaseUrl: url });
  };

  it('a promotion goes from the comment to production through any number of restarts', async () => {
    await begin();
    const pull = await story.openGreen();
    await story.restart();
    await story.say('ada', pull.number, '/promote staging');
    await story.restart();
    await story.deployed('staging');
    await story.say('ada', pull.number, '/promote production');
    await story.restart();
    await story.review('grace', pull.number, 'APPROVE');
    await story.restart();
    await story.deployed('production');
    expect(story.checkRun(pull.headSha, 'production')?.conclusion).toBe('success');
    expect(story.sandbox.read.deployments()).toHaveLength(2);
    const written = story.sandbox.read
      .comments(pull.number)
      .filter(({ author }) => author !== 'ada');
    expect(written).toHaveLength(1);
  });

  it('what came in while it stopped is worked on by the next', async () => {
    await begin();
    const pull = await story.openGreen();
    const stopping = story.restart();
    story.as('ada').comment(pull.number, '/promote staging');
    await stopping;
    for (const { id, status } of [...story.sandbox.deliveries]) {
      if (status !== 202) story.sandbox.redeliver(id);
    }
    await story.quiet();
    expect(story.deployments('staging')).toHaveLength(1);
  });
});
