/** Programs that the policy lets command ask in somebody's name, and are never the second person. */
import { afterEach, expect, it } from 'vitest';
import { isHeld } from '../../src/services/rollback/holds.ts';
import { PRODUCTION, tellLived } from './releases-live.ts';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const LISTED = PRODUCTION.replace('environments:', 'programs: [other-app]\nenvironments:');

/** What they read who write through another app. */
const through = async (login: string, page: number, text: string): Promise<string> => {
  story.as(login).comment(page, text, { app: 'other-app' });
  await story.quiet();
  return story.lastReply(page);
};

it('ends no quarantine', async () => {
  story = await tellStory(LISTED);
  const pull = await story.openGreen();
  for (const login of ['grace', 'bob']) story.as('omar').setRole(login, 'maintain');
  await story.say('grace', pull.number, `/quarantine ${pull.headSha} because "it leaks"`);
  expect(await through('bob', pull.number, `/quarantine lift ${pull.headSha}`)).toContain(
    'it takes another person to end that',
  );
  await story.say('ada', pull.number, '/promote production');
  expect(story.run(pull.headSha, 'production')).toBe('failure: Blocked by quarantine');
});

it('speaks for no owner of the organisation', async () => {
  story = await tellStory(LISTED);
  const pull = await story.openGreen();
  expect(await through('omar', pull.number, '/halt because "intruders" --org')).toContain(
    'Only an owner of the organisation can halt or resume all of it.',
  );
});

it('confirms no exception from a freeze', async () => {
  const local = (hours: number): string =>
    new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16);
  const window = `from: ${local(-1)}, to: ${local(3)}, time_zone: UTC`;
  story = await tellStory(`${LISTED}    freezes: [{ name: stocktaking, ${window} }]\n`);
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote production');
  await story.say('ada', pull.number, '/freeze except production because "it burns"');
  expect(await through('omar', pull.number, '/freeze except production')).toContain(
    'This lets nothing through the freeze of `production`',
  );
  expect(story.deployments('production')).toEqual([]);
  await story.say('omar', pull.number, '/freeze except production');
  expect(story.deployments('production')).toEqual([pull.headSha]);
});

it('lifts no hold: that takes a person who promotes by hand', async () => {
  const lived = await tellLived(2, LISTED);
  story = lived;
  const { store } = story.app.world;
  await lived.ask('grace', '/rollback production because "checkout fails"');
  await story.deployed('production');
  const pull = await story.openAs('ada', 'third');
  await through('ada', pull.number, '/promote production');
  await story.deployed('production');
  expect(story.run(pull.headSha, 'production')).toContain('success: Deployed');
  expect(await isHeld(store, 600, 'production')).toBe(true);
});
