/** Has one act of a walk done by an app that is killed at a step of it. */
import { fork } from 'node:child_process';
import type { Place } from '../../src/demo/stage.ts';
import type { Act, Ready } from './walks.ts';

/** `before` the step is on the disk, or right `after`. */
export type Side = 'before' | 'after';

export interface KillOrder {
  readonly place: Place;
  /** What its clock shows when it begins. */
  readonly now: number;
  /** Counted from 1. */
  readonly at: number;
  readonly side: Side;
}

const APP = new URL('killed-app.ts', import.meta.url);
/** Longer than any lease: what the dead held is free. */
const AWAY_MS = 5 * 60_000;

/** False where it came to rest before that step. */
export const doKilled = async (
  { story }: Ready,
  act: Act,
  step: Pick<KillOrder, 'at' | 'side'>,
): Promise<boolean> => {
  let wasKilled = false;
  await story.restart(async (place) => {
    wasKilled = await actOn(story, act, { ...step, place, now: story.clock.now() });
    await story.sandbox.settled();
    story.clock.advance(AWAY_MS);
  });
  await act.until();
  return wasKilled;
};

const actOn = async (story: Ready['story'], act: Act, order: KillOrder): Promise<boolean> => {
  const child = fork(APP, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const heard = (): Promise<{ readonly url?: string } | null> =>
    Promise.race([
      ended.then(() => null),
      new Promise<object>((resolve) => child.once('message', (each) => resolve(each as object))),
    ]);
  child.send(order);
  const begun = await heard();
  if (begun !== null) {
    const { secret } = story;
    story.sandbox.connectApp({ url: `${begun.url}/api/github/webhooks`, secret });
    const { slack } = story.sandbox;
    slack.connectApp({ url: `${begun.url}/slack/events`, signingSecret: secret });
  }
  act.do();
  for (let open = begun !== null; open; ) {
    await story.sandbox.settled();
    const known = story.sandbox.deliveries.length;
    if (child.connected) child.send('idle?', () => undefined);
    if ((await heard()) === null) break;
    await story.sandbox.settled();
    open = story.sandbox.deliveries.length !== known;
  }
  const wasKilled = child.signalCode !== null || child.exitCode !== null;
  child.kill('SIGKILL');
  await ended;
  return wasKilled;
};
