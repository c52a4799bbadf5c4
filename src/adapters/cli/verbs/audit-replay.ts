/** `lockkeeper audit replay`: decides every recorded decision again and compares. */
import { type ReplayedDecision, replayAll } from '../../../services/audit/audit-replay.ts';
import { decideAgain } from '../../../services/promotion/evaluate.ts';
import type { Io } from '../io.ts';
import { readExport } from '../read-export.ts';
import { inTerminal } from '../terminal.ts';
import { sayFault } from './audit-verify.ts';

/** 0 all the same, 1 some differ, 3 the file cannot be read. */
export const auditReplay = async (
  io: Io,
  file: string,
  options: { readonly output: 'table' | 'json' },
): Promise<number> => {
  try {
    let count = 0;
    const different: ReplayedDecision[] = [];
    for await (const each of replayAll(readExport(file), decideAgain)) {
      count += 1;
      if (each.replay?.kind !== 'same') different.push(each);
    }
    if (options.output === 'json') {
      const success = different.length === 0;
      io.stdout(`${JSON.stringify({ success, decisions: count, different })}\n`);
    } else say(io, count, different);
    return different.length === 0 ? 0 : 1;
  } catch (fault) {
    return sayFault(io, fault);
  }
};

const say = (io: Io, count: number, different: readonly ReplayedDecision[]): void => {
  for (const each of different) io.stderr(`${sentence(each)}\n`);
  const decisions = `${count} decision${count === 1 ? '' : 's'}`;
  io.stdout(
    different.length === 0
      ? `Decided again: ${decisions}, every one with the same answer to the byte. Whether they are the recorded ones, \`audit verify\` says.\n`
      : `Decided again: ${decisions}, ${different.length} with another answer.\n`,
  );
};

const MAX_SHOWN = 60;

const sentence = ({ chain, seq, traceId, replay }: ReplayedDecision): string => {
  const name = `${chain} entry ${seq}${traceId === null ? '' : ` (trace ${traceId})`}`;
  if (replay === null || replay.kind === 'same') {
    return `${name}: what it rests on is missing or was changed.`;
  }
  const versions = replay.versions.map(
    ({ gate, recorded, now }) =>
      `${inTerminal(gate, MAX_SHOWN)} ${inTerminal(String(recorded ?? 'absent'), MAX_SHOWN)} → ${now ?? 'absent'}`,
  );
  const why =
    versions.length === 0
      ? 'with the same gates: its inputs were changed'
      : `with other gates: ${versions.join(', ')}`;
  return `${name}: another answer ${why}.`;
};
