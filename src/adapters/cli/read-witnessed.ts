/** Reads which entries an export must hold, as people copy them from where they were seen. */
import type { Digest } from '../../core/digest.ts';
import { no, ok, type Result } from '../../core/result.ts';
import type { Witnessed } from '../../services/audit/witness-check.ts';

/** With colons, or with spaces as the hidden line of a check run has it. */
const ENTRY = /^(?:record )?(\S+)[: ]([1-9]\d{0,14})[: ](sha256:[0-9a-f]{64})$/;

/** The problem is a sentence. */
export const readWitnessed = (texts: readonly string[]): Result<readonly Witnessed[], string> => {
  const witnessed: Witnessed[] = [];
  for (const text of texts) {
    const [, chain, seq, hash] = ENTRY.exec(text.trim()) ?? [];
    if (chain === undefined || hash === undefined) {
      return no(
        `--expect "${text}" is no entry; it must be <chain>:<entry>:<hash>, as repository:7:12:sha256:… with all 64 digits.`,
      );
    }
    // Of the shape that was just matched.
    witnessed.push({ chain, seq: Number(seq), hash: hash as Digest });
  }
  return ok(witnessed);
};
