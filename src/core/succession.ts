/**
 * Which key may sign the record next. The newest signs; a new one is signed by it, or the operator
 * says that it is lost. A key that was replaced never comes back: copies of it may be anywhere.
 */
import { canonicalJson } from './digest.ts';
import { no, ok, type Result } from './result.ts';

export type Succession =
  /** It is the newest already. */
  | { readonly kind: 'current' }
  | { readonly kind: 'first' }
  | { readonly kind: 'signed'; readonly by: string }
  | { readonly kind: 'unsigned'; readonly lost: string };

export type SuccessionProblem =
  | { readonly code: 'key_retired'; readonly own: string; readonly current: string }
  | {
      readonly code: 'key_not_signed';
      readonly own: string;
      readonly current: string;
      /** Key ids that the settings name, which are others than `current`; null where they name none. */
      readonly previous: string | null;
      readonly lost: string | null;
    };

/** Every key by its id. `known` has signed before, oldest first. */
export const succeed = (keys: {
  readonly known: readonly string[];
  readonly own: string;
  readonly previous: string | null;
  readonly lost: string | null;
}): Result<Succession, SuccessionProblem> => {
  const { known, own, previous, lost } = keys;
  const current = known.at(-1);
  if (current === undefined) return ok({ kind: 'first' });
  if (current === own) return ok({ kind: 'current' });
  if (known.includes(own)) return no({ code: 'key_retired', own, current });
  if (previous === current) return ok({ kind: 'signed', by: current });
  if (lost === current) return ok({ kind: 'unsigned', lost });
  return no({ code: 'key_not_signed', own, current, previous, lost });
};

/** What the old key signs. No head of a chain has this form, so neither passes for the other. */
export const successionText = (key: {
  readonly keyId: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
  /** Id of the key that signs. */
  readonly replaces: string;
}): string => canonicalJson({ keyId: key.keyId, publicKey: key.publicKey, replaces: key.replaces });

/** The entry that a chain gets when another key signs it from there on. */
export const KEY_REPLACED = 'key.replaced';

export interface KeyReplaced {
  /** The key that signed the chain until here. */
  readonly from: string;
  readonly to: string;
  /** The key that signed `to`; null when nobody did, as the one before was lost. */
  readonly signedBy: string | null;
}

/** Null for a body of another form: it was changed, which its hash shows. */
export const decodeKeyReplaced = (body: string): KeyReplaced | null => {
  try {
    const { from, to, signedBy } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    if (!isKeyId(from) || !isKeyId(to)) return null;
    return { from, to, signedBy: isKeyId(signedBy) ? signedBy : null };
  } catch {
    return null;
  }
};

/** One word: what is said of a key stands on a line, and no name of one is to begin another. */
const isKeyId = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]{1,100}$/.test(value);
