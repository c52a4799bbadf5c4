// Everything that happened is told at once, twice and in any order: what follows is the same as if it
// had been told as it happened. `SEEDS=500` tries so many orders.
import { describe, expect, it } from 'vitest';
import { anyOf } from '../scenarios/any-order.ts';
import { type Story, tellStory, timeless } from '../scenarios/story.ts';
import { checkRecord } from './walks.ts';

const SEEDS = Number(process.env.SEEDS ?? 12);
const MINUTE = 60_000;

const shuffled =
  (seed: number) =>
  <T>(all: readonly T[]): readonly T[] => {
    const pick = anyOf(seed);
    const left = [...all];
    return all.flatMap(() => left.splice(pick(left.length), 1));
  };

/** Half a minute passes between two things that happen; they are told when all of them have. */
const heardLate = async (
  story: Story,
  seed: number,
  things: readonly (() => void)[],
): Promise<void> => {
  story.sandbox.hold();
  for (const thing of things) {
    thing();
    story.clock.advance(30_000);
  }
  story.sandbox.release(shuffled(seed));
  await story.quiet();
};

const POLICY = `version: 1
environments:
  - name: staging
    gates: { checks: { required: [build, test] } }
  - name: production
    after: staging
    production: true
    approvals: { rules: [{ name: platform, count: 1, teams: [platform] }] }
`;

const day = async (seed: number): Promise<object> => {
  const story = await tellStory(POLICY);
  const { as, sandbox } = story;
  try {
    const open = () =>
      as('ada').openPull({ title: 'Tax', branch: 'tax', files: { 'a.txt': 'a\n' } });
    let pull = { number: 0, headSha: '' };
    const success = () =>
      as('github-actions[bot]').deploymentStatus(
        sandbox.read.deployments().at(-1)?.id ?? 0,
        'success',
      );
    await heardLate(story, seed, [
      () => {
        pull = open();
      },
      () => as('ada').setCheck(pull.headSha, 'build', null),
      () => as('ada').setCheck(pull.headSha, 'build', 'success'),
      () => as('ada').setCheck(pull.headSha, 'test', 'failure'),
      () => as('ada').setCheck(pull.headSha, 'test', 'success'),
      // By its name: whoever asks for "the head" before its event came is asked which they saw.
      () => as('ada').comment(pull.number, `/promote staging ${pull.headSha}`),
    ]);
    await heardLate(story, seed + 1, [
      success,
      () => as('ada').comment(pull.number, `/promote production ${pull.headSha}`),
      () => as('ada').comment(pull.number, 'thank you all'),
      () => as('grace').review(pull.number, 'APPROVE'),
    ]);
    await story.later(MINUTE);
    await heardLate(story, seed + 2, [
      success,
      () => as('grace').comment(pull.number, '/lock staging because "measuring"'),
      () => void as('omar').merge(pull.number, 'squash'),
    ]);
    await story.later(6 * MINUTE);
    await checkRecord(story);
    const names = { HEAD: pull.headSha };
    return {
      deployments: sandbox.read
        .deployments()
        .map(({ environment, statuses }) => [environment, statuses.map(({ state }) => state)]),
      staging: timeless(story.run(pull.headSha, 'staging'), names),
      production: timeless(story.run(pull.headSha, 'production'), names),
      comments: sandbox.read
        .comments(pull.number)
        .filter(({ author }) => author.endsWith('[bot]'))
        .map(({ body }) => body.split('\n', 1)[0]),
      locked: (await story.app.world.store.locks.get(600, 'staging')) !== null,
      warnings: story.warnings,
    };
  } finally {
    await story.close();
  }
};

describe('a day that is told in any order', { timeout: 30_000 * SEEDS }, () => {
  it.each(Array.from({ length: SEEDS }, (_, n) => n + 1))('seed %i', async (seed) => {
    expect(await day(seed * 100)).toMatchObject({
      deployments: [
        ['staging', ['success']],
        ['production', ['success']],
      ],
      staging: 'success: Deployed TIME UTC',
      production: 'success: Deployed TIME UTC',
      comments: [
        expect.stringContaining('Where this pull request is'),
        expect.stringContaining('You have locked `staging`'),
      ],
      locked: false,
      warnings: [],
    });
  });
});
