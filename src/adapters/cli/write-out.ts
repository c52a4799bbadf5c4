/** Where a verb's lines go: to standard output, or into a new file, which is there whole or not at all. */
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileFault } from './file-fault.ts';
import type { Io } from './io.ts';

type Lines = Iterable<string> | AsyncIterable<string>;

/** What is there already is kept: it may be the only copy of an older record. */
export const writeOut = async (io: Io, file: string | undefined, lines: Lines): Promise<void> => {
  if (file === undefined) {
    for await (const line of lines) io.stdout(`${line}\n`);
    return;
  }
  if (existsSync(file)) {
    throw new FileFault(
      `${file} is there already, and was left as it is: name another file, or take it away first.`,
    );
  }
  const draft = `${file}.${process.pid}.part`;
  try {
    const whole = createWriteStream(draft, { flags: 'wx', flush: true });
    await pipeline(Readable.from(broken(lines)), whole);
    await rename(draft, file);
  } catch (fault) {
    const said = fault instanceof Error ? fault.message : String(fault);
    throw new FileFault(`${file} cannot be written: ${said}`, { cause: fault });
  } finally {
    await rm(draft, { force: true });
  }
};

async function* broken(lines: Lines): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
