/** What `audit verify` found wrong, one sentence each, and what helps where the keys are the matter. */
import type { Distrust } from '../../core/key-trust.ts';
import type { AuditProblem } from '../../services/audit-check.ts';

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

/** For each key that is not trusted, once. */
export const remediesFor = (
  problems: readonly AuditProblem[],
  given: readonly string[],
): readonly string[] => {
  const said = problems.map(({ problem }) =>
    problem.code === 'untrusted_key' ? remedy(problem.why, problem.keyId, given) : null,
  );
  return [...new Set(said.filter((each) => each !== null))];
};

const remedy = (why: Distrust, keyId: string, given: readonly string[]): string => {
  const yours = given.join(', ');
  const ask =
    `ask the operator for the public key ${keyId}, by another way than this file, and verify with ` +
    'that';
  switch (why) {
    case 'stranger':
      return (
        `No key of this record is one you trust (${yours}). If the operator gave you that key, this is ` +
        `not their record. If you are not sure that it is theirs, ${ask}.`
      );
    case 'unlisted':
      return `Key ${keyId} is not among the keys here, which were changed. Export again; if it stays so, ${ask}.`;
    case 'older':
      return (
        `Key ${keyId} was replaced, and a key you trust (${yours}) came after it; what a replaced key ` +
        'still signs does not count. Either this is an export from before, or an instance still runs ' +
        'with it: start that one with the new key, and export again. If neither is so, somebody has a ' +
        'copy of it.'
      );
    case 'broken':
      return (
        `No unbroken line of signatures leads from a key you trust (${yours}) to ${keyId}: the keys at ` +
        `fault are named above. Export again; if it stays so, ${ask}.`
      );
    case 'unsigned':
      return (
        `No signature leads from a key you trust (${yours}) to ${keyId}. So it is when the key before was ` +
        `lost, or when somebody else signed. Only the operator can tell: ${ask}.`
      );
    default:
      return why satisfies never;
  }
};
