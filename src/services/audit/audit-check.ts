/**
 * Checks an export of the record with nothing but its lines and public keys: that every chain is whole
 * and signed, and that no evidence and no key was changed. Reads line by line: length costs no memory.
 */
import { type Digest, sha256 } from '../../core/digest.ts';
import type { Instant } from '../../core/instant.ts';
import {
  type GivenKey,
  type KeyProblem,
  type KeyRing,
  type KeyTrust,
  trustFrom,
} from '../../core/key-trust.ts';
import { type ChainEntry, type ChainHead, decodeDecision } from '../../core/record.ts';
import { type ChainCheck, type ChainProblem, startChainCheck } from '../../core/verify-chain.ts';
import { type ExportHeader, type ExportLine, SeenDigests } from './audit-export.ts';
import { type Replacement, startKeyCheck } from './key-check.ts';
import { startWitnessCheck, type Witnessed, type WitnessProblem } from './witness-check.ts';

export interface AuditProblem {
  /** Null for a problem with the list of keys. */
  readonly chain: string | null;
  /** The entry, where it is about one. */
  readonly seq: number | null;
  readonly problem:
    | ChainProblem
    | KeyProblem
    | WitnessProblem
    | { readonly code: 'no_chains' }
    | { readonly code: 'evidence_missing' | 'evidence_changed'; readonly digest: Digest };
}

/** Where a chain ends. */
export interface ChainEnd extends ChainHead {
  /** When its last entry here was written; null where there is none. */
  readonly at: Instant | null;
}

export interface AuditSummary {
  readonly entries: number;
  readonly problems: number;
  /** To compare with what was witnessed elsewhere: an outdated export is whole, too. */
  readonly heads: readonly ChainEnd[];
  readonly trust: KeyTrust;
  /** Where one key first took the place of another. */
  readonly replaced: readonly Replacement[];
}

/** What is known from outside of the export. */
export interface Known {
  readonly keys: readonly GivenKey[];
  /** Entries that were seen elsewhere, and so must be here. */
  readonly witnessed: readonly Witnessed[];
}

/** Tells every problem as it is found. `lines` begin with the header, which their reader checks. */
export const checkExport = async (
  lines: AsyncIterable<ExportLine>,
  { keys: given, witnessed }: Known,
  ring: KeyRing,
  tell: (problem: AuditProblem) => void,
): Promise<AuditSummary> => {
  let header: ExportHeader = { keys: [], heads: [] };
  let trust = trustFrom(given, [], ring);
  let entries = 0;
  let problems = 0;
  const chains = new Map<string, ChainCheck>();
  const lastAt = new Map<string, Instant>();
  const found: typeof tell = (problem) => {
    problems += 1;
    tell(problem);
  };
  const evidence = startEvidenceCheck(found);
  const keys = startKeyCheck(() => trust);
  const witnesses = startWitnessCheck(witnessed);
  const checkOf = (chain: string): ChainCheck =>
    chains.get(chain) ??
    kept(chains, chain, startChainCheck({ ...header, chain, trust, verify: ring.verify }));
  const add = (entry: ChainEntry): void => {
    entries += 1;
    for (const problem of checkOf(entry.chain).add(entry)) {
      found({ chain: entry.chain, seq: entry.seq, problem });
    }
    lastAt.set(entry.chain, entry.at);
    evidence.ask(entry);
    keys.add(entry);
    witnesses.add(entry);
  };
  for await (const line of lines) {
    if ('entry' in line) add(line.entry);
    else if ('evidence' in line) evidence.add(line.evidence.digest, line.evidence.body);
    else {
      header = line;
      trust = trustFrom(given, header.keys, ring);
      for (const problem of trust.problems) found({ chain: null, seq: null, problem });
    }
  }
  for (const { chain } of header.heads) checkOf(chain);
  for (const [chain, check] of chains) {
    for (const problem of check.end()) found({ chain, seq: null, problem });
  }
  evidence.end();
  for (const problem of keys.end()) found({ chain: null, seq: null, problem });
  for (const problem of [...witnesses.end(), ...emptiness(chains.size)]) found(problem);
  return { entries, problems, heads: endsOf(header, lastAt), trust, replaced: keys.replaced() };
};

const kept = <K, V>(all: Map<K, V>, key: K, value: V): V => {
  all.set(key, value);
  return value;
};

/** A record that was emptied looks like one that never had an entry. */
const emptiness = (chains: number): readonly AuditProblem[] =>
  chains > 0 ? [] : [{ chain: null, seq: null, problem: { code: 'no_chains' } }];

const endsOf = (
  { heads }: ExportHeader,
  lastAt: ReadonlyMap<string, Instant>,
): readonly ChainEnd[] => heads.map((head) => ({ ...head, at: lastAt.get(head.chain) ?? null }));

/** Evidence follows the first decision that rests on it, so only a few pieces are ever awaited. */
const startEvidenceCheck = (tell: (problem: AuditProblem) => void) => {
  const whole = new SeenDigests();
  const changed = new Set<Digest>();
  const awaited = new Map<Digest, ChainEntry>();
  const report = (
    { chain, seq }: ChainEntry,
    code: 'evidence_missing' | 'evidence_changed',
    digest: Digest,
  ): void => tell({ chain, seq, problem: { code, digest } });
  return {
    ask: (entry: ChainEntry): void => {
      for (const digest of evidenceOf(entry)) {
        if (changed.has(digest)) report(entry, 'evidence_changed', digest);
        else if (!whole.has(digest) && !awaited.has(digest)) awaited.set(digest, entry);
      }
    },
    add: (digest: Digest, body: string): void => {
      const asked = awaited.get(digest);
      if (sha256(body) === digest) whole.add(digest);
      else {
        changed.add(digest);
        if (asked !== undefined) report(asked, 'evidence_changed', digest);
      }
      awaited.delete(digest);
    },
    end: (): void => {
      for (const [digest, entry] of awaited) report(entry, 'evidence_missing', digest);
    },
  };
};

/** What a decision rests on; one that cannot be read is reported as a changed entry already. */
const evidenceOf = (entry: ChainEntry): readonly Digest[] => {
  if (entry.kind !== 'decision') return [];
  try {
    const { facts, policy } = decodeDecision(entry.body);
    return [facts.evidence, policy.evidence];
  } catch {
    return [];
  }
};
