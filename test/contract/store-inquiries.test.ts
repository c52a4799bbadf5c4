/** Questions to somebody outside, on both databases. */
import { beforeEach, expect, it } from 'vitest';
import { sha256 } from '../../src/core/digest.ts';
import type { Promotion } from '../../src/core/promotion/state.ts';
import { releaseOf } from '../../src/core/release.ts';
import type { StoredInquiry } from '../../src/ports/inquiries.ts';
import type { Store } from '../../src/ports/store.ts';
import { onBothDatabases } from '../both-databases.ts';

const promotion = (id: string, environment: string): Promotion => ({
  id,
  kind: 'promote',
  environment,
  release: releaseOf(7, 'a'.repeat(40), 'b'.repeat(40)),
  pullNumber: 1,
  askedAs: 'head',
  requesters: [
    { person: { id: 1, login: 'ada', machine: false }, through: null, via: 'comment', at: 1 },
  ],
  requestedAt: 1,
  reason: null,
  retryOf: [],
  repositoryId: 7,
  state: { kind: 'pending' },
  version: 1,
  expiresAt: 9,
  updatedAt: 1,
});

const inquiry = (id: string, over: Partial<StoredInquiry> = {}): StoredInquiry => ({
  id,
  promotionId: 'p1',
  repositoryId: 7,
  subject: 'workflow',
  policyDigest: sha256('policy'),
  askedAt: 1_000,
  deadline: 2_000,
  url: null,
  answer: null,
  question: { kind: 'workflow', file: 'e2e.yml', inputs: { deep: 'ja "ü"' } },
  runId: null,
  lookedAt: null,
  tries: 0,
  lastSeen: null,
  ...over,
});

onBothDatabases('inquiries', (at) => {
  let store: Store;
  beforeEach(async () => {
    ({ store } = at);
    await store.promotions.insert(promotion('p1', 'staging'));
    await store.promotions.insert(promotion('p2', 'production'));
  });

  it('come back as they were put, and as they were put last', async () => {
    await store.inquiries.put(inquiry('i1'));
    expect(await store.inquiries.byId('i1')).toEqual(inquiry('i1'));
    const answer = {
      status: 'allow',
      reason: 'success',
      until: null,
      at: 1_500,
      evidence: sha256('run'),
    } as const;
    await store.inquiries.put(inquiry('i1', { answer, runId: '77', url: 'https://x.example' }));
    expect(await store.inquiries.byId('i1')).toMatchObject({ answer, runId: '77' });
    expect(await store.inquiries.byId('i2')).toBeNull();
  });

  it('of a promotion come newest first, and none of another', async () => {
    await store.inquiries.put(inquiry('i1'));
    await store.inquiries.put(inquiry('i3', { askedAt: 3_000 }));
    await store.inquiries.put(inquiry('i2', { askedAt: 3_000 }));
    await store.inquiries.put(inquiry('i4', { promotionId: 'p2' }));
    expect((await store.inquiries.of('p1')).map(({ id }) => id)).toEqual(['i3', 'i2', 'i1']);
    expect(await store.inquiries.of('p3')).toEqual([]);
  });

  it('belong to a promotion, and are gone with the transaction that failed', async () => {
    await expect(store.inquiries.put(inquiry('i1', { promotionId: 'p9' }))).rejects.toThrow();
    const failing = store.transaction(async (tx) => {
      await tx.inquiries.put(inquiry('i1'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.inquiries.of('p1')).toEqual([]);
  });
});
