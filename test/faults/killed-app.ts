/**
 * The app in a process of its own, which kills itself at one of the steps it makes: a step is whatever
 * reaches the disk, so that a new effect is one more of them without being listed.
 */
import { newId, systemClock } from '../../src/adapters/clock.ts';
import { compose } from '../../src/compose.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Log } from '../../src/ports/log.ts';
import type { KillOrder } from './kill.ts';
import { watchWrites } from './writes.ts';

const tell = (message: object): void => void process.send?.(message);

process.once('message', (order: KillOrder) => void run(order));

const run = async ({ place, now, at, side }: KillOrder): Promise<void> => {
  let steps = 0;
  watchWrites((write) => {
    steps += 1;
    if (steps === at && side === 'before') process.kill(process.pid, 'SIGKILL');
    const done = write();
    if (steps === at && side === 'after') process.kill(process.pid, 'SIGKILL');
    return done;
  });
  const settings = readSettings({ ...place.env, PORT: '0' });
  if (!settings.ok || settings.value.mode !== 'serve') throw new Error('wrong settings');
  const began = systemClock.now();
  const clock = {
    ...systemClock,
    now: () => now + systemClock.now() - began,
    newId: () => newId(now + systemClock.now() - began),
  };
  const app = await compose({
    settings: settings.value,
    signingKey: place.signingKey,
    log: SILENT,
    clock,
  });
  tell({ url: await app.start() });
  process.on('message', () => void app.worker.idle().then(() => tell({ idle: true })));
};

const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
