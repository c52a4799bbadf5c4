/**
 * Whether a chain of the record still is what was written: no link missing, changed or cut off at
 * the end. Needs nothing but the export and the keys to trust; how a signature is checked comes in.
 */
import type { Digest } from './digest.ts';
import type { Distrust, KeyRing, KeyTrust } from './key-trust.ts';
import { type ChainEntry, type ChainHead, GENESIS, headText, linkHash } from './record.ts';

export type ChainProblem =
  | { readonly code: 'other_chain'; readonly seq: number; readonly chain: string }
  | { readonly code: 'gap'; readonly expected: number; readonly found: number }
  | { readonly code: 'broken_link'; readonly seq: number }
  | { readonly code: 'changed_entry'; readonly seq: number }
  | { readonly code: 'no_head' }
  /** The head counts more entries than there are: the end was cut off. */
  | { readonly code: 'cut_off'; readonly head: number; readonly last: number }
  | { readonly code: 'head_mismatch'; readonly seq: number }
  /** Entries after the newest head: written, and not signed yet. */
  | { readonly code: 'unsigned_end'; readonly head: number; readonly last: number }
  | { readonly code: 'untrusted_key'; readonly keyId: string; readonly why: Distrust }
  | { readonly code: 'bad_signature'; readonly seq: number; readonly keyId: string };

/** What is known of a chain before its first entry is read. */
export interface ChainStart {
  readonly chain: string;
  /** Signed heads of this chain, in any order. */
  readonly heads: readonly ChainHead[];
  /** The keys whose signatures count. */
  readonly trust: KeyTrust;
  /** Where a sealed beginning was removed: its last number and hash. */
  readonly after?: { readonly seq: number; readonly hash: Digest };
  readonly verify: KeyRing['verify'];
}

/** A chain that is read entry by entry, so that its length costs no memory. */
export interface ChainCheck {
  /** What is wrong with the next entry, oldest first. */
  add(entry: ChainEntry): readonly ChainProblem[];
  /** What is wrong with the chain as a whole, once every entry was added. */
  end(): readonly ChainProblem[];
}

export const startChainCheck = (start: ChainStart): ChainCheck => {
  const heads = start.heads.filter((head) => head.chain === start.chain);
  const signed = new Set(heads.map((head) => head.seq));
  /** Only of the entries that a head names. */
  const hashes = new Map<number, Digest>();
  let before: { readonly seq: number; readonly hash: Digest } = start.after ?? SEALED_NOTHING;
  if (start.after !== undefined) hashes.set(before.seq, before.hash);
  return {
    add: (entry) => {
      const problems = linkProblems(start.chain, entry, before);
      if (signed.has(entry.seq)) hashes.set(entry.seq, entry.hash);
      before = { seq: entry.seq, hash: entry.hash };
      return problems;
    },
    end: () => headProblems(start, heads, before.seq, hashes),
  };
};

const SEALED_NOTHING = { seq: 0, hash: GENESIS };

const linkProblems = (
  chain: string,
  entry: ChainEntry,
  before: { readonly seq: number; readonly hash: Digest },
): readonly ChainProblem[] => {
  const { seq } = entry;
  const problems: ChainProblem[] = [];
  if (entry.chain !== chain) problems.push({ code: 'other_chain', seq, chain: entry.chain });
  if (seq !== before.seq + 1) problems.push({ code: 'gap', expected: before.seq + 1, found: seq });
  if (entry.previous !== before.hash) problems.push({ code: 'broken_link', seq });
  if (linkHash(entry) !== entry.hash) problems.push({ code: 'changed_entry', seq });
  return problems;
};

const headProblems = (
  start: ChainStart,
  heads: readonly ChainHead[],
  last: number,
  hashes: ReadonlyMap<number, Digest>,
): readonly ChainProblem[] => {
  if (heads.length === 0) return last === 0 ? [] : [{ code: 'no_head' }];
  const newest = Math.max(0, ...heads.map((head) => head.seq));
  const problems = heads.flatMap((head) => signatureProblems(head, start));
  for (const head of heads) {
    const isInReach = head.seq <= last && head.seq >= (start.after?.seq ?? 1);
    if (isInReach && hashes.get(head.seq) !== head.hash) {
      problems.push({ code: 'head_mismatch', seq: head.seq });
    }
  }
  if (newest > last) problems.push({ code: 'cut_off', head: newest, last });
  if (newest < last) problems.push({ code: 'unsigned_end', head: newest, last });
  return problems;
};

const signatureProblems = (head: ChainHead, { trust, verify }: ChainStart): ChainProblem[] => {
  const { keyId } = head;
  const key = trust.publicKeyOf(keyId);
  if (key === null) return [{ code: 'untrusted_key', keyId, why: trust.whyNot(keyId) }];
  if (verify(key, headText(head), head.signature)) return [];
  return [{ code: 'bad_signature', seq: head.seq, keyId }];
};
