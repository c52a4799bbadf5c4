/** A lock is for what its owner asks for now, not for what they had asked for before. */
import { afterEach, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

it('lets nobody pass who tries again what its owner had asked for', async () => {
  story = await tellStory('version: 1\nenvironments: [{ name: staging }]\n');
  const pull = await story.openGreen();
  await story.say('grace', pull.number, '/promote staging');
  await story.deployed('staging', 'failure');
  const { number } = story.as('grace').openIssue({ title: 'Load test' });
  await story.say('grace', number, '/lock staging because "load test"');
  await story.say('ada', pull.number, '/retry staging');
  expect(story.deployments('staging')).toEqual([pull.headSha]);
  expect(story.run(pull.headSha, 'staging')).toContain('Waiting for lock');
  await story.say('grace', pull.number, '/promote staging');
  expect(story.deployments('staging')).toEqual([pull.headSha, pull.headSha]);
});
