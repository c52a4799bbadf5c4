/**
 * Tells what a transaction wrote into the record, once it is committed: what is rolled back, or run
 * again after a race, did not happen and must not be counted.
 */
import type { Promotion } from '../../core/promotion/state.ts';
import type { ChainEntry } from '../../core/record.ts';
import type { Store, Tables } from '../../ports/store.ts';

export interface Written {
  readonly entry: ChainEntry;
  /** As the entry's promotion was stored before it in the same transaction; null where it was not. */
  readonly promotion: Promotion | null;
}

export const watchRecord = (store: Store, see: (written: Written) => void): Store => ({
  ...store,
  transaction: async (work) => {
    let written: readonly Written[] = [];
    const result = await store.transaction((tx) => {
      const watch = createWatch();
      written = watch.written;
      return work(watch.on(tx));
    });
    for (const each of written) see(each);
    return result;
  },
});

const createWatch = () => {
  const written: Written[] = [];
  const promotions = new Map<string, Promotion>();
  return {
    written,
    on: (tx: Tables): Tables => ({
      ...tx,
      promotions: {
        ...tx.promotions,
        update: async (promotion) => {
          await tx.promotions.update(promotion);
          promotions.set(promotion.id, promotion);
        },
      },
      record: {
        ...tx.record,
        append: async (entry) => {
          await tx.record.append(entry);
          written.push({ entry, promotion: promotions.get(entry.promotionId ?? '') ?? null });
        },
      },
    }),
  };
};

/** The promotion whose change of state this entry tells, or null. */
export const stateChange = ({ entry, promotion }: Written): Promotion | null =>
  promotion !== null && entry.kind === `promotion.${promotion.state.kind}` ? promotion : null;
