/** How often GitHub is asked: counted by the sandbox, from the comment to the end of what follows. */
import { atMost, type Row, told } from '../row.ts';
import { openShop, type Pull, type Shop } from '../world/shop.ts';

export const callRows = async (): Promise<readonly Row[]> => {
  const unit = 'calls';
  const before = await inShop(async (shop) => {
    const pull = await onePull(shop, 'reviewed');
    return callsOf(shop, () => promoted(shop, pull));
  });
  const after = await inShop(async (shop) => {
    const pull = await onePull(shop, 'not reviewed');
    return callsOf(shop, () => promoted(shop, pull, 'review'));
  });
  return [
    atMost(10, {
      what: 'GitHub calls for `/promote`, reviewed before',
      value: before,
      unit,
      how: HOW,
    }),
    atMost(11, {
      what: 'GitHub calls for `/promote`, reviewed after',
      value: after,
      unit,
      how: HOW,
    }),
    told({
      what: 'GitHub calls for `/promote` where another change ships with it',
      value: await inShop(callsWithAnother),
      unit,
      how: 'reviewed before; the commits between are compared, and the other pull request is read',
    }),
    atMost(4, {
      what: 'GitHub calls for `/lock`',
      value: await inShop(async (shop) => {
        const { number } = await onePull(shop, 'reviewed');
        return callsOf(shop, async () => {
          shop.sandbox.as('ada').comment(number, '/lock staging because "stocktaking"');
        });
      }),
      unit,
      how: HOW,
    }),
  ];
};

const HOW = 'from the comment until nothing more follows; token exchange and sweeps left out';

const inShop = async <T>(work: (shop: Shop) => Promise<T>): Promise<T> => {
  const shop = await openShop();
  try {
    return await work(shop);
  } finally {
    await shop.close();
  }
};

const onePull = async (shop: Shop, is: 'reviewed' | 'not reviewed'): Promise<Pull> => {
  const [pull] = await shop.readyPulls(1, is);
  if (pull === undefined) throw new Error('there is no pull request');
  return pull;
};

/** What is live was merged, and the next one has it. */
const callsWithAnother = async (shop: Shop): Promise<number> => {
  const other = await onePull(shop, 'reviewed');
  await promoted(shop, other);
  shop.sandbox.as('ada').merge(other.number, 'merge');
  const pull = await onePull(shop, 'reviewed');
  return callsOf(shop, () => promoted(shop, pull));
};

const callsOf = async (shop: Shop, act: () => Promise<void>): Promise<number> => {
  await shop.quiet();
  const before = shop.sandbox.calls.length;
  await act();
  await shop.quiet();
  return shop.sandbox.calls.slice(before).filter(({ route }) => !route.includes('access_tokens'))
    .length;
};

const promoted = async (shop: Shop, pull: Pull, then?: 'review'): Promise<void> => {
  const { sandbox } = shop;
  sandbox.as('ada').comment(pull.number, '/promote staging');
  await shop.quiet();
  if (then === 'review') sandbox.as('grace').review(pull.number, 'APPROVE');
  await shop.deployed();
  const run = sandbox.read.checkRuns(pull.headSha).findLast(({ name }) => name.endsWith('staging'));
  if (run?.conclusion !== 'success') throw new Error(`#${pull.number} is ${run?.title ?? 'lost'}`);
};
