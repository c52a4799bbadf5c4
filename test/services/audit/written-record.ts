/** A record as the app writes it, in a store of its own: two chains, decisions with their evidence. */
import { onTestFinished } from 'vitest';
import { createSigner, generateSigningKey } from '../../../src/adapters/signer.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { decide } from '../../../src/core/decide.ts';
import { canonicalJson, sha256 } from '../../../src/core/digest.ts';
import type { Facts } from '../../../src/core/facts.ts';
import { decisionRecord, GENESIS, headText, linkHash } from '../../../src/core/record.ts';
import type { Signer } from '../../../src/ports/signer.ts';
import type { Store } from '../../../src/ports/store.ts';
import { facts, gateSetting, loaded, NOON, policy, promotion, rule } from '../../core/samples.ts';

export interface WrittenRecord {
  readonly store: Store;
  readonly signer: Signer;
  /** Adds an entry to a chain and signs its head. */
  add(chain: string, over?: { readonly kind?: string; readonly body?: unknown }): Promise<void>;
  /** Decides on these facts and adds the decision. */
  addDecision(chain: string, on?: Facts): Promise<void>;
}

const effective = policy({
  gates: [gateSetting('checks'), gateSetting('predecessor'), gateSetting('approvals')],
  approvals: {
    rules: [rule('platform', { teams: ['platform'] })],
    distinctPeople: null,
    via: null,
    afterRequest: false,
  },
});

export const openRecord = async (
  signer = createSigner(generateSigningKey()),
): Promise<WrittenRecord> => {
  const store = await openStore('file::memory:');
  onTestFinished(() => store.close());
  await store.migrate();
  await store.record.putKey({
    id: signer.keyId,
    publicKey: signer.publicKeyPem,
    createdAt: NOON,
    signedBy: null,
  });
  const record: WrittenRecord = {
    store,
    signer,
    add: (chain, over = {}) => append(store, signer, chain, over),
    addDecision: async (chain, on = facts()) => {
      const digests = {
        facts: sha256(canonicalJson(on)),
        policy: sha256(canonicalJson(effective)),
      };
      await store.record.putEvidence(digests.facts, canonicalJson(on));
      await store.record.putEvidence(digests.policy, canonicalJson(effective));
      const asked = promotion({ kind: 'pending' });
      const decision = decide(effective, asked, on, NOON);
      const body = decisionRecord({
        decision,
        promotion: asked,
        policy: effective,
        facts: on,
        digests,
        engineVersion: '1.2.3',
      });
      await append(store, signer, chain, { kind: 'decision', body });
    },
  };
  return record;
};

/** Two chains: the first has three decisions, two of which look at the same facts. */
export const writeRecord = async (): Promise<WrittenRecord> => {
  const record = await openRecord();
  await record.add('repository:7');
  await record.addDecision('repository:7');
  await record.addDecision('repository:7', facts({ history: loaded([]) }));
  await record.addDecision('repository:7');
  await record.add('repository:7', { kind: 'vote.cast', body: { text: '=1+1, "ü"\n' } });
  await record.add('repository:8');
  return record;
};

const append = async (
  store: Store,
  signer: Signer,
  chain: string,
  { kind = 'promotion.requested', body = {} }: { readonly kind?: string; readonly body?: unknown },
): Promise<void> => {
  const last = await store.record.last(chain);
  const unlinked = {
    chain,
    seq: (last?.seq ?? 0) + 1,
    at: NOON,
    kind,
    promotionId: 'P1',
    environment: 'production',
    personId: 1,
    body: canonicalJson(body),
    previous: last?.hash ?? GENESIS,
  };
  const entry = { ...unlinked, hash: linkHash(unlinked) };
  await store.record.append(entry);
  const head = { chain, seq: entry.seq, hash: entry.hash, keyId: signer.keyId };
  await store.record.putHead({ ...head, signature: signer.sign(headText(head)) });
};

export const allOf = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
