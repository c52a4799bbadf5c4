/**
 * Work that goes on beside the worker's rounds, as it waits for strangers who may be slow. Those who are
 * waited for are kept apart, so that none of them keeps the others waiting.
 */

/** So many may wait at once: for services that a gate asks, for those who are told, and for the chat. */
const MOST = { outside: 50, telling: 20, chat: 20 } as const;
export type Pool = keyof typeof MOST;

export interface Beside {
  /** False where there is no room, and nothing was begun: it has to come later. */
  add(pool: Pool, begin: () => Promise<void>): boolean;
  busy(): boolean;
  settled(): Promise<void>;
}

/** `free` is called as each of it ends. */
export const workBeside = (free: () => void): Beside => {
  const pools: Readonly<Record<Pool, Set<Promise<void>>>> = {
    outside: new Set(),
    telling: new Set(),
    chat: new Set(),
  };
  const all = (): readonly Promise<void>[] => Object.values(pools).flatMap((pool) => [...pool]);
  return {
    add: (name, begin) => {
      const pool = pools[name];
      if (pool.size >= MOST[name]) return false;
      const watched = begin().finally(() => {
        pool.delete(watched);
        free();
      });
      pool.add(watched);
      return true;
    },
    busy: () => all().length > 0,
    settled: async () => void (await Promise.all(all())),
  };
};
