/** How fast a record is verified: `audit verify` on an export, from the file to the answer. */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { auditVerify } from '../../src/adapters/cli/verbs/audit-verify.ts';
import { keyRing } from '../../src/adapters/signer.ts';
import { exportLines } from '../../src/services/audit/audit-export.ts';
import { atLeast, median, type Row } from '../row.ts';
import type { Old } from '../world/old-shop.ts';

const ROUNDS = 3;

export const verificationRow = async ({ shop, events }: Old, folder: string): Promise<Row> => {
  const file = join(folder, 'export.jsonl');
  const keyFile = join(folder, 'public-key.pem');
  await pipeline(Readable.from(withBreaks(exportLines(shop.app.store))), createWriteStream(file));
  await writeFile(keyFile, shop.app.world.signer.publicKeyPem);
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    let said = '';
    const io = { stdout: say, stderr: say };
    function say(text: string): void {
      said += text;
    }
    const code = await auditVerify(io, file, { publicKey: [keyFile], output: 'json' }, keyRing);
    if (code !== 0) throw new Error(`the record is not whole: ${said.slice(0, 500)}`);
    rates.push((events * 1_000) / (performance.now() - begun));
  }
  return atLeast(20_000, {
    what: 'audit verification',
    value: median(rates),
    unit: 'events a second',
    how: `\`audit verify\` of an export of ${events} events and their evidence; median of ${ROUNDS}`,
  });
};

async function* withBreaks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
