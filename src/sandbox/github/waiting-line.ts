/** What is to be sent, one at a time and in order, unless it is held back. */

export interface WaitingLine<T> {
  add(each: T): void;
  /** From here on nothing is sent. */
  hold(): void;
  /** Sends what was held back, in the order and with the omissions that `order` makes. */
  release(order?: (held: readonly T[]) => readonly T[]): void;
  busy(): boolean;
  settled(): Promise<void>;
  clear(): void;
}

export const createWaitingLine = <T>(send: (each: T) => Promise<void>): WaitingLine<T> => {
  const open: T[] = [];
  let held: T[] | null = null;
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => {
    // What happens in one turn of the program is all there before the first of it is sent.
    await Promise.resolve();
    for (let next = open.shift(); next !== undefined; next = open.shift()) await send(next);
  };
  const start = (): void => {
    working ??= work().finally(() => {
      working = null;
      if (open.length > 0) start();
    });
  };
  return {
    add: (each) => {
      if (held !== null) {
        held.push(each);
        return;
      }
      open.push(each);
      start();
    },
    hold: () => {
      held ??= [];
    },
    release: (order = (all) => all) => {
      const freed = order(held ?? []);
      held = null;
      if (freed.length === 0) return;
      open.push(...freed);
      start();
    },
    busy: () => working !== null,
    settled: async () => {
      while (working !== null) await working;
    },
    clear: () => {
      open.length = 0;
      held = null;
    },
  };
};
