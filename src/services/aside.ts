/** Work that goes on beside the worker's rounds, as it waits for strangers who may be slow. */

/** So many may wait for an answer at once. */
export const MAX_ASIDE = 50;
/** And so many to be told something, which must keep nothing else waiting. */
export const MAX_TELLING = 20;

export interface Beside {
  readonly aside: Aside;
  readonly telling: Aside;
}

export interface Aside {
  add(work: Promise<void>): void;
  size(): number;
  /** One of them has ended. */
  one(): Promise<void>;
  settled(): Promise<void>;
}

/** `free` is called as each of it ends. */
export const workAside = (free: () => void): Aside => {
  const all = new Set<Promise<void>>();
  return {
    add: (work) => {
      const watched = work.finally(() => {
        all.delete(watched);
        free();
      });
      all.add(watched);
    },
    size: () => all.size,
    one: () => Promise.race(all),
    settled: async () => void (await Promise.all(all)),
  };
};
