/** What `audit verify` found wrong, one sentence each, the verdict over all, and what helps. */
import type { Distrust } from '../../core/key-trust.ts';
import type { AuditProblem, AuditSummary } from '../../services/audit/audit-check.ts';
import type { Replacement } from '../../services/audit/key-check.ts';

export const problemSaid = ({ chain, seq, problem }: AuditProblem): string => {
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
      return `${chain}: it was signed by key ${problem.keyId}, which is not a key you trust and does not follow from one.`;
    case 'bad_signature':
      return `${chain}: the signature over entry ${problem.seq} by key ${problem.keyId} is wrong.`;
    case 'evidence_missing':
      return `${chain}: entry ${seq} rests on evidence ${problem.digest}, which is not here.`;
    case 'evidence_changed':
      return `${chain}: entry ${seq} rests on evidence ${problem.digest}, which was changed.`;
    case 'witnessed_missing':
      return `${chain}: entry ${seq} with ${problem.hash} was seen elsewhere, and is not here.`;
    case 'witnessed_other':
      return `${chain}: entry ${seq} is another one than ${problem.hash}, which was seen elsewhere.`;
    case 'no_chains':
      return 'No entry and no signed head is here, so nothing shows that none was taken out.';
    case 'wrong_key':
      return `keys: what is here as key ${problem.keyId} is another key.`;
    case 'key_missing':
      return `keys: key ${problem.keyId} belongs to this record, and is not here.`;
    case 'wrong_succession':
      return `keys: key ${problem.by} did not sign key ${problem.keyId} as it is here.`;
    default:
      return problem satisfies never;
  }
};

export interface ProblemCounts {
  /** Entries, evidence and signatures. */
  readonly contents: number;
  /** The list of keys. */
  readonly keys: number;
  readonly untrusted: number;
}

export const kindOf = ({ problem }: AuditProblem): keyof ProblemCounts => {
  switch (problem.code) {
    case 'untrusted_key':
    case 'no_chains':
      return 'untrusted';
    case 'wrong_key':
    case 'key_missing':
    case 'wrong_succession':
      return 'keys';
    default:
      return 'contents';
  }
};

export const verdictSaid = ({ contents, keys, untrusted }: ProblemCounts): string => {
  if (contents > 0) return 'The record is not what was written';
  if (untrusted === 0)
    return 'The entries are what was written and signed; the list of keys is not';
  return keys > 0
    ? 'The list of keys is not what was written, and nothing shows whose the record is'
    : 'The record agrees with itself, but nothing shows whose it is';
};

/** What helps, each once. `told` is what of the problems was shown. */
export const remediesFor = (
  counts: ProblemCounts,
  told: readonly AuditProblem[],
  summary: Pick<AuditSummary, 'trust' | 'replaced'>,
): readonly string[] => {
  const changed =
    counts.contents + counts.keys > 0
      ? [
          'Export again; if it stays so, keep this file and find out who could write to the database.',
        ]
      : [];
  const untrusted = told.flatMap(({ problem }) =>
    problem.code === 'untrusted_key' ? [remedy(problem, summary)] : [],
  );
  const isEmpty = told.some(({ problem }) => problem.code === 'no_chains');
  return [...changed, ...new Set(untrusted), ...(isEmpty ? [EMPTY] : [])];
};

const EMPTY =
  'Until somebody asks for a first promotion, a record is like this. If somebody did, keep this file and ' +
  'find out who could write to the database.';

const remedy = (
  { why, keyId }: { readonly why: Distrust; readonly keyId: string },
  { trust, replaced }: Pick<AuditSummary, 'trust' | 'replaced'>,
): string => {
  const yours = trust.given.join(', ');
  const ask =
    `ask the operator for the public key ${keyId}, by another way than this file, and verify with ` +
    'that';
  switch (why) {
    case 'stranger':
      return (
        `No key of this record is one you trust (${yours}). If the operator gave you that key, this is ` +
        'not their record, or it was exported before they had the key: then export again. If you are ' +
        `not sure that it is theirs, ${ask}.`
      );
    case 'unlisted':
      return `Key ${keyId} is not among the keys here. Export again; if it stays so, ${ask}.`;
    case 'older':
      return (
        `Key ${keyId} was replaced, and a key you trust (${yours}) came after it; what a replaced key ` +
        'still signs does not count. Either the export was made while the key changed, or an instance ' +
        'still runs with it: start that one with the new key, and export again. If neither is so, ' +
        'somebody has a copy of it.'
      );
    case 'broken':
      return (
        `No unbroken line of signatures leads from a key you trust (${yours}) to ${keyId}: the keys at ` +
        `fault are named above. If a new export has the same fault, ${ask}.`
      );
    case 'unsigned':
      return (
        `No signature leads from a key you trust (${yours}) to ${keyId}. ${whyUnsigned(replaced)} To ` +
        `know whether it is theirs, ${ask}.`
      );
    default:
      return why satisfies never;
  }
};

/** Words of the record that nobody trusted has signed. */
const whyUnsigned = (replaced: readonly Replacement[]): string => {
  const unsigned = replaced.filter((each) => each.signedBy === null);
  if (unsigned.length === 0) return 'The record does not say why.';
  const losses = unsigned.map(
    ({ from, to, chain, seq }) =>
      `key ${from} was lost, and ${to} took its place with entry ${seq} of ${chain}`,
  );
  return `The record says: ${losses.join('; ')}.`;
};
