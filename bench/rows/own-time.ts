/** What a person waits for: from the comment until GitHub has been told, with nothing subtracted. */
import { atMost, median, numberText, type Row } from '../row.ts';
import { openShop, type Shop, type Took } from '../world/shop.ts';

const WITH_SANDBOX = 'the time of the sandbox, in the same process, is in it';

export const ownTimeRows = async ({ isQuick }: { isQuick: boolean }): Promise<readonly Row[]> => {
  const shop = await openShop();
  try {
    const promotions = await promotionTimes(shop, isQuick ? 20 : 50);
    const { locks, unlocks } = await lockTimes(shop, isQuick ? 10 : 30);
    const rollbacks = await rollbackTimes(shop, isQuick ? 5 : 15);
    return [
      rowOf('comment delivered to deployment created', promotions, 'promotions'),
      rowOf('`/lock` to its answer', locks, 'locks'),
      rowOf('`/unlock` to its answer', unlocks, 'times'),
      rowOf('`/rollback` to deployment created', rollbacks, 'rollbacks'),
    ];
  } finally {
    await shop.close();
  }
};

const rowOf = (what: string, times: readonly Took[], of: string): Row =>
  atMost(50, {
    what: `own time, ${what}`,
    value: median(times.map(({ ms }) => ms)),
    unit: 'ms',
    beside: `${numberText(median(times.map(({ processorMs }) => processorMs)))} ms of processor time`,
    how: `median of ${times.length} ${of}; GitHub answers at once; ${WITH_SANDBOX}`,
  });

const promotionTimes = async (shop: Shop, count: number): Promise<readonly Took[]> => {
  const times: Took[] = [];
  for (const { number } of await shop.readyPulls(count)) {
    times.push(await shop.sayUntil('ada', number, '/promote staging', ['POST', '/deployments']));
    await shop.deployed();
    await shop.later();
  }
  return times;
};

const lockTimes = async (
  shop: Shop,
  count: number,
): Promise<{ readonly locks: readonly Took[]; readonly unlocks: readonly Took[] }> => {
  const { number } = shop.sandbox.as('ada').openIssue({ title: 'Stocktaking' });
  await shop.quiet();
  const locks: Took[] = [];
  const unlocks: Took[] = [];
  const say = async (text: string): Promise<Took> => {
    const time = await shop.sayUntil('ada', number, text, ['POST', '/comments']);
    await shop.later();
    return time;
  };
  for (let round = 0; round < count; round += 1) {
    locks.push(await say('/lock staging because "stocktaking"'));
    unlocks.push(await say('/unlock staging'));
  }
  return { locks, unlocks };
};

const rollbackTimes = async (shop: Shop, count: number): Promise<readonly Took[]> => {
  const times: Took[] = [];
  for (const { number } of await shop.readyPulls(count)) {
    await shop.sayUntil('ada', number, '/promote staging', ['POST', '/deployments']);
    await shop.deployed();
    await shop.later();
    const text = '/rollback staging because "checkout fails"';
    times.push(await shop.sayUntil('grace', number, text, ['POST', '/deployments']));
    await shop.deployed();
    await shop.later();
  }
  return times;
};
