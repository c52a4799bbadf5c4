/** Deliveries that arrive together share one commit: a flush to the disk costs far more than a row. */
import type { Delivery, Inbox } from '../../ports/queue.ts';

/** Stores those whose id is new, all or none; the ids that were. */
export type InsertDeliveries = (deliveries: readonly Delivery[]) => Promise<ReadonlySet<string>>;

const MAX_BATCH = 100;

interface WaitingPut {
  readonly delivery: Delivery;
  readonly resolve: (stored: 'stored' | 'duplicate') => void;
  readonly reject: (fault: unknown) => void;
}

/** Resolves each put only after the commit that holds it. */
export const groupedPuts = (insert: InsertDeliveries): Inbox['put'] => {
  const waiting: WaitingPut[] = [];
  let busy = false;
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) await putBatch(insert, waiting.splice(0, MAX_BATCH));
    busy = false;
  };
  return (delivery) =>
    new Promise((resolve, reject) => {
      waiting.push({ delivery, resolve, reject });
      if (busy) return;
      busy = true;
      // Only after all sockets that are ready now were read: what they bring joins this batch.
      setImmediate(() => void drain());
    });
};

const putBatch = async (insert: InsertDeliveries, batch: readonly WaitingPut[]): Promise<void> => {
  try {
    const stored = new Set(await insert(batch.map((each) => each.delivery)));
    // The same id twice in one batch: the first was stored, the second is the duplicate.
    for (const each of batch) {
      each.resolve(stored.delete(each.delivery.id) ? 'stored' : 'duplicate');
    }
  } catch (fault) {
    if (batch.length === 1) return batch[0]?.reject(fault);
    // One that cannot be stored must not take the others with it.
    for (const each of batch) await putBatch(insert, [each]);
  }
};
