/** Two people act at the same time: one of them is first, and nothing rests on what the other changed. */
import { afterEach, describe, expect, it } from 'vitest';
import { runComment } from '../../src/commands/run-comment.ts';
import { type Pull, type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

const run = ({ headSha }: Pull): string => story.run(headSha, 'production');

/** Says it as another replica would, between the facts of the next admission and what rests on them. */
const saidMeanwhile = async (pull: Pull, text: string): Promise<void> => {
  const { world } = story.app;
  const { of } = world.snapshots;
  const repository = await world.store.repositories.byId(600);
  if (repository === null) throw new Error('the repository is not known yet');
  let reads = 0;
  const interrupted: typeof of = async (...asked) => {
    reads += 1;
    if (reads === 2) {
      await runComment(world, {
        repository,
        author: { id: 1002, login: 'grace', machine: false },
        through: null,
        page: { number: pull.number, isPullRequest: true },
        comment: '1',
        text,
        at: story.clock.now(),
      });
    }
    return of(...asked);
  };
  Object.assign(world.snapshots, { of: interrupted });
};

/** In production, held by a running check: a vote is not the end of the story. */
const heldByCheck = async (): Promise<Pull> => {
  story = await tellStory();
  const pull = await story.waiting();
  story.as('ada').setCheck(pull.headSha, 'build', null);
  await story.quiet();
  return pull;
};

const approvedAndHeld = async (): Promise<Pull> => {
  const pull = await heldByCheck();
  await story.say('grace', pull.number, '/approve');
  expect(run(pull)).toBe('in_progress: Waiting for checks');
  return pull;
};

describe('while a promotion is being let go', () => {
  it('a rejection ends it', async () => {
    const pull = await approvedAndHeld();
    await saidMeanwhile(pull, '/reject production wait');
    await story.green(pull.headSha);
    expect(run(pull)).toBe('failure: Rejected by grace');
    expect(story.deployments('production')).toEqual([]);
  });

  it('a vote that is taken back does not count', async () => {
    const pull = await approvedAndHeld();
    await saidMeanwhile(pull, '/approve production --withdraw');
    await story.green(pull.headSha);
    expect(run(pull)).toBe('action_required: Waiting for 1 approval from platform');
    expect(story.deployments('production')).toEqual([]);
  });
});

describe('two votes at once', () => {
  it('both count, and there is one deployment', async () => {
    const pull = await heldByCheck();
    story.as('grace').comment(pull.number, '/approve production');
    story.as('omar').comment(pull.number, '/approve production');
    await story.quiet();
    await story.green(pull.headSha);
    expect(story.deployments('production')).toHaveLength(1);
    const entries = await story.app.world.store.record.entries('repository:600', 0, 1_000);
    expect(entries.filter(({ kind }) => kind.startsWith('vote.'))).toHaveLength(2);
  });

  it('for and against: it ends', async () => {
    const pull = await heldByCheck();
    story.as('grace').comment(pull.number, '/approve production');
    story.as('omar').comment(pull.number, '/reject production not now');
    await story.quiet();
    await story.green(pull.headSha);
    expect(run(pull)).toBe('failure: Rejected by omar');
    expect(story.deployments('production')).toEqual([]);
  });
});
