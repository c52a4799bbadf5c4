/** `npm run sandbox`: the demo's world, to play in by hand until it is stopped. */
import pino from 'pino';
import type { Io } from '../adapters/cli/io.ts';
import { openStage } from './stage.ts';

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
  const stage = await openStage({ log: pino({ level: 'warn' }), port, sandboxPort });
  io.stdout(`A GitHub to play in: ${stage.sandbox.url}/ui/\n`);
  io.stdout('Open a pull request there, comment /promote staging on it, and be several people.\n');
  io.stdout('Everything is forgotten when you stop it with Ctrl+C.\n');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await stage.close();
  return 0;
};
