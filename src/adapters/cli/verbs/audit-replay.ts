/** `lockkeeper audit replay`: decides every recorded decision again and compares. */
import { type ReplayedDecision, replayExport } from '../../../services/audit-check.ts';
import type { Io } from '../io.ts';
import { readExport } from '../read-export.ts';
import { sayFault } from './audit-verify.ts';

/** 0 all the same, 1 some differ, 3 the file is not there. */
export const auditReplay = async (
  io: Io,
  file: string,
  options: { readonly output: string },
): Promise<number> => {
  try {
    const all = replayExport(await readExport(file));
    const different = all.filter((each) => each.replay?.kind !== 'same');
    if (options.output === 'json') {
      const decisions = all.map(({ entry, replay }) => ({
        chain: entry.chain,
        seq: entry.seq,
        replay,
      }));
      io.stdout(`${JSON.stringify({ success: different.length === 0, decisions })}\n`);
    } else {
      for (const each of different) io.stderr(`${sentence(each)}\n`);
      const count = `${all.length} decision${all.length === 1 ? '' : 's'}`;
      io.stdout(
        different.length === 0
          ? `Decided again: ${count}, every one with the same answer to the byte.\n`
          : `Decided again: ${count}, ${different.length} with another answer.\n`,
      );
    }
    return different.length === 0 ? 0 : 1;
  } catch (fault) {
    return sayFault(io, fault);
  }
};

const sentence = ({ entry, replay }: ReplayedDecision): string => {
  const name = `${entry.chain} entry ${entry.seq}`;
  if (replay === null || replay.kind === 'same') return `${name}: its evidence is missing.`;
  const versions = replay.versions.map(
    (each) => `${each.gate} ${each.recorded ?? 'absent'} → ${each.now ?? 'absent'}`,
  );
  const why =
    versions.length === 0
      ? 'with the same gates: its inputs were changed'
      : `with other gates: ${versions.join(', ')}`;
  return `${name}: another answer ${why}.`;
};
