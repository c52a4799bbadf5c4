/** What is live came from a pull request: its merge, under whatever commit, is what later releases have. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Pull, plain, type Story, tellStory } from './story.ts';

let story: Story;
beforeEach(async () => {
  story = await tellStory();
});
afterEach(async () => {
  const { warnings } = story;
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
  expect(warnings).toEqual([]);
});

/** Ada's pull request, whose open head is live in production. */
const liveWhileOpen = async (): Promise<Pull> => {
  const pull = await story.waiting();
  await story.review('grace', pull.number, 'APPROVE');
  await story.deployed('production');
  expect(story.run(pull.headSha, 'production')).toContain('success: Deployed');
  return pull;
};

const merged = async (
  login: string,
  { number }: Pull,
  method: 'merge' | 'squash' | 'rebase',
): Promise<string> => {
  const { sha } = story.as(login).merge(number, method);
  await story.quiet();
  await story.green(sha);
  return sha;
};

const rowOf = (sha: string, names: Readonly<Record<string, string>>): string =>
  plain(story.checkRun(sha, 'production')?.summary ?? 'none', names)
    .split('\n')
    .find((line) => line.includes('| contains-live |')) ?? 'no row';

describe('a pull request that is live before it is merged', () => {
  it.each(['squash', 'rebase'] as const)('is in what comes after its %s', async (method) => {
    const live = await liveWhileOpen();
    const bobs = await story.openAs('bob', 'menu');
    await merged('bob', bobs, 'squash');
    const merge = await merged('ada', live, method);
    const next = await story.openAs('linus', 'footer');
    const sha = await merged('linus', next, 'squash');
    await story.promoteOn('linus', next.number);
    expect(rowOf(sha, { LIVE: live.headSha, MERGE: merge })).toBe(
      '| ✅ | contains-live | it contains what is live, `LIVE`, as #1 was merged: `MERGE` |',
    );
    expect(story.run(sha, 'production')).toBe(
      'action_required: Waiting for 1 approval from platform',
    );
  });

  it('is not in what was made before its merge, until that is brought up to date', async () => {
    const live = await liveWhileOpen();
    const bobs = await story.openAs('bob', 'menu');
    const merge = await merged('ada', live, 'squash');
    await story.promoteOn('bob', bobs.number);
    expect(rowOf(bobs.headSha, { LIVE: live.headSha, MERGE: merge })).toBe(
      '| ⛔ | contains-live | it does not contain what is live, `LIVE` of #1, which was merged as `MERGE`, and would undo it. Bring the branch up to date, then ask again. |',
    );
  });

  it('has to be merged first, and the words say so', async () => {
    const live = await liveWhileOpen();
    const bobs = await story.openAs('bob', 'menu');
    await story.promoteOn('bob', bobs.number);
    expect(story.run(bobs.headSha, 'production')).toBe('failure: Blocked by contains-live');
    expect(rowOf(bobs.headSha, { LIVE: live.headSha })).toBe(
      '| ⛔ | contains-live | it does not contain what is live, `LIVE` of #1, which is not merged, and would undo it. Merge #1, then bring this branch up to date and ask again. |',
    );
    expect(story.summary(bobs.headSha, 'production')).toContain(
      'It goes on by itself when this is mended; where that takes a new commit, ask again for that one.',
    );
  });

  it('is known by an earlier head as well', async () => {
    const live = await liveWhileOpen();
    story.as('ada').push({ branch: 'tax', files: { 'price.txt': 'with more tax\n' } });
    await story.quiet();
    const bobs = await story.openAs('bob', 'menu');
    await story.promoteOn('bob', bobs.number);
    expect(rowOf(bobs.headSha, { LIVE: live.headSha })).toContain(
      '`LIVE` of #1, which is not merged',
    );
    await merged('ada', live, 'squash');
    const next = await story.openAs('linus', 'footer');
    await story.promoteOn('linus', next.number);
    expect(rowOf(next.headSha, { LIVE: live.headSha })).toContain(
      'it contains what is live, `LIVE`',
    );
  });
});
