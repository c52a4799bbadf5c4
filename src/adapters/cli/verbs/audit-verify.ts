/** `lockkeeper audit verify`: whether an export still is what was written, by public keys alone. */
import type { KeyRing, KeyTrust } from '../../../core/key-trust.ts';
import { ok, type Result } from '../../../core/result.ts';
import { instant } from '../../../messages/time.ts';
import {
  type AuditProblem,
  type AuditSummary,
  checkExport,
  type Known,
} from '../../../services/audit/audit-check.ts';
import type { Witnessed } from '../../../services/audit/witness-check.ts';
import {
  kindOf,
  type ProblemCounts,
  problemSaid,
  remediesFor,
  verdictSaid,
} from '../audit-problems.ts';
import { FileFault } from '../file-fault.ts';
import type { Io } from '../io.ts';
import { NotAnExport, readExport } from '../read-export.ts';
import { readPublicKeys } from '../read-public-keys.ts';
import { readWitnessed } from '../read-witnessed.ts';

/** A file where nothing is right has a problem a line; more than these tell nobody anything. */
const MAX_TOLD = 50;

export interface VerifyOptions {
  readonly publicKey: readonly string[];
  /** Entries that must be here, each as `<chain>:<seq>:<hash>`. */
  readonly expect?: readonly string[];
  readonly output: 'table' | 'json';
}

/** 0 whole, 1 not, 2 a public key or an expected entry is not one, 3 a file cannot be read. */
export const auditVerify = async (
  io: Io,
  file: string,
  options: VerifyOptions,
  ring: KeyRing,
): Promise<number> => {
  try {
    const known = await readKnown(options, ring);
    if (!known.ok) {
      io.stderr(`${known.problem}\n`);
      return 2;
    }
    const told: AuditProblem[] = [];
    const counts = { contents: 0, keys: 0, untrusted: 0 };
    const summary = await checkExport(readExport(file), known.value, ring, (problem) => {
      counts[kindOf(problem)] += 1;
      if (told.length < MAX_TOLD) told.push(problem);
    });
    if (options.output === 'json') io.stdout(`${JSON.stringify(asJson(summary, told))}\n`);
    else if (summary.problems > 0) sayProblems(io, summary, told, counts);
    else sayWhole(io, summary, known.value.witnessed);
    return summary.problems === 0 ? 0 : 1;
  } catch (fault) {
    return sayFault(io, fault);
  }
};

const readKnown = async (
  { publicKey, expect = [] }: VerifyOptions,
  ring: KeyRing,
): Promise<Result<Known, string>> => {
  const keys = await readPublicKeys(publicKey, ring.idOf);
  if (!keys.ok) return keys;
  const witnessed = readWitnessed(expect);
  return witnessed.ok ? ok({ keys: keys.value, witnessed: witnessed.value }) : witnessed;
};

/** 3 for a file that cannot be read, 1 for anything that is not an export. */
export const sayFault = (io: Io, fault: unknown): number => {
  if (!(fault instanceof NotAnExport || fault instanceof FileFault)) throw fault;
  io.stderr(`${fault.message}\n`);
  return fault instanceof FileFault ? 3 : 1;
};

const asJson = (summary: AuditSummary, told: readonly AuditProblem[]) => ({
  success: summary.problems === 0,
  chains: summary.heads.length,
  entries: summary.entries,
  heads: summary.heads.map(({ signature: _, ...head }) => head),
  trusted: summary.trust.given,
  signed_by: signersOf(summary).map((id) => ({ key: id, path: summary.trust.pathTo(id) })),
  keys_replaced: summary.replaced.map(({ signedBy, ...each }) => ({
    ...each,
    signed_by: signedBy,
  })),
  problem_count: summary.problems,
  problems: told,
});

const sayProblems = (
  io: Io,
  summary: AuditSummary,
  told: readonly AuditProblem[],
  counts: ProblemCounts,
): void => {
  const { problems } = summary;
  for (const problem of told) io.stderr(`${problemSaid(problem)}\n`);
  if (problems > told.length) io.stderr(`… and ${problems - told.length} more.\n`);
  io.stderr(`${verdictSaid(counts)}: ${counted(problems, 'problem')}.\n`);
  for (const remedy of remediesFor(counts, told, summary)) io.stderr(`${remedy}\n`);
};

const sayWhole = (io: Io, summary: AuditSummary, witnessed: readonly Witnessed[]): void => {
  const { entries, heads, trust, replaced } = summary;
  io.stdout(
    `The record is whole: ${counted(entries, 'entry', 'entries')} in ` +
      `${counted(heads.length, 'chain')}, signed by a key you trust.\n`,
  );
  for (const { chain, seq, hash, at } of heads) {
    io.stdout(`  ${chain} ends with entry ${seq} of ${at === null ? '' : instant(at)}, ${hash}\n`);
  }
  for (const id of signersOf(summary)) io.stdout(`${signerSaid(id, trust)}\n`);
  const before = [...new Set(replaced.map((each) => each.from))].filter(
    (id) => !signersOf(summary).includes(id),
  );
  if (before.length > 0) {
    io.stdout(
      `What ${before.join(', ')} signed before is covered: each entry links to the next, up to the signed end.\n`,
    );
  }
  for (const { from, to, signedBy, chain, seq } of replaced) {
    if (signedBy !== null) continue;
    io.stdout(
      `No key signed ${to}, which took the place of ${from} with entry ${seq} of ${chain}: ${from} was lost.\n`,
    );
  }
  io.stdout(`${witnessedSaid(witnessed)}\n`);
};

const witnessedSaid = (witnessed: readonly Witnessed[]): string =>
  witnessed.length === 0
    ? 'Whether there are other chains, or newer entries, this file alone cannot show; --expect compares it with an entry that a check run or /why names.'
    : `Here, as expected: ${witnessed.map(({ chain, seq }) => `entry ${seq} of ${chain}`).join(', ')}.`;

const signersOf = ({ heads }: AuditSummary): readonly string[] => [
  ...new Set(heads.map((head) => head.keyId)),
];

const signerSaid = (id: string, trust: KeyTrust): string => {
  const path = trust.pathTo(id);
  return path.length < 2
    ? `Signed by key ${id}, which you trust.`
    : `Signed by key ${id}, which you trust through ${path.join(' → ')}, each signed by the one before.`;
};

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
