/** `npm run sandbox`: the demo's world, to play in by hand until it is stopped. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import type { Io } from '../adapters/cli/io.ts';
import { openStage, type Stage } from './stage.ts';

export const openSandbox = async (
  io: Io,
  options: { readonly port: string; readonly appPort: string },
): Promise<number> => {
  const ports = [Number(options.port), Number(options.appPort)];
  if (!ports.every((port) => Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    io.stderr('A port is a whole number from 0 to 65535.\n');
    return 2;
  }
  const [sandboxPort = 0, port = 0] = ports;
  try {
    const stage = await openStage({ log: pino({ level: 'warn' }), port, sandboxPort, slack: true });
    await playIn(io, stage);
    return 0;
  } catch (fault) {
    const taken = portTaken(fault);
    if (taken === null) throw fault;
    const option = taken === sandboxPort ? '--port' : '--app-port';
    io.stderr(`Port ${taken} is taken: give ${option} another one, or stop what listens there.\n`);
    return 1;
  }
};

const playIn = async (io: Io, stage: Stage): Promise<void> => {
  const key = join(stage.folder, 'signing-key.pub.pem');
  await writeFile(key, stage.app.world.signer.publicKeyPem);
  io.stdout(`A GitHub to play in: ${stage.sandbox.url}/ui/\n`);
  io.stdout(`A Slack beside it:   ${stage.sandbox.url}/ui/slack\n`);
  io.stdout('Open a pull request there, comment /promote staging on it, and be several people.\n');
  io.stdout(
    `Its record, exported and verified from another terminal:\n` +
      `  npm run -s lockkeeper -- audit export --database ${stage.databaseUrl} --out audit.jsonl\n` +
      `  npm run -s lockkeeper -- audit verify audit.jsonl --public-key ${key}\n`,
  );
  io.stdout('Everything is forgotten when you stop it with Ctrl+C.\n');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await stage.close();
};

/** Null for every other fault. */
const portTaken = (fault: unknown): number | null => {
  if (!(fault instanceof Error)) return null;
  if ('code' in fault && fault.code === 'EADDRINUSE' && 'port' in fault) return Number(fault.port);
  return portTaken(fault.cause);
};
