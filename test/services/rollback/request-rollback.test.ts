/** A rollback that was planned, and what changed before it could be written: it is planned anew. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Caller } from '../../../src/services/caller.ts';
import type { Plan } from '../../../src/services/promotion/plan.ts';
import { requestRollback } from '../../../src/services/rollback/request-rollback.ts';
import { type LivedStory, tellLived } from '../../scenarios/releases-live.ts';

let story: LivedStory;
beforeEach(async () => {
  story = await tellLived(2);
});
afterEach(async () => {
  await story.close();
});

const plan = async (): Promise<Plan> => {
  const { world } = story.app;
  const repository = await world.store.repositories.byName('acme', 'shop');
  if (repository === null) throw new Error('there is no repository');
  const caller: Caller = {
    person: { id: 1, login: 'grace', machine: false },
    role: 'admin',
    through: null,
    via: 'comment',
    repository,
    page: null,
    comment: null,
    at: world.clock.now(),
  };
  const reason = 'checkout fails';
  const ask = { environment: 'production', to: null, reason, dryRun: false, confirm: null };
  const planned = await requestRollback(world, caller, ask);
  expect(planned.answer.kind).toBe('rollback_requested');
  return planned;
};

const write = async ({ apply }: Plan): Promise<void> =>
  story.app.world.store.transaction(async (tx) => apply?.(tx));

const rollbacks = async (): Promise<number> => {
  const open = await story.app.world.store.promotions.open(600);
  return open.filter(({ kind }) => kind === 'rollback').length;
};

it('is written where nothing changed', async () => {
  await write(await plan());
  expect(await rollbacks()).toBe(1);
});

it('is not written beside another one', async () => {
  const planned = await plan();
  await story.ask('ada', '/rollback production because "checkout fails"');
  await expect(write(planned)).rejects.toThrow('another rollback was asked for');
  expect(await rollbacks()).toBe(1);
});

it('is not written where something began to deploy', async () => {
  const planned = await plan();
  const pull = await story.openAs('ada', 'third');
  await story.say('ada', pull.number, '/promote production');
  await expect(write(planned)).rejects.toThrow('what is live changed');
  expect(await rollbacks()).toBe(0);
});

it('is not written where something else went live', async () => {
  const planned = await plan();
  await story.goesLive('third');
  await expect(write(planned)).rejects.toThrow('what is live changed');
  expect(await rollbacks()).toBe(0);
});
