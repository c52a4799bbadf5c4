/** `lockkeeper audit verify`: whether an export still is what was written, by the public key alone. */
import { readFile } from 'node:fs/promises';
import {
  type AuditProblem,
  type AuditSummary,
  checkExport,
  type VerifySignature,
} from '../../../services/audit-check.ts';
import type { Io } from '../io.ts';
import { NotAnExport, readExport } from '../read-export.ts';

/** A file where nothing is right has a problem a line; more than these tell nobody anything. */
const MAX_TOLD = 50;

/** 0 whole, 1 not, 2 the key is none, 3 a file is not there. */
export const auditVerify = async (
  io: Io,
  file: string,
  options: { readonly publicKey: string; readonly output: string },
  verifySignature: VerifySignature,
): Promise<number> => {
  try {
    const trusted = await readFile(options.publicKey, 'utf8');
    if (!/-----BEGIN PUBLIC KEY-----/.test(trusted)) return sayWrongKey(io, options.publicKey);
    const told: AuditProblem[] = [];
    const summary = await checkExport(readExport(file), trusted, verifySignature, (problem) => {
      if (told.length < MAX_TOLD) told.push(problem);
    });
    if (options.output === 'json') io.stdout(`${JSON.stringify(asJson(summary, told))}\n`);
    else say(io, summary, told);
    return summary.problems === 0 ? 0 : 1;
  } catch (fault) {
    return sayFault(io, fault);
  }
};

/** A missing file is 3; anything that is no export is 1. */
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

const sayWrongKey = (io: Io, file: string): number => {
  io.stderr(`${file} is no public key: it must begin with -----BEGIN PUBLIC KEY-----.\n`);
  return 2;
};

const asJson = (summary: AuditSummary, told: readonly AuditProblem[]) => ({
  success: summary.problems === 0,
  chains: summary.heads.length,
  entries: summary.entries,
  heads: summary.heads.map(({ chain, seq, hash, keyId }) => ({ chain, seq, hash, keyId })),
  problem_count: summary.problems,
  problems: told,
});

const say = (
  io: Io,
  { entries, problems, heads }: AuditSummary,
  told: readonly AuditProblem[],
): void => {
  for (const problem of told) io.stderr(`${sentence(problem)}\n`);
  if (problems > told.length) io.stderr(`… and ${problems - told.length} more.\n`);
  if (problems > 0) {
    io.stderr(`The record is not what was written: ${counted(problems, 'problem')}.\n`);
    return;
  }
  io.stdout(
    `The record is whole: ${counted(entries, 'entry', 'entries')} in ` +
      `${counted(heads.length, 'chain')}, signed by a key you trust.\n`,
  );
  for (const { chain, seq, hash } of heads) {
    io.stdout(`  ${chain} ends with entry ${seq}, ${hash}\n`);
  }
};

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const sentence = ({ chain, seq, problem }: AuditProblem): string => {
  switch (problem.code) {
    case 'other_chain':
      return `${chain}: entry ${problem.seq} belongs to ${problem.chain}.`;
    case 'gap':
      return problem.found > problem.expected
        ? `${chain}: entry ${problem.expected} is missing; ${problem.found} follows.`
        : `${chain}: entry ${problem.found} stands where ${problem.expected} should.`;
    case 'broken_link':
      return `${chain}: entry ${problem.seq} does not link to the one before.`;
    case 'changed_entry':
      return `${chain}: entry ${problem.seq} was changed after it was written.`;
    case 'no_head':
      return `${chain}: no signed head is there, so nothing shows where it ends.`;
    case 'cut_off':
      return `${chain}: ${problem.head} entries were signed and ${problem.last} are here; the end was cut off.`;
    case 'head_mismatch':
      return `${chain}: entry ${problem.seq} is another one than was signed.`;
    case 'unsigned_end':
      return `${chain}: entries ${problem.head + 1} to ${problem.last} are not signed.`;
    case 'untrusted_key':
      return `${chain}: it was signed by key ${problem.keyId}, which is not the key you trust and was not signed by it.`;
    case 'bad_signature':
      return `${chain}: the signature over entry ${problem.seq} by key ${problem.keyId} is wrong.`;
    case 'evidence_missing':
      return `${chain}: entry ${seq} rests on evidence ${problem.digest}, which is not here.`;
    case 'evidence_changed':
      return `${chain}: entry ${seq} rests on evidence ${problem.digest}, which was changed.`;
    default:
      return problem satisfies never;
  }
};
