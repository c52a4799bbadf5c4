/** `lockkeeper audit verify`: whether an export still is what was written, by the public key alone. */
import { readFile } from 'node:fs/promises';
import { type AuditProblem, checkExport } from '../../../services/audit-check.ts';
import type { Io } from '../io.ts';
import { NotAnExport, readExport } from '../read-export.ts';

/** True when the signature, in base64, is of this text by the key in PEM. */
export type VerifySignature = (publicKeyPem: string, text: string, signature: string) => boolean;

/** 0 whole, 1 not, 3 a file is not there. */
export const auditVerify = async (
  io: Io,
  file: string,
  options: { readonly publicKey: string; readonly output: string },
  verifySignature: VerifySignature,
): Promise<number> => {
  try {
    const trusted = await readFile(options.publicKey, 'utf8');
    const exported = await readExport(file);
    const problems = checkExport(exported, trusted, verifySignature);
    const chains = exported.heads.length;
    const entries = exported.entries.length;
    if (options.output === 'json') {
      io.stdout(
        `${JSON.stringify({ success: problems.length === 0, chains, entries, problems })}\n`,
      );
    } else {
      for (const problem of problems) io.stderr(`${sentence(problem)}\n`);
      const whole = `The record is whole: ${entries} entries in ${chains} chain${chains === 1 ? '' : 's'}, signed by a key you trust.\n`;
      const broken = `The record is not what was written: ${problems.length} problem${problems.length === 1 ? '' : 's'}.\n`;
      if (problems.length === 0) io.stdout(whole);
      else io.stderr(broken);
    }
    return problems.length === 0 ? 0 : 1;
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

const sentence = ({ chain, problem, ...rest }: AuditProblem): string => {
  const at = 'seq' in rest ? ` entry ${rest.seq}` : '';
  switch (problem.code) {
    case 'other_chain':
      return `${chain}: entry ${problem.seq} belongs to ${problem.chain}.`;
    case 'gap':
      return `${chain}: entry ${problem.expected} is missing; ${problem.found} follows.`;
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
      return `${chain}:${at} rests on evidence ${problem.digest}, which is not here.`;
    case 'evidence_changed':
      return `${chain}:${at} rests on evidence ${problem.digest}, which was changed.`;
    default:
      return problem satisfies never;
  }
};
