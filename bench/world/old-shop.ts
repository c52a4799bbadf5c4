/** A shop that has been promoting for so long that its record has a given number of events. */
import { entriesOfNewest, fillHistory } from './history.ts';
import { openShop, type Shop } from './shop.ts';

export interface Old {
  readonly shop: Shop;
  readonly events: number;
  readonly promotions: number;
}

/** The file is kept when the shop closes. */
export const openOldShop = async (
  path: string,
  atLeast: number,
  signingKey: string,
): Promise<Old> => {
  const shop = await openShop({ databaseUrl: `file:${path}`, signingKey });
  const [pull] = await shop.readyPulls(1);
  shop.sandbox.as('ada').comment(pull?.number ?? 0, '/promote staging');
  await shop.quiet();
  await shop.deployed();
  const promotions = Math.ceil(atLeast / entriesOfNewest(path));
  fillHistory(path, promotions, shop.app.world.signer);
  const { store } = shop.app;
  const [chain = ''] = (await store.record.chains()).filter((each) =>
    each.startsWith('repository'),
  );
  return { shop, events: (await store.record.last(chain))?.seq ?? 0, promotions };
};
