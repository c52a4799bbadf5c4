/** A new key takes over the record: once, whoever starts at the same time, on both databases. */
import { beforeEach, expect, it } from 'vitest';
import {
  createSigner,
  generateSigningKey,
  keyRing,
  verifySignature,
} from '../../../src/adapters/signer.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { trustFrom } from '../../../src/core/key-trust.ts';
import { headText } from '../../../src/core/record.ts';
import { KEY_REPLACED } from '../../../src/core/succession.ts';
import type { Signer } from '../../../src/ports/signer.ts';
import type { Store } from '../../../src/ports/store.ts';
import { adoptSigningKey } from '../../../src/services/audit/adopt-signing-key.ts';
import { auditChain } from '../../../src/services/record.ts';
import { onBothDatabases } from '../../both-databases.ts';
import { NOON } from '../../core/samples.ts';

const [a, b, c] = [generateSigningKey(), generateSigningKey(), generateSigningKey()].map(
  createSigner,
) as [Signer, Signer, Signer];
const CHAINS = ['organisation:1', 'repository:7', 'repository:8'];

onBothDatabases('a new key', (at) => {
  let url: string;
  let store: Store;
  let warnings: string[];
  beforeEach(() => {
    ({ store, url } = at);
    warnings = [];
  });

  const world = (signer: Signer, at = NOON, on = store) => ({
    store: on,
    signer,
    clock: { now: () => at, newId: () => 'id', sleep: async () => undefined },
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: (_: object, message: string) => void warnings.push(message),
      error: () => undefined,
    },
  });
  const adopt = (
    signer: Signer,
    { previous = null, lost = null, at = NOON, on = store } = {} as {
      previous?: Signer | null;
      lost?: string | null;
      at?: number;
      on?: Store;
    },
  ) => adoptSigningKey(world(signer, at, on), { previous, lost });
  const write = (signer: Signer, chain: string): Promise<unknown> =>
    store.transaction((tx) =>
      auditChain(world(signer), tx, chain, {
        kind: 'vote.cast',
        at: NOON,
        promotionId: null,
        environment: null,
        person: null,
        body: {},
      }),
    );
  const told = async (chain: string): Promise<readonly unknown[]> =>
    (await store.record.entries(chain, 0, 99))
      .filter((entry) => entry.kind === KEY_REPLACED)
      .map((entry) => JSON.parse(entry.body) as unknown);
  const signedByA = async (): Promise<void> => {
    await adopt(a);
    for (const chain of CHAINS) await write(a, chain);
  };

  it('remembers the first key, and says nothing', async () => {
    expect(await adopt(a)).toEqual({ ok: true, value: { kind: 'first' } });
    expect(await adopt(a)).toEqual({ ok: true, value: { kind: 'current' } });
    expect(await store.record.keys()).toEqual([
      { id: a.keyId, publicKey: a.publicKeyPem, createdAt: NOON, signedBy: null },
    ]);
    expect(warnings).toEqual([]);
  });

  it('has the previous key sign it, and every chain record that once', async () => {
    await signedByA();
    expect(await adopt(b, { previous: a })).toMatchObject({ value: { kind: 'signed' } });
    expect(await adopt(b, { previous: a })).toMatchObject({ value: { kind: 'current' } });
    expect(await adopt(b)).toMatchObject({ value: { kind: 'current' } });
    for (const chain of CHAINS) {
      expect(await told(chain)).toEqual([{ from: a.keyId, to: b.keyId, signedBy: a.keyId }]);
      const head = await store.record.head(chain);
      if (head === null) throw new Error('no head');
      expect(head).toMatchObject({ seq: 2, keyId: b.keyId });
      expect(verifySignature(b.publicKeyPem, headText(head), head.signature)).toBe(true);
    }
    const keys = await store.record.keys();
    const trust = trustFrom([{ id: a.keyId, publicKey: a.publicKeyPem }], keys, keyRing);
    expect(trust.pathTo(b.keyId)).toEqual([a.keyId, b.keyId]);
    expect(warnings).toEqual([
      'another key signs the record now; give its public key to who verifies it',
      'what is set about the previous signing key is done; take it out',
    ]);
  });

  it('changes nothing while the previous key has not signed it', async () => {
    await signedByA();
    for (const before of [{}, { previous: c }, { lost: c.keyId }]) {
      expect(await adopt(b, before)).toMatchObject({
        ok: false,
        problem: { code: 'key_not_signed', own: b.keyId, current: a.keyId },
      });
    }
    expect(await store.record.keys()).toHaveLength(1);
    expect(await store.record.chainsSignedByOthers(a.keyId)).toEqual([]);
  });

  it('tells for ever that a key was lost', async () => {
    await signedByA();
    expect(await adopt(b, { lost: a.keyId })).toMatchObject({ value: { kind: 'unsigned' } });
    expect(await told('repository:7')).toEqual([{ from: a.keyId, to: b.keyId, signedBy: null }]);
    expect(await adopt(c, { previous: b })).toMatchObject({ value: { kind: 'signed' } });
    expect(await told('repository:7')).toHaveLength(2);
    expect((await store.record.keys()).map((key) => key.signedBy?.keyId ?? null)).toEqual([
      null,
      null,
      b.keyId,
    ]);
  });

  it('never takes back a key that was replaced, whatever is set', async () => {
    await signedByA();
    await adopt(b, { previous: a });
    for (const before of [{}, { previous: b }, { lost: b.keyId }]) {
      expect(await adopt(a, before)).toEqual({
        ok: false,
        problem: { code: 'key_retired', own: a.keyId, current: b.keyId },
      });
    }
    expect(await store.record.head('repository:7')).toMatchObject({ keyId: b.keyId, seq: 2 });
  });

  it('knows the newest key when the clock went back', async () => {
    await adopt(a);
    await adopt(b, { previous: a, at: NOON - 9_000 });
    await adopt(c, { previous: b, at: NOON - 99_000 });
    expect((await store.record.keys()).map((key) => key.id)).toEqual([a.keyId, b.keyId, c.keyId]);
    expect(await adopt(c)).toMatchObject({ value: { kind: 'current' } });
  });

  it('takes over at the next start what a crash or an old replica left', async () => {
    await signedByA();
    await adopt(b, { previous: a });
    await write(a, 'repository:7');
    await write(a, 'repository:9');
    expect(await store.record.chainsSignedByOthers(b.keyId)).toEqual([
      'repository:7',
      'repository:9',
    ]);
    await adopt(b);
    expect(await store.record.chainsSignedByOthers(b.keyId)).toEqual([]);
    expect(await told('repository:9')).toEqual([{ from: a.keyId, to: b.keyId, signedBy: a.keyId }]);
    expect(await told('repository:8')).toHaveLength(1);
  });

  it('is recorded once when several start at the same time', async () => {
    await signedByA();
    // SQLite has one process; its several are starts within it.
    const others = at.engine === 'SQLite' ? [] : [await openStore(url), await openStore(url)];
    try {
      const stores = [store, ...others, ...(at.engine === 'SQLite' ? [store, store] : [])];
      const starts = await Promise.all(stores.map((on) => adopt(b, { previous: a, on })));
      expect(starts.every((each) => each.ok)).toBe(true);
      for (const chain of CHAINS) expect(await told(chain)).toHaveLength(1);
      expect(await store.record.keys()).toHaveLength(2);
    } finally {
      for (const other of others) await other.close();
    }
  });

  it('lets one of two different new keys win', async () => {
    await signedByA();
    const [one, two] = await Promise.all([adopt(b, { previous: a }), adopt(c, { previous: a })]);
    expect([one?.ok, two?.ok].filter(Boolean)).toHaveLength(1);
    expect(await store.record.keys()).toHaveLength(2);
    for (const chain of CHAINS) expect(await told(chain)).toHaveLength(1);
  });
});
