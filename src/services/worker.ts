/**
 * Does the waiting work: deliveries, promotions to look at, effects to make. Everything it does is
 * in the database, leased and given back when it fails, so that a killed process loses nothing.
 */
import { MINUTE, SECOND } from '../core/instant.ts';
import { HostFault } from '../ports/code-host.ts';
import type { Delivery, Leased, LeasedEffect } from '../ports/queue.ts';
import { Conflict } from '../ports/store.ts';
import { isAside, performers } from './perform/registry.ts';
import { RetryLater } from './perform/retry-later.ts';
import { advance } from './promotion/advance.ts';
import { SWEEP_EVERY_MS, sweepRepositories } from './sweep.ts';
import type { World } from './world.ts';

/** Longer than anything takes; a lease that runs out means its holder died. */
const LEASE_MS = 2 * MINUTE;
const BATCH = 20;
const MAX_ATTEMPTS = 12;
/** So many may wait for strangers at once. */
const MAX_ASIDE = 50;
/** With nothing due, the database is asked again this often. */
const IDLE_MS = 1 * SECOND;

export type Receive = (delivery: Delivery) => Promise<void>;

export interface Worker {
  /** Something was stored: look now. */
  nudge(): void;
  /** Resolves when a whole round, begun after this call, found nothing due. */
  idle(): Promise<void>;
  start(): void;
  /** Finishes what is under way and begins nothing new. */
  stop(): Promise<void>;
}

export const createWorker = (world: World, receive: Receive): Worker => {
  let stopping = false;
  let running: Promise<void> | null = null;
  let wake: () => void = () => undefined;
  const aside = workAside(() => wake());
  let sweepAt = world.clock.now() + SWEEP_EVERY_MS;
  const sweepWhenDue = async (): Promise<void> => {
    if (world.clock.now() < sweepAt) return;
    sweepAt = world.clock.now() + SWEEP_EVERY_MS;
    await sweepRepositories(world);
  };
  const round = async (): Promise<number> => {
    await sweepWhenDue();
    return (
      (await takeDeliveries(world, receive)) +
      (await takeWakes(world)) +
      (await takeEffects(world, aside.add))
    );
  };
  const drain = async (): Promise<void> => {
    while (!stopping && (await round()) > 0);
  };
  let waiting: readonly (() => void)[] = [];
  const rest = async (): Promise<void> => {
    const resting = waiting;
    waiting = [];
    await drain();
    if (aside.busy() && !stopping) waiting = [...resting, ...waiting];
    else for (const resolve of resting) resolve();
  };
  const loop = async (): Promise<void> => {
    while (!stopping) {
      const nudged = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await rest().catch((fault: unknown) => {
        world.log.error({ err: fault }, 'the worker stumbled; it tries again');
      });
      if (stopping) return;
      if (waiting.length > 0 && !aside.busy()) continue;
      await Promise.race([nudged, world.clock.sleep(IDLE_MS)]);
    }
  };
  return {
    nudge: () => wake(),
    idle: () =>
      new Promise<void>((resolve) => {
        waiting = [...waiting, resolve];
        wake();
      }),
    start: () => {
      running ??= loop();
    },
    stop: async () => {
      stopping = true;
      wake();
      await running;
      await aside.settled();
    },
  };
};

/** What goes on beside the rounds, so many at a time; `free` is called as each of it ends. */
const workAside = (free: () => void) => {
  const all = new Set<Promise<void>>();
  return {
    add: async (work: Promise<void>): Promise<void> => {
      const watched = work.finally(() => {
        all.delete(watched);
        free();
      });
      all.add(watched);
      if (all.size >= MAX_ASIDE) await Promise.race(all);
    },
    busy: (): boolean => all.size > 0,
    settled: async (): Promise<void> => void (await Promise.all(all)),
  };
};

const takeDeliveries = async (world: World, receive: Receive): Promise<number> => {
  const { inbox } = world.store;
  const claimed = await inbox.claim(world.clock.now(), LEASE_MS, BATCH);
  for (const delivery of claimed) {
    await attempt(world, { what: delivery.event, id: delivery.id }, delivery, {
      run: () => receive(delivery),
      done: () => inbox.done(delivery.id, world.clock.now()),
      retry: (at, error) => inbox.retry(delivery.id, at, error),
      postpone: (at, error) => inbox.postpone(delivery.id, at, error),
      bury: (error) => inbox.bury(delivery.id, world.clock.now(), error),
    });
  }
  return claimed.length;
};

const takeWakes = async (world: World): Promise<number> => {
  const { wakes } = world.store;
  const claimed = await wakes.claim(world.clock.now(), LEASE_MS, BATCH);
  for (const each of claimed) {
    await attempt(world, { what: 'promotion', id: each.key }, each, {
      run: () => advance(world, each.key),
      done: () => wakes.done(each.key, each.generation),
      retry: (at, error) => wakes.retry(each.key, at, error),
      postpone: (at, error) => wakes.retry(each.key, at, error),
      bury: null,
    });
  }
  return claimed.length;
};

const takeEffects = async (
  world: World,
  setAside: (work: Promise<void>) => Promise<void>,
): Promise<number> => {
  const { outbox } = world.store;
  const claimed = await outbox.claim(world.clock.now(), LEASE_MS, BATCH);
  // Decisions first: what is written after them tells of them already, in one call instead of two.
  for (const priority of [...new Set(claimed.map((effect) => effect.priority))]) {
    const alike = claimed.filter((effect) => effect.priority === priority);
    for (const slow of alike.filter(({ kind }) => isAside(kind))) {
      await setAside(takeEffect(world, slow));
    }
    const rest = alike.filter(({ kind }) => !isAside(kind));
    await Promise.all(rest.map((effect) => takeEffect(world, effect)));
  }
  return claimed.length;
};

const takeEffect = (world: World, effect: LeasedEffect): Promise<void> => {
  const { outbox } = world.store;
  return attempt(world, { what: effect.kind, id: effect.key }, effect, {
    run: () => perform(world, effect),
    done: () => outbox.done(effect.key, effect.generation, world.clock.now()),
    retry: (at, error) => outbox.retry(effect.key, at, error),
    postpone: (at, error) => outbox.postpone(effect.key, at, error),
    bury: (error) => outbox.bury(effect.key, world.clock.now(), error),
  });
};

const perform = async (world: World, effect: LeasedEffect): Promise<void> => {
  const performer = performers[effect.kind as keyof typeof performers];
  if (performer === undefined) throw new Error(`no performer for effects of kind ${effect.kind}`);
  await performer(world, effect);
};

interface Handling {
  readonly run: () => Promise<void>;
  readonly done: () => Promise<void>;
  readonly retry: (at: number, error: string) => Promise<void>;
  /** Being told to wait is no attempt. */
  readonly postpone: (at: number, error: string) => Promise<void>;
  /** Null where giving up is no choice. */
  readonly bury: ((error: string) => Promise<void>) | null;
}

const attempt = async (
  world: World,
  name: { readonly what: string; readonly id: string },
  leased: Leased,
  handling: Handling,
): Promise<void> => {
  try {
    await handling.run();
    await handling.done();
  } catch (fault) {
    const error = fault instanceof Error ? fault.message : String(fault);
    const fields = { ...name, attempts: leased.attempts, err: fault };
    if (fault instanceof HostFault && fault.kind === 'limited') {
      world.log.info(fields, 'GitHub asks to wait; done then');
      return handling.postpone(world.clock.now() + (fault.retryAfterMs ?? MINUTE), error);
    }
    if (leased.attempts >= MAX_ATTEMPTS && handling.bury !== null) {
      world.log.error(fields, 'given up; a person must look');
      return handling.bury(error);
    }
    const wait = waitAfter(fault, leased.attempts);
    if (fault instanceof Conflict) world.log.debug(fields, 'someone was first; again');
    else world.log.warn(fields, 'did not work; tried again later');
    await handling.retry(world.clock.now() + wait, error);
  }
};

const waitAfter = (fault: unknown, attempts: number): number => {
  if (fault instanceof RetryLater) return fault.waitMs;
  const grown = Math.min(15 * MINUTE, SECOND * 2 ** attempts);
  if (fault instanceof HostFault) return Math.max(grown, fault.retryAfterMs ?? 0);
  return grown;
};
