/**
 * Does the waiting work: deliveries, promotions to look at, effects to make. Everything it does is
 * in the database, leased and given back when it fails, so that a killed process loses nothing.
 */
import { MINUTE, SECOND } from '../core/instant.ts';
import { referenceOf } from '../core/trace-id.ts';
import type { Delivery, Leased, LeasedEffect } from '../ports/queue.ts';
import { type Beside, workBeside } from './aside.ts';
import {
  attempt,
  deliveryWork,
  effectWork,
  type Handling,
  promotionWork,
  TOLD_AFTER,
  type Work,
} from './attempt.ts';
import { performers, poolOf } from './perform/registry.ts';
import { advance } from './promotion/advance.ts';
import { showBroken } from './promotion/show-broken.ts';
import { createPulse, type Pulse } from './pulse.ts';
import { SWEEP_EVERY_MS, sweepAgain } from './sweep.ts';
import type { World } from './world.ts';

/** Longer than anything takes; a lease that runs out means its holder died. */
const LEASE_MS = 2 * MINUTE;
const BATCH = 20;
/** With nothing due, the database is asked again this often. */
const IDLE_MS = 1 * SECOND;

/** `broken`: it failed time and again, so whoever waits for it is told, with this reference. */
export type Receive = (delivery: Delivery, broken: string | null) => Promise<void>;

export interface Worker {
  /** Something was stored: look now. */
  nudge(): void;
  /** Resolves when a whole round, begun after this call, found nothing due. */
  idle(): Promise<void>;
  start(): void;
  /** Begins nothing more, gives back what it had taken up, and finishes what is under way. */
  stop(): Promise<void>;
  /** Throws unless it works: it was started, was not stopped, and got something done of late. */
  check(): Promise<void>;
}

/** How one piece of work is done, and its lease settled. */
type Take = (work: Work, leased: Leased, handling: Handling) => Promise<void>;

export const createWorker = (world: World, receive: Receive): Worker => {
  let stopping = false;
  let running: Promise<void> | null = null;
  let wake: () => void = () => undefined;
  const isStopping = (): boolean => stopping;
  const pulse = createPulse(world.clock, LEASE_MS);
  const beside = workBeside(() => wake());
  const take = takeUnless(world, isStopping, pulse);
  const round = createRound(world, { receive, take, beside, isStopping, pulse });
  const drain = async (): Promise<void> => {
    while (!stopping && (await round()) > 0);
  };
  let waiting: readonly (() => void)[] = [];
  const rest = async (): Promise<void> => {
    const resting = waiting;
    waiting = [];
    const waitOn = (): void => {
      waiting = [...resting, ...waiting];
    };
    await drain().catch((fault: unknown) => {
      waitOn();
      throw fault;
    });
    if (beside.busy() && !stopping) waitOn();
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
      if (waiting.length > 0 && !beside.busy()) continue;
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
      await beside.settled();
    },
    check: async () => {
      if (running === null || stopping) throw new Error('The worker does not run.');
      pulse.check();
    },
  };
};

/** What was taken up and not begun when the worker is told to stop is given back. */
const takeUnless =
  (world: World, isStopping: () => boolean, pulse: Pulse): Take =>
  async (work, leased, handling) => {
    if (isStopping()) return handling.postpone(world.clock.now(), 'stopped before it was begun');
    await attempt(world, work, leased, handling);
    pulse.beat();
  };

/** Everything that is due, some of each kind; resolves with how much it was. */
const createRound = (
  world: World,
  by: {
    readonly receive: Receive;
    readonly take: Take;
    readonly beside: Beside;
    readonly isStopping: () => boolean;
    readonly pulse: Pulse;
  },
): (() => Promise<number>) => {
  let sweepAt = world.clock.now() + SWEEP_EVERY_MS;
  const sweepWhenDue = async (): Promise<void> => {
    if (world.clock.now() < sweepAt) return;
    sweepAt = world.clock.now() + SWEEP_EVERY_MS;
    await sweepAgain(world);
  };
  const steps = [
    () => takeDeliveries(world, by.take, by.receive),
    () => takeWakes(world, by.take),
    () => takeEffects(world, by.take, by.beside),
  ];
  return async () => {
    await sweepWhenDue();
    let taken = 0;
    for (const step of steps) if (!by.isStopping()) taken += await step();
    by.pulse.beat();
    world.metrics.note({ kind: 'round' });
    return taken;
  };
};

const takeDeliveries = async (world: World, take: Take, receive: Receive): Promise<number> => {
  const { inbox } = world.store;
  const claimed = await inbox.claim(world.clock.now(), LEASE_MS, BATCH);
  for (const delivery of claimed) {
    await take(deliveryWork(delivery), delivery, {
      run: () => receive(delivery, null),
      tell: () => receive(delivery, referenceOf(delivery.id)),
      done: () => inbox.done(delivery.id, world.clock.now()),
      retry: (at, error) => inbox.retry(delivery.id, at, error),
      postpone: (at, error) => inbox.postpone(delivery.id, at, error),
      bury: (error) => inbox.bury(delivery.id, world.clock.now(), error),
    });
  }
  return claimed.length;
};

const takeWakes = async (world: World, take: Take): Promise<number> => {
  const { wakes } = world.store;
  const claimed = await wakes.claim(world.clock.now(), LEASE_MS, BATCH);
  for (const each of claimed) {
    await take(promotionWork(each.key), each, {
      run: async () => {
        await advance(world, each.key);
        if (each.attempts > TOLD_AFTER) await showBroken(world, each.key, null);
      },
      tell: () => showBroken(world, each.key, referenceOf(each.key)),
      done: () => wakes.done(each.key, each.generation),
      retry: (at, error) => wakes.retry(each.key, at, error),
      postpone: (at, error) => wakes.retry(each.key, at, error),
      bury: null,
    });
  }
  return claimed.length;
};

const takeEffects = async (world: World, take: Take, beside: Beside): Promise<number> => {
  const { outbox } = world.store;
  const claimed = await outbox.claim(world.clock.now(), LEASE_MS, BATCH);
  // Decisions first: what is written after them tells of them already, in one call instead of two.
  for (const priority of [...new Set(claimed.map((effect) => effect.priority))]) {
    const alike = claimed.filter((effect) => effect.priority === priority);
    const here: LeasedEffect[] = [];
    for (const each of alike) {
      const pool = poolOf(each.kind);
      if (pool === null) here.push(each);
      else if (!beside.add(pool, () => takeEffect(world, take, each))) {
        await outbox.postpone(each.key, world.clock.now() + SECOND, 'no room for more at once');
      }
    }
    await Promise.all(here.map((effect) => takeEffect(world, take, effect)));
  }
  return claimed.length;
};

const takeEffect = (world: World, take: Take, effect: LeasedEffect): Promise<void> => {
  const { outbox } = world.store;
  return take(effectWork(effect), effect, {
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
