/** What Prometheus is told: that it counts what happened and no more, and never grows without a bound. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { createPrometheus, type Prometheus } from '../../../src/adapters/telemetry/prometheus.ts';
import { watchOutside } from '../../../src/adapters/telemetry/watch-outside.ts';
import { watchRecord } from '../../../src/adapters/telemetry/watch-record.ts';
import { type ChainEntry, GENESIS, linkHash } from '../../../src/core/record.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Store, Tables } from '../../../src/ports/store.ts';
import { noTraces } from '../../../src/ports/traces.ts';
import { promotion } from '../../core/samples.ts';

const NOW = 1_000_000;
const clock: Clock = { now: () => NOW, newId: () => 'id', sleep: async () => undefined };

let store: Store;
let prometheus: Prometheus;
beforeEach(async () => {
  store = await openStore('file::memory:');
  await store.migrate();
  prometheus = createPrometheus(clock);
});
afterEach(async () => {
  await store.close();
});

/** The lines about one metric, without its name. */
const told = async (name: string): Promise<readonly string[]> => {
  const text = await prometheus.text(store);
  const start = `lockkeeper_${name}`;
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${start}{`) || line.startsWith(`${start} `))
    .map((line) => line.slice(start.length));
};

const entry = (kind: string, promotionId: string, at: number): ChainEntry => {
  const unlinked = {
    chain: `repository:7:${promotionId}`,
    seq: 1,
    at,
    kind,
    promotionId,
    environment: 'staging',
    personId: null,
    body: '{}',
    previous: GENESIS,
  };
  return { ...unlinked, hash: linkHash(unlinked) };
};

const end = (tx: Tables): Promise<void> => {
  const failure = { code: 'deployment_failed', message: 'no' } as const;
  const state = { kind: 'failed', failure, deployment: null, at: NOW } as const;
  const before = promotion({ kind: 'pending' });
  return tx.promotions
    .insert(before)
    .then(() => tx.promotions.update({ ...before, state, version: before.version + 1 }))
    .then(() =>
      tx.record.append(entry('promotion.failed', before.id, before.requestedAt + 90_000)),
    );
};

test('counts what a transaction wrote once it is committed, and nothing of one that was not', async () => {
  const watched = watchRecord(store, prometheus.see);
  const fault = new Error('the disk is full');
  await expect(
    watched.transaction(async (tx) => {
      await end(tx);
      throw fault;
    }),
  ).rejects.toBe(fault);
  expect(await told('promotions_total')).toEqual([]);
  await watched.transaction(end);
  expect(await told('promotions_total')).toEqual([
    '{environment="production",kind="promote",state="failed"} 1',
  ]);
  expect(await told('promotion_seconds_sum')).toEqual([
    '{environment="production",until="end"} 90',
  ]);
});

test('tells how much waits, for how long, and what was given up', async () => {
  for (const id of ['a', 'b', 'c']) {
    await store.inbox.put({ id, event: 'push', payload: '{}', receivedAt: NOW - 5_000 });
  }
  await store.inbox.claim(NOW, 1, 1);
  await store.inbox.bury('a', NOW, 'makes no sense');
  expect(await told('queue_waiting')).toEqual(['{queue="inbox"} 2', '{queue="outbox"} 0']);
  expect(await told('queue_oldest_seconds')).toEqual(['{queue="inbox"} 5', '{queue="outbox"} 0']);
  expect(await told('queue_buried')).toEqual(['{queue="inbox"} 1', '{queue="outbox"} 0']);
});

test('says nothing of the queues without a database, and all the rest', async () => {
  await told('queue_waiting');
  prometheus.note({ kind: 'round' });
  const broken = { backlog: () => Promise.reject(new Error('it is gone')) };
  const text = await prometheus.text({
    inbox: { ...store.inbox, ...broken },
    outbox: { ...store.outbox, ...broken },
  });
  expect(text).not.toContain('lockkeeper_queue_waiting{');
  expect(text).toContain('lockkeeper_worker_rounds_total 1');
});

test('keeps names that people choose to a number', async () => {
  for (let index = 0; index < 60; index += 1) {
    const environment = `e${index}`;
    prometheus.note({ kind: 'decision', environment, outcome: 'allow', verdicts: [] });
  }
  const lines = await told('decisions_total');
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe('{environment="other",outcome="allow"} 10');
});

test('counts what came of requests to URLs of policies, and passes the answer on', async () => {
  const refused = { kind: 'refused', why: 'its address is not a public one' } as const;
  const outside = watchOutside(
    { request: async () => refused },
    { clock, metrics: prometheus, traces: noTraces },
  );
  const ask = {
    method: 'GET',
    url: 'http://10.0.0.7/?key=secret',
    headers: {},
    body: null,
  } as const;
  const limits = { secure: false, timeoutMs: 1, maxBytes: 1 };
  expect(await outside.request({ ...ask, ...limits })).toBe(refused);
  expect(await told('outside_requests_total')).toEqual(['{outcome="refused"} 1']);
});

test('counts work, calls and verdicts by how they ended', async () => {
  const work = { kind: 'work', what: 'effect', name: 'deploy', ms: 20 } as const;
  prometheus.note({ ...work, outcome: 'done' });
  prometheus.note({ ...work, outcome: 'again' });
  expect(await told('work_total')).toEqual([
    '{what="effect",name="deploy",outcome="done"} 1',
    '{what="effect",name="deploy",outcome="again"} 1',
  ]);
  const route = '/repos/{owner}/{repo}';
  prometheus.note({ kind: 'github_call', method: 'GET', route, status: 0, ms: 1 });
  expect(await told('github_calls_total')).toEqual([
    `{method="GET",route="${route}",status="0"} 1`,
  ]);
  prometheus.note({ kind: 'github_quota', installationId: 7, resource: 'core', left: 4_999 });
  expect(await told('github_rate_limit_remaining')).toEqual([
    '{installation="7",resource="core"} 4999',
  ]);
  const verdicts = [{ gate: 'checks', status: 'wait' }] as const;
  prometheus.note({ kind: 'decision', environment: 'staging', outcome: 'pending', verdicts });
  expect(await told('verdicts_total')).toEqual(['{gate="checks",status="wait"} 1']);
});
