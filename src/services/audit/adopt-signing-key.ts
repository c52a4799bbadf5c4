/**
 * Makes our key the one that signs the record, before anything else is done: the previous key signs
 * it, and each chain gets an entry that says so and a head signed by it. Safe to run again after a
 * crash, and on several replicas at once; a chain that an old replica signed meanwhile is taken over too.
 */
import { no, ok, type Result } from '../../core/result.ts';
import {
  KEY_REPLACED,
  type KeyReplaced,
  type Succession,
  type SuccessionProblem,
  succeed,
  successionText,
} from '../../core/succession.ts';
import type { SigningKey } from '../../ports/record.ts';
import type { Signer } from '../../ports/signer.ts';
import type { Tables } from '../../ports/store.ts';
import { auditChain } from '../record.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';

/** What the operator set about the previous key. */
export interface KeyBefore {
  readonly previous: Signer | null;
  /** Its id, when it is lost. */
  readonly lost: string | null;
}

type Keeper = Pick<World, 'store' | 'clock' | 'signer' | 'log'>;

export const adoptSigningKey = async (
  world: Keeper,
  before: KeyBefore,
): Promise<Result<Succession, SuccessionProblem>> => {
  const { store, signer } = world;
  const adopted = await retryOnConflict(() => store.transaction((tx) => adopt(world, tx, before)));
  if (!adopted.ok) return adopted;
  const { succession, signedBy } = adopted.value;
  for (const chain of await store.record.chainsSignedByOthers(signer.keyId)) {
    await retryOnConflict(() => store.transaction((tx) => takeOver(world, tx, chain, signedBy)));
  }
  tell(world, before, succession);
  return ok(succession);
};

interface Adopted {
  readonly succession: Succession;
  readonly signedBy: string | null;
}

const adopt = async (
  { signer, clock }: Keeper,
  tx: Tables,
  { previous, lost }: KeyBefore,
): Promise<Result<Adopted, SuccessionProblem>> => {
  const known = await tx.record.keys();
  const own = signer.keyId;
  const succession = succeed({
    known: known.map((key) => key.id),
    own,
    previous: previous?.keyId ?? null,
    lost,
  });
  if (!succession.ok) return no(succession.problem);
  const stored = known.find((key) => key.id === own);
  if (stored !== undefined) {
    return ok({ succession: succession.value, signedBy: stored.signedBy?.keyId ?? null });
  }
  const signedBy =
    succession.value.kind === 'signed' && previous !== null ? vouch(previous, signer) : null;
  // Keys are listed by their instants: a new one must be the last, whatever two machines' clocks say.
  const createdAt = Math.max(clock.now(), (known.at(-1)?.createdAt ?? 0) + 1);
  await tx.record.putKey({ id: own, publicKey: signer.publicKeyPem, createdAt, signedBy });
  return ok({ succession: succession.value, signedBy: signedBy?.keyId ?? null });
};

const vouch = (previous: Signer, { keyId, publicKeyPem }: Signer): SigningKey['signedBy'] => ({
  keyId: previous.keyId,
  signature: previous.sign(
    successionText({ keyId, publicKey: publicKeyPem, replaces: previous.keyId }),
  ),
});

const takeOver = async (
  world: Keeper,
  tx: Tables,
  chain: string,
  signedBy: string | null,
): Promise<void> => {
  const head = await tx.record.head(chain);
  const to = world.signer.keyId;
  if (head === null || head.keyId === to) return;
  const body: KeyReplaced = { from: head.keyId, to, signedBy };
  await auditChain(world, tx, chain, {
    kind: KEY_REPLACED,
    at: world.clock.now(),
    promotionId: null,
    environment: null,
    person: null,
    body: { ...body },
  });
};

const tell = ({ log, signer }: Keeper, before: KeyBefore, succession: Succession): void => {
  const key = signer.keyId;
  if (succession.kind === 'signed' || succession.kind === 'unsigned') {
    const fields = { key, publicKey: signer.publicKeyPem, ...succession };
    log.warn(fields, 'another key signs the record now; give its public key to who verifies it');
  }
  const isLeft = before.previous !== null || before.lost !== null;
  if (succession.kind === 'current' && isLeft) {
    log.warn({ key }, 'what is set about the previous signing key is done; take it out');
  }
};
