/**
 * `npm run demo`: promotions and what operators do, from the comment to the verified record, played by
 * several people against the real app. It prints what each of them reads, and fails when the story goes otherwise.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import type { Io } from '../adapters/cli/io.ts';
import { auditReplay } from '../adapters/cli/verbs/audit-replay.ts';
import { auditVerify } from '../adapters/cli/verbs/audit-verify.ts';
import { systemClock } from '../adapters/clock.ts';
import { keyRing } from '../adapters/signer.ts';
import { MINUTE } from '../core/instant.ts';
import type { Clock } from '../ports/clock.ts';
import { exportLines } from '../services/audit/audit-export.ts';
import { tellOfARelease } from './of-a-release.ts';
import { tellOfOperators } from './of-operators.ts';
import { openStage, type Stage } from './stage.ts';
import { createTeller, type Teller } from './teller.ts';

/** `keep` is a folder for the record and its public key, which are else forgotten. */
export const playDemo = async (
  io: Io,
  { keep }: { readonly keep?: string | undefined } = {},
): Promise<number> => {
  const clock = playClock();
  const log = pino({ level: 'error' });
  const stage = await openStage({ log, port: 0, sandboxPort: 0, clock, slack: true });
  const tell = createTeller(io, stage, () => clock.pass(SCENE_MS));
  try {
    const release = await tellOfARelease(stage, tell);
    await tellOfOperators(stage, tell, release);
    const folder = keep ?? stage.folder;
    const verified = await verifyRecord(io, stage, tell, folder);
    if (verified !== 0) return verified;
    if (keep !== undefined) io.stdout(`\nKept: ${recordIn(keep)} and ${keyIn(keep)}\n`);
    tell.end();
    return 0;
  } catch (fault) {
    io.stderr(
      `The story went otherwise: ${fault instanceof Error ? fault.message : String(fault)}\n`,
    );
    return 1;
  } finally {
    await stage.close();
  }
};

/** People take a while between two things they do; the play does not wait for it. */
const SCENE_MS = 5 * MINUTE;

interface PlayClock extends Clock {
  pass(ms: number): void;
}

const playClock = (): PlayClock => {
  let passed = 0;
  return {
    ...systemClock,
    now: () => systemClock.now() + passed,
    pass: (ms) => {
      passed += ms;
    },
  };
};

const recordIn = (folder: string): string => join(folder, 'audit.jsonl');
const keyIn = (folder: string): string => join(folder, 'signing-key.pub.pem');

/** Exported, then checked as an auditor would: with the file and the public key alone. */
const verifyRecord = async (
  io: Io,
  stage: Stage,
  tell: Teller,
  folder: string,
): Promise<number> => {
  tell.scene('the record is exported, verified and replayed');
  await mkdir(folder, { recursive: true });
  const file = recordIn(folder);
  const key = keyIn(folder);
  const lines: string[] = [];
  for await (const line of exportLines(stage.app.store)) lines.push(line);
  await writeFile(file, `${lines.join('\n')}\n`);
  await writeFile(key, stage.app.world.signer.publicKeyPem);
  const verified = await auditVerify(io, file, { publicKey: [key], output: 'table' }, keyRing);
  if (verified !== 0) return verified;
  return auditReplay(io, file, { output: 'table' });
};
