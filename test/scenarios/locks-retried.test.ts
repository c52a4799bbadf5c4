/** A lock is for what its owner asks for now: not for an earlier try, nor for what a rule asks in their name. */
import { afterEach, expect, it } from 'vitest';
import { MINUTE } from '../../src/core/instant.ts';
import { type Story, tellStory } from './story.ts';

const STAGING = 'version: 1\nenvironments: [{ name: staging }]\n';

let story: Story;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

/** From an issue: a lock of a pull request would let that one pass. */
const lock = async (login: string): Promise<void> => {
  const { number } = story.as(login).openIssue({ title: 'Load test' });
  await story.say(login, number, '/lock staging because "load test"');
};

it('lets nobody pass who tries again what its owner had asked for', async () => {
  story = await tellStory(STAGING);
  const pull = await story.openGreen();
  await story.say('grace', pull.number, '/promote staging');
  await story.deployed('staging', 'failure');
  await lock('grace');
  await story.say('ada', pull.number, '/retry staging');
  expect(story.deployments('staging')).toEqual([pull.headSha]);
  expect(story.run(pull.headSha, 'staging')).toContain('Waiting for lock');
  await story.say('grace', pull.number, '/promote staging');
  expect(story.deployments('staging')).toEqual([pull.headSha, pull.headSha]);
});

it('lets nobody pass who runs a job again that its owner had started', async () => {
  story = await tellStory(STAGING);
  story.as('omar').protectEnvironment('staging');
  const pull = await story.openGreen();
  const { runId } = story.as('grace').startJob({ environment: 'staging', branch: 'tax' });
  await story.quiet();
  story.as('grace').endJob(runId, 'cancelled');
  await story.later(6 * MINUTE);
  await lock('grace');
  story.as('ada').rerunJob(runId);
  await story.quiet();
  expect(story.run(pull.headSha, 'staging')).toContain('Waiting for lock');
});

it('lets no rule pass because its owner merged', async () => {
  story = await tellStory(
    'version: 1\nenvironments: [{ name: staging, auto_promote: { on: push } }]\n',
  );
  const pull = await story.openGreen();
  await lock('grace');
  const { sha } = story.as('grace').merge(pull.number, 'merge');
  await story.quiet();
  expect(story.deployments('staging')).toEqual([]);
  expect(story.run(sha, 'staging')).toContain('Waiting for lock');
});
