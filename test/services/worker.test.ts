/** The worker told to stop: what it had taken up and not begun is there at once for the next one. */
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { openStore } from '../../src/adapters/store/open-store.ts';
import type { Log } from '../../src/ports/log.ts';
import { noMetrics } from '../../src/ports/metrics.ts';
import type { Store } from '../../src/ports/store.ts';
import { noTraces } from '../../src/ports/traces.ts';
import { createWorker, type Receive, type Worker } from '../../src/services/worker.ts';
import type { World } from '../../src/services/world.ts';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

let store: Store;
afterEach(async () => {
  await store.close();
});

/** With three deliveries that wait; it knows nothing of the world but them. */
const workerOn = async (
  receive: (worker: Worker) => Receive,
  now: () => number = systemClock.now,
  log: Log = quiet,
): Promise<Worker> => {
  store = await openStore('file::memory:');
  await store.migrate();
  for (const id of ['first', 'second', 'third']) {
    await store.inbox.put({ id, event: 'push', payload: '{}', receivedAt: 1 });
  }
  const world = {
    store,
    clock: { ...systemClock, now },
    log,
    metrics: noMetrics,
    traces: noTraces,
  } as unknown as World;
  const worker: Worker = createWorker(world, (...taken) => receive(worker)(...taken));
  return worker;
};

test('gives back what it had not begun, as if it had not taken it up', async () => {
  const seen: string[] = [];
  let stopped: Promise<void> | null = null;
  const worker = await workerOn((self) => async ({ id }) => {
    seen.push(id);
    stopped = self.stop();
  });
  worker.start();
  await expect.poll(() => stopped).not.toBeNull();
  await stopped;
  expect(seen).toEqual(['first']);
  const claimed = await store.inbox.claim(systemClock.now(), 1, 10);
  expect(claimed.map(({ id, attempts }) => [id, attempts])).toEqual([
    ['second', 1],
    ['third', 1],
  ]);
});

test('is well from its start to its stop, unless it hangs', async () => {
  let now = 1_000;
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let begun = 0;
  const worker = await workerOn(
    () => async () => {
      begun += 1;
      await held;
    },
    () => now,
  );
  await expect(worker.check()).rejects.toThrow('does not run');
  worker.start();
  await expect.poll(() => begun).toBe(1);
  await worker.check();
  now += 121_000;
  await expect(worker.check()).rejects.toThrow('done nothing for 121000 ms');
  letGo();
  await worker.idle();
  await worker.check();
  await worker.stop();
  await expect(worker.check()).rejects.toThrow('does not run');
});

test('what people are told as a reference is found in the log, beside the trace', async () => {
  const id = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
  let now = 1_000_000;
  const told: string[] = [];
  const logged: object[] = [];
  const worker = await workerOn(
    () => async (delivery, broken) => {
      if (delivery.id !== id) return;
      if (broken === null) throw new Error('a mistake of ours');
      told.push(broken);
    },
    () => now,
    { ...quiet, warn: (fields) => void logged.push(fields) },
  );
  await store.inbox.put({ id, event: 'issue_comment', payload: '{}', receivedAt: now });
  worker.start();
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    await worker.idle();
    expect(told).toHaveLength(Math.max(0, attempt - 4));
    now += 2 ** attempt * 1_000;
  }
  await worker.stop();
  expect(told[0]).toBe('72d3162e');
  expect(logged[0]).toMatchObject({
    id,
    trace_id: '72d3162ecc7811e381ab4c9367dc0958',
    attempts: 1,
  });
});
