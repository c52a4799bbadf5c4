/**
 * Refuses the store itself to code that runs inside one of its transactions. On SQLite it would wait
 * for that very transaction for ever; on PostgreSQL it would quietly act outside of it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { KyselyPlugin } from 'kysely';

export interface Outside {
  /** Throws when called, however deep, inside `within`. */
  check(): void;
  within<T>(work: () => Promise<T>): Promise<T>;
  /** Checks every query of the handle that it is put on. */
  readonly plugin: KyselyPlugin;
}

export const createOutside = (): Outside => {
  const scopes = new AsyncLocalStorage<{ open: boolean }>();
  const check = (): void => {
    if (scopes.getStore()?.open === true) {
      throw new Error(
        'The store was used inside its own transaction: use the tables that the transaction was handed.',
      );
    }
  };
  return {
    check,
    within: async (work) => {
      const scope = { open: true };
      try {
        return await scopes.run(scope, work);
      } finally {
        // What was begun inside and goes on afterwards may use the store again.
        scope.open = false;
      }
    },
    plugin: {
      transformQuery: ({ node }) => {
        check();
        return node;
      },
      transformResult: async ({ result }) => result,
    },
  };
};
