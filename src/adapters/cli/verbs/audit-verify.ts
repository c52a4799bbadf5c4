/** `lockkeeper audit verify`: whether an export still is what was written, by public keys alone. */
import type { KeyRing, KeyTrust } from '../../../core/key-trust.ts';
import {
  type AuditProblem,
  type AuditSummary,
  checkExport,
} from '../../../services/audit-check.ts';
import {
  kindOf,
  type ProblemCounts,
  problemSaid,
  remediesFor,
  verdictSaid,
} from '../audit-problems.ts';
import type { Io } from '../io.ts';
import { NotAnExport, readExport } from '../read-export.ts';
import { readPublicKeys } from '../read-public-keys.ts';

/** A file where nothing is right has a problem a line; more than these tell nobody anything. */
const MAX_TOLD = 50;

/** 0 whole, 1 not, 2 a file is not a public key, 3 a file is not there. */
export const auditVerify = async (
  io: Io,
  file: string,
  options: { readonly publicKey: readonly string[]; readonly output: string },
  ring: KeyRing,
): Promise<number> => {
  try {
    const given = await readPublicKeys(options.publicKey, ring.idOf);
    if (!given.ok) {
      io.stderr(`${given.problem}\n`);
      return 2;
    }
    const told: AuditProblem[] = [];
    const counts = { contents: 0, keys: 0, untrusted: 0 };
    const summary = await checkExport(readExport(file), given.value, ring, (problem) => {
      counts[kindOf(problem)] += 1;
      if (told.length < MAX_TOLD) told.push(problem);
    });
    if (options.output === 'json') io.stdout(`${JSON.stringify(asJson(summary, told))}\n`);
    else if (summary.problems > 0) sayProblems(io, summary, told, counts);
    else sayWhole(io, summary);
    return summary.problems === 0 ? 0 : 1;
  } catch (fault) {
    return sayFault(io, fault);
  }
};

/** 3 for a missing file, 1 for anything that is not an export. */
export const sayFault = (io: Io, fault: unknown): number => {
  if (fault instanceof NotAnExport) {
    io.stderr(`${fault.message}\n`);
    return 1;
  }
  if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') {
    io.stderr(`${'path' in fault ? String(fault.path) : 'A file'} is not there.\n`);
    return 3;
  }
  throw fault;
};

const asJson = (summary: AuditSummary, told: readonly AuditProblem[]) => ({
  success: summary.problems === 0,
  chains: summary.heads.length,
  entries: summary.entries,
  heads: summary.heads.map(({ chain, seq, hash, keyId }) => ({ chain, seq, hash, keyId })),
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

const sayWhole = (io: Io, summary: AuditSummary): void => {
  const { entries, heads, trust, replaced } = summary;
  if (heads.length === 0) {
    io.stdout('The record has no entries, so there is nothing that a key could show.\n');
    return;
  }
  io.stdout(
    `The record is whole: ${counted(entries, 'entry', 'entries')} in ` +
      `${counted(heads.length, 'chain')}, signed by a key you trust.\n`,
  );
  for (const { chain, seq, hash } of heads) {
    io.stdout(`  ${chain} ends with entry ${seq}, ${hash}\n`);
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
};

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
