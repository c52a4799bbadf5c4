// The clock of the machine jumps while a promotion is on its way: nothing is made twice, nothing is lost
// but time, and the record stays whole.
import { expect, it } from 'vitest';
import { PROMOTION, play, ROLLBACK } from './walks.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it.each([
  ['a promotion', 'a quarter of an hour back', PROMOTION, -15 * MINUTE],
  ['a promotion', 'a day back', PROMOTION, -24 * HOUR],
  ['a promotion', 'ten minutes on', PROMOTION, 10 * MINUTE],
  ['a rollback', 'a quarter of an hour back', ROLLBACK, -15 * MINUTE],
  ['a rollback', 'a day back', ROLLBACK, -24 * HOUR],
])(
  '%s ends as it does without: the clock %s',
  { timeout: 120_000 },
  async (_name, _how, walk, jump) => {
    const well = await walk.begin();
    await play(well);
    const expected = await well.end();
    await well.story.close();
    const ready = await walk.begin();
    const [ask, report] = ready.acts;
    ask?.do();
    await ready.story.sandbox.settled();
    ready.story.clock.advance(jump);
    await ask?.until();
    report?.do();
    await ready.story.sandbox.settled();
    ready.story.clock.advance(-jump);
    await report?.until();
    expect(await ready.end()).toEqual(expected);
    await ready.story.close();
  },
);

it('a promotion that nobody finishes ends by its time limit, however far the clock jumps', async () => {
  const { story, acts } = await PROMOTION.begin();
  acts[0]?.do();
  await acts[0]?.until();
  await story.later(400 * 24 * HOUR);
  const [ended] = await story.app.world.store.promotions.recent(600, {}, 1);
  expect(ended?.state).toMatchObject({ kind: 'failed' });
  await story.close();
});
