/** `lockkeeper deliveries`: what people read of what was told. */
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { deliveries } from '../../../src/adapters/cli/verbs/deliveries.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import type { TargetDelivery } from '../../../src/ports/target-deliveries.ts';
import { NOON } from '../../core/samples.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { runVerb } from './run-verb.ts';

const delivery = (id: string, over: Partial<TargetDelivery>): TargetDelivery => ({
  id,
  repositoryId: 7,
  environment: 'production',
  event: 'failed',
  address: { kind: 'webhook', url: 'https://hooks.example.com/x?token=hunter2', secret: 'default' },
  target: 'hooks.example.com',
  state: 'waiting',
  attempts: 0,
  error: null,
  createdAt: NOON,
  updatedAt: NOON,
  body: 'hunter2',
  ...over,
});

let database: string;
beforeEach(async () => {
  database = `file:${join(temporaryFolder(), 'lockkeeper.db')}`;
  const store = await openStore(database);
  await store.migrate();
  const shop = { id: 7, owner: 'acme', name: 'shop', defaultBranch: 'main' };
  await store.repositories.put({ ...shop, installationId: 1, active: true });
  await store.targetDeliveries.insert(delivery('m1', {}));
  await store.targetDeliveries.insert(
    delivery('m2', {
      state: 'failed',
      attempts: 11,
      error: 'it answered 503\u001b[2J',
      createdAt: NOON + 60_000,
    }),
  );
  await store.targetDeliveries.insert(
    delivery('m3', {
      repositoryId: 8,
      environment: null,
      event: 'halted',
      address: { kind: 'email', to: ['ops@example.com'] },
      target: 'ops@example.com',
      state: 'delivered',
      attempts: 1,
      createdAt: NOON + 120_000,
    }),
  );
  await store.close();
});

const say = (ask: Partial<Parameters<typeof deliveries>[1]> = {}) =>
  runVerb((io) => deliveries(io, { database, limit: 50, output: 'table', ...ask }, openStore));

it('lists them newest first, and nothing secret', async () => {
  const { code, stdout } = await say();
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "at                       repository  environment  event   to       target             state      tries  error
    2026-11-21 12:02:00 UTC                           halted  email    ops@example.com    delivered  1
    2026-11-21 12:01:00 UTC  acme/shop   production   failed  webhook  hooks.example.com  failed     11     it answered 503·[2J
    2026-11-21 12:00:00 UTC  acme/shop   production   failed  webhook  hooks.example.com  waiting    0
    "
  `);
  expect(JSON.stringify(await say({ output: 'json' }))).not.toContain('hunter2');
});

it('lists those of a repository, or that failed', async () => {
  const ids = async (ask: Parameters<typeof say>[0]): Promise<unknown> => {
    const { stdout } = await say({ ...ask, output: 'json' });
    return JSON.parse(stdout).deliveries.map(({ id }: { id: string }) => id);
  };
  expect(await ids({ repository: 'acme/shop' })).toEqual(['m2', 'm1']);
  expect(await ids({ failed: true })).toEqual(['m2']);
  expect(await ids({ limit: 1 })).toEqual(['m3']);
  expect((await say({ output: 'json', failed: true })).stdout).toContain('"tried_at":"2026-');
});

it('says where there are none, and which repository it does not know', async () => {
  expect((await say({ repository: 'acme/other' })).code).toBe(3);
  expect((await say({ repository: 'acme/other' })).stderr).toBe(
    'acme/other is no repository that this database knows; write it as owner/name.\n',
  );
  const store = await openStore(database);
  await store.targetDeliveries.forget(NOON * 2, 99);
  await store.close();
  expect((await say()).stdout).toBe('Nobody was told of anything.\n');
});
