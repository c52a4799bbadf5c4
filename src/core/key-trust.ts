/**
 * Which keys a reader of the record trusts: those that were given, and whatever they lead to by
 * signatures, old signs new. Never backwards: a newer key's own heads already cover, by their hash,
 * all that came before, and an old key may be in other hands by now.
 */
import { successionText } from './succession.ts';

export interface GivenKey {
  readonly id: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
}
export interface SuccessiveKey extends GivenKey {
  /**
   * The key before, and its signature over the `successionText` of this one, base64; null for the
   * first, and for one whose predecessor was lost.
   */
  readonly signedBy: { readonly keyId: string; readonly signature: string } | null;
}

/** The cryptography, which comes in. */
export interface KeyRing {
  /** True when the signature, in base64, is of this text by the key in PEM. */
  readonly verify: (publicKeyPem: string, text: string, signature: string) => boolean;
  /** Null for anything but an Ed25519 public key. */
  readonly idOf: (publicKeyPem: string) => string | null;
}

export type KeyProblem =
  | { readonly code: 'wrong_key'; readonly keyId: string }
  | { readonly code: 'key_missing'; readonly keyId: string }
  | { readonly code: 'wrong_succession'; readonly keyId: string; readonly by: string };

/**
 * Why a key is not trusted. `stranger`: none of the given keys is of this record. `unlisted`: the
 * record does not have it. `older`: it was replaced, and a successor is trusted. `broken`: a signature
 * on the way is wrong or missing. `unsigned`: its line begins with a key that no key signed.
 */
export type Distrust = 'stranger' | 'unlisted' | 'older' | 'broken' | 'unsigned';

export interface KeyTrust {
  readonly given: readonly string[];
  /** What is wrong with the list of keys, trusted or not. */
  readonly problems: readonly KeyProblem[];
  has(id: string): boolean;
  /** The PEM of a trusted key. */
  publicKeyOf(id: string): string | null;
  /** From a given key to this one, oldest first; empty where it is not trusted. */
  pathTo(id: string): readonly string[];
  /** Of a key that is not trusted. */
  whyNot(id: string): Distrust;
}

export const trustFrom = (
  given: readonly GivenKey[],
  keys: readonly SuccessiveKey[],
  ring: KeyRing,
): KeyTrust => {
  const genuine = keys.filter(({ id, publicKey }) => ring.idOf(publicKey) === id);
  const wrong = keys.filter((key) => !genuine.includes(key));
  const all = new Map([...genuine, ...given].map((key) => [key.id, key.publicKey]));
  const { signers, problems } = readLinks(genuine, all, ring);
  const roots = new Set(given.map((key) => key.id));
  const paths = pathsFrom(roots, signers);
  const named = new Set(keys.flatMap((key) => [key.id, key.signedBy?.keyId ?? key.id]));
  return {
    given: [...roots],
    problems: [...wrong.map(({ id }) => ({ code: 'wrong_key', keyId: id }) as const), ...problems],
    has: (id) => all.has(id),
    publicKeyOf: (id) => (paths.has(id) ? (all.get(id) ?? null) : null),
    pathTo: (id) => paths.get(id) ?? [],
    whyNot: (id) => {
      if (![...roots].some((root) => named.has(root))) return 'stranger';
      if (!all.has(id)) return 'unlisted';
      if ([...roots].some((root) => lineOf(root, signers).includes(id))) return 'older';
      const first = lineOf(id, signers).at(-1);
      return genuine.some((key) => key.id === first && key.signedBy === null)
        ? 'unsigned'
        : 'broken';
    },
  };
};

/** Who really signed whom. */
const readLinks = (
  keys: readonly SuccessiveKey[],
  all: ReadonlyMap<string, string>,
  { verify }: KeyRing,
): {
  readonly signers: ReadonlyMap<string, string>;
  readonly problems: readonly KeyProblem[];
} => {
  const signers = new Map<string, string>();
  const problems: KeyProblem[] = [];
  for (const { id, publicKey, signedBy } of keys) {
    if (signedBy === null) continue;
    const signer = all.get(signedBy.keyId);
    const text = successionText({ keyId: id, publicKey, replaces: signedBy.keyId });
    if (signer === undefined) problems.push({ code: 'key_missing', keyId: signedBy.keyId });
    else if (verify(signer, text, signedBy.signature)) signers.set(id, signedBy.keyId);
    else problems.push({ code: 'wrong_succession', keyId: id, by: signedBy.keyId });
  }
  return { signers, problems };
};

/** The shortest way to every key that the roots lead to. */
const pathsFrom = (
  roots: ReadonlySet<string>,
  signers: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> => {
  const successors = Map.groupBy(signers.keys(), (id) => signers.get(id));
  const paths = new Map<string, readonly string[]>([...roots].map((id) => [id, [id]]));
  // A map that grows while it is walked: what is added is walked too.
  for (const [id, path] of paths) {
    for (const next of successors.get(id) ?? []) {
      if (!paths.has(next)) paths.set(next, [...path, next]);
    }
  }
  return paths;
};

/** The key and those before it, newest first. Keys that signed each other end it. */
const lineOf = (id: string, signers: ReadonlyMap<string, string>): readonly string[] => {
  const line = new Set<string>();
  for (let at: string | undefined = id; at !== undefined && !line.has(at); at = signers.get(at)) {
    line.add(at);
  }
  return [...line];
};
