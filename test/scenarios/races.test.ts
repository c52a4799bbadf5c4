/** Two things at once: nobody gets what they did not ask for, and nothing happens twice. */
import { afterEach, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

it('a push right after the comment: the new head is not promoted unseen', async () => {
  story = await tellStory();
  const pull = await story.openGreen();
  const ada = story.as('ada');
  await ada.comment(pull.number, '/promote staging');
  story.clock.advance(1_000);
  const { sha } = await ada.push({ branch: 'tax', files: { 'more.txt': 'more\n' } });
  await story.quiet();
  const deployed = story.sandbox.read.deployments().map((deployment) => deployment.sha);
  expect(deployed).not.toContain(sha);
});

it('two people ask for the same at once: one promotion, and both count as asking', async () => {
  story = await tellStory();
  const pull = await story.openGreen();
  await story.as('ada').setCheck(pull.headSha, 'test', null);
  await Promise.all([
    story.as('ada').comment(pull.number, '/promote staging'),
    story.as('grace').comment(pull.number, '/promote staging'),
  ]);
  await story.quiet();
  expect(story.checkRun(pull.headSha, 'staging')?.summary).toContain(
    'Asked for by `ada` and `grace`',
  );
  await story.as('ada').setCheck(pull.headSha, 'test', 'success');
  await story.quiet();
  expect(story.sandbox.read.deployments()).toHaveLength(1);
});
