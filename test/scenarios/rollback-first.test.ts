/** A rollback while something deploys, or waits to: it goes first, and what it ended stays ended. */
import { afterEach, expect, it } from 'vitest';
import { type ExportLine, exportLines } from '../../src/services/audit/audit-export.ts';
import { replayAll } from '../../src/services/audit/audit-replay.ts';
import { decideAgain } from '../../src/services/promotion/evaluate.ts';
import { type LivedStory, PRODUCTION, tellLived } from './releases-live.ts';
import type { Pull } from './story.ts';

const BACK = '/rollback production because "checkout fails"';

let story: LivedStory;
afterEach(async () => {
  await story.close();
});

/** Two releases were live, and a third one deploys. */
const deploying = async (policy = PRODUCTION): Promise<Pull> => {
  story = await tellLived(2, policy);
  const pull = await story.openAs('ada', 'third');
  await story.say('ada', pull.number, '/promote production');
  return pull;
};

const newest = () => story.sandbox.read.deployments().at(-1);
const run = ({ headSha }: Pull): string => story.run(headSha, 'production');

it('takes the environment from what deploys there, and goes back to what was live', async () => {
  const pull = await deploying();
  const taken = newest();
  await story.ask('grace', BACK);
  expect(run(pull)).toBe('failure: Failed');
  expect(story.summary(pull.headSha, 'production')).toContain(
    'A rollback took the environment (`preempted`).',
  );
  const ended = story.sandbox.read.deployments().find(({ id }) => id === taken?.id);
  expect(ended?.statuses.at(-1)).toMatchObject({
    state: 'error',
    description: 'Ended by Lockkeeper: a rollback took the environment',
  });
  expect(newest()).toMatchObject({ sha: story.release(2).headSha });
  await story.deployed('production');
  expect(await story.live()).toBe('R2');
  expect(run(pull)).toBe('failure: Failed');
});

it('does not take a late success of what it ended', async () => {
  const pull = await deploying();
  const taken = newest();
  await story.ask('grace', BACK);
  await story.deployed('production');
  story.as('github-actions[bot]').deploymentStatus(taken?.id ?? 0, 'success');
  await story.quiet();
  expect(await story.live()).toBe('R2');
  expect(run(pull)).toBe('failure: Failed');
  expect((await story.told('deployment.report_ignored')).at(-1)).toMatchObject({
    why: 'a rollback took the environment',
  });
});

it('ends a deployment that was being made when it came', async () => {
  story = await tellLived(2);
  const pull = await story.openAs('ada', 'third');
  story.sandbox.fail({ match: 'POST /repos/acme/shop/deployments', status: 502 });
  await story.say('ada', pull.number, '/promote production');
  expect(run(pull)).toBe('in_progress: Deploying');
  await story.ask('grace', BACK);
  await story.deployed('production');
  await story.later(10 * 60_000);
  expect(story.deployments('production')).toEqual([
    story.release(1).headSha,
    story.release(2).headSha,
    story.release(2).headSha,
  ]);
  expect(await story.live()).toBe('R2');
});

it.each(['fifo', 'latest'])('goes before the queue, which goes on after it: %s', async (queue) => {
  await deploying(`${PRODUCTION}    queue: ${queue}\n`);
  const pull = await story.openAs('bob', 'fourth');
  await story.say('bob', pull.number, '/promote production');
  expect(run(pull)).toBe('in_progress: Approved, waiting for its turn');
  await story.ask('grace', BACK);
  expect(newest()).toMatchObject({ sha: story.release(2).headSha });
  expect(run(pull)).toBe('in_progress: Approved, waiting for its turn');
  await story.deployed('production');
  expect(newest()).toMatchObject({ sha: pull.headSha });
  await story.deployed('production');
  // It was asked for before anybody rolled back: that is no decision about the hold.
  expect(await story.told('hold.lifted')).toEqual([]);
});

it('that waits for people is not superseded by what is newer, where the queue keeps the latest', async () => {
  const rules = '    rollback: { approvals: { rules: [{ name: oncall, permission: write }] } }\n';
  story = await tellLived(2, `${PRODUCTION}    queue: latest\n${rules}`);
  await story.ask('grace', BACK);
  expect(story.runOf(1)).toContain('action_required');
  const pull = await story.openAs('bob', 'third');
  await story.say('bob', pull.number, '/promote production');
  expect(run(pull)).toBe('in_progress: Deploying');
  expect(story.runOf(1)).toContain('action_required');
  await story.ask('ada', '/approve production');
  expect(story.runOf(1)).toBe('in_progress: Deploying');
  expect(run(pull)).toBe('failure: Failed');
});

it('is whole in the record, and decides the same again', async () => {
  await deploying();
  await story.ask('grace', BACK);
  await story.deployed('production');
  const replays: (string | undefined)[] = [];
  for await (const { replay } of replayAll(exported(), decideAgain)) replays.push(replay?.kind);
  expect(new Set(replays)).toEqual(new Set(['same']));
  expect(replays.length).toBeGreaterThan(3);
});

async function* exported(): AsyncGenerator<ExportLine> {
  for await (const line of exportLines(story.app.world.store)) yield JSON.parse(line) as ExportLine;
}
