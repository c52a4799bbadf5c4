/** What breaks on our side: who waits is told, once it lasts, with a reference that the log has as well. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Story, tellStory } from './story.ts';

const SECOND = 1_000;

let story: Story;
beforeEach(async () => {
  story = await tellStory();
});
afterEach(async () => {
  await story.close();
});

/** So many attempts, each longer after the one before. */
const attempts = async (count: number): Promise<void> => {
  for (let attempt = 1; attempt < count; attempt += 1) await story.later(2 ** attempt * SECOND);
};

test('a command that breaks each time is answered with a reference, and not done any more', async () => {
  const pull = await story.openGreen();
  // GitHub does not understand what we ask: trying again does not help.
  story.sandbox.fail({ match: 'POST /graphql Snapshot', status: 422, times: 5 });
  await story.say('ada', pull.number, '/promote staging');
  await attempts(4);
  expect(story.replies(pull.number)).toEqual([]);
  await story.later(16 * SECOND);
  const { id = '' } = story.sandbox.deliveries.find(({ body }) => body.includes('/promote')) ?? {};
  expect(story.lastReply(pull.number)).toBe(
    `Something broke on our side (reference \`${id.slice(0, 8)}\`), also when it was tried again. Nothing was done. Ask again later. Whoever runs this app finds the reference in its log.`,
  );
  await story.later(60 * SECOND);
  expect(story.replies(pull.number)).toHaveLength(1);
  expect(story.deployments('staging')).toEqual([]);
  await story.say('ada', pull.number, '/promote staging');
  expect(story.deployments('staging')).toEqual([pull.headSha]);
});

test('a promotion that cannot be looked at says so, until it can', async () => {
  const pull = story.as('ada').openPull({ title: 'Tax', branch: 'tax', files: { 'a.txt': 'a' } });
  await story.quiet();
  await story.say('ada', pull.number, '/promote staging');
  const { signer } = story.app.world;
  const { sign } = signer;
  const broken = (): never => {
    throw new Error('the key is gone');
  };
  Object.assign(signer, { sign: broken });
  await story.green(pull.headSha);
  await attempts(6);
  expect(story.run(pull.headSha, 'staging')).toBe('failure: Something broke on our side');
  expect(story.summary(pull.headSha, 'staging')).toMatch(
    /^Something broke on our side \(reference `\w{8}`\), also when it was tried again\. Nothing was done\. It is tried again by itself\./,
  );
  Object.assign(signer, { sign });
  await story.later(64 * SECOND);
  expect(story.deployments('staging')).toEqual([pull.headSha]);
  expect(story.run(pull.headSha, 'staging')).toMatch(/^in_progress/);
});

test('a button that breaks each time says so on its check run', async () => {
  const pull = await story.waiting();
  const { signer } = story.app.world;
  const { sign } = signer;
  let left = 5;
  Object.assign(signer, {
    sign: (text: string) => {
      left -= 1;
      if (left >= 0) throw new Error('the key is gone');
      return sign(text);
    },
  });
  await story.press('grace', pull.headSha, 'production', 'approve');
  await attempts(5);
  expect(story.summary(pull.headSha, 'production')).toMatch(
    /pressed a button at .* Something broke on our side \(reference `\w{8}`\)/,
  );
  expect(story.deployments('production')).toEqual([]);
});

test('a GitHub that does not answer is waited for, and nobody is told of it', async () => {
  const pull = await story.openGreen();
  story.sandbox.fail({ match: 'POST /graphql Snapshot', status: 502, times: 7 });
  await story.say('ada', pull.number, '/promote staging');
  await attempts(8);
  expect(story.replies(pull.number)).toEqual([]);
  expect(story.deployments('staging')).toEqual([pull.headSha]);
});
