/** Collects where keys took the place of others in an export, and tells which of them it lacks. */
import type { KeyProblem, KeyTrust } from '../../core/key-trust.ts';
import type { ChainEntry } from '../../core/record.ts';
import { decodeKeyReplaced, KEY_REPLACED, type KeyReplaced } from '../../core/succession.ts';

/** The first entry that tells of one key in the place of another. */
export interface Replacement extends KeyReplaced {
  readonly chain: string;
  readonly seq: number;
}

export interface KeyCheck {
  add(entry: ChainEntry): void;
  /** What the list of keys lacks, once every entry was added. */
  end(): readonly KeyProblem[];
  readonly replaced: () => readonly Replacement[];
}

/** Nobody changes keys as often; an export that says so must not fill the memory. */
const MAX_REPLACED = 1_000;

export const startKeyCheck = (trust: () => KeyTrust): KeyCheck => {
  const replaced = new Map<string, Replacement>();
  return {
    add: (entry) => {
      if (entry.kind !== KEY_REPLACED || replaced.size >= MAX_REPLACED) return;
      const change = decodeKeyReplaced(entry.body);
      if (change === null) return;
      const name = `${change.from} ${change.to}`;
      if (!replaced.has(name)) {
        replaced.set(name, { ...change, chain: entry.chain, seq: entry.seq });
      }
    },
    end: () => {
      const { has, problems } = trust();
      const told = new Set(problems.map((each) => each.keyId));
      const named = [...replaced.values()].flatMap(({ from, to }) => [from, to]);
      const missing = [...new Set(named)].filter((id) => !has(id) && !told.has(id));
      return missing.map((keyId) => ({ code: 'key_missing', keyId }));
    },
    replaced: () => [...replaced.values()],
  };
};
