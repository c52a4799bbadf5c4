/**
 * Keeps the socket to Slack open, from the start to the stop: Slack ends one every few hours, and may be
 * away. Bolt would wait seconds while people press, and end the process where Slack refuses it.
 */
import type { SocketModeReceiver } from '@slack/bolt';
import { MINUTE, SECOND } from '../../core/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

export interface KeptOpen {
  start(): void;
  /** Resolves when it is closed, or did not close in time. */
  stop(): Promise<void>;
}

const LONGEST_WAIT_MS = MINUTE;
const GOODBYE_MS = 3 * SECOND;

type Client = Pick<SocketModeReceiver['client'], 'start' | 'disconnect' | 'once'>;

export const keepOpen = (
  client: Client,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): KeptOpen => {
  let stop = (): void => undefined;
  let isStopped = false;
  const stopped = new Promise<void>((resolve) => {
    stop = () => {
      isStopped = true;
      resolve();
    };
  });
  const openOnce = async (opened: () => void): Promise<void> => {
    const closed = new Promise((resolve) => client.once('disconnected', resolve));
    const opening = client.start().then(async () => {
      // Stopped while Slack took its time.
      if (isStopped) await client.disconnect();
    });
    await Promise.race([opening, stopped]);
    opened();
    await Promise.race([closed, stopped]);
  };
  const loop = async (): Promise<void> => {
    let failures = 0;
    while (!isStopped) {
      try {
        await openOnce(() => {
          failures = 0;
        });
      } catch (fault) {
        failures += 1;
        if (failures === 1) log.error({ err: fault }, NOT_OPEN);
        await Promise.race([clock.sleep(waitAfter(failures)), stopped]);
      }
    }
  };
  return {
    start: () => void loop(),
    stop: async () => {
      stop();
      await Promise.race([client.disconnect(), clock.sleep(GOODBYE_MS)]);
    },
  };
};

const NOT_OPEN = 'the socket to Slack is not open; it is tried again and again';

const waitAfter = (failures: number): number => Math.min(LONGEST_WAIT_MS, SECOND * 2 ** failures);
