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

/** `pick` says which of so many goes next; the first, unless told otherwise. */
export const createWaitingLine = <T>(
  send: (each: T) => Promise<void>,
  pick: (waiting: number) => number = () => 0,
): WaitingLine<T> => {
  const open: T[] = [];
  /** Released in an order that somebody chose: it is kept. */
  const ordered: T[] = [];
  let held: T[] | null = null;
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => {
    // What happens in one turn of the program is all there before the first of it is sent.
    await Promise.resolve();
    for (let next = take(); next !== undefined; next = take()) await send(next);
  };
  const take = (): T | undefined => ordered.shift() ?? open.splice(pick(open.length), 1)[0];
  const start = (): void => {
    working ??= work().finally(() => {
      working = null;
      if (open.length + ordered.length > 0) start();
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
    release: (order) => {
      const freed = order === undefined ? (held ?? []) : order(held ?? []);
      held = null;
      if (freed.length === 0) return;
      (order === undefined ? open : ordered).push(...freed);
      start();
    },
    busy: () => working !== null,
    settled: async () => {
      while (working !== null) await working;
    },
    clear: () => {
      open.length = 0;
      ordered.length = 0;
      held = null;
    },
  };
};
