// A process that stores deliveries as fast as it can and prints the id of each that was acknowledged,
// until it is killed.
import { openStore } from '../../../src/adapters/store/open-store.ts';

const [url = ''] = process.argv.slice(2);
const store = await openStore(url);
await store.migrate();
let next = 0;
const putting = async (): Promise<void> => {
  for (;;) {
    const id = `g-${next}`;
    next += 1;
    await store.inbox.put({ id, event: 'push', payload: 'x'.repeat(1_000), receivedAt: next });
    process.stdout.write(`${id}\n`);
  }
};
await Promise.all(Array.from({ length: 8 }, putting));
