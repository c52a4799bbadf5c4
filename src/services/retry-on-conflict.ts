/** Runs work again when another writer was in its way; each run reads afresh what it rests on. */
import { Conflict } from '../ports/store.ts';

/** Two people at once are sorted out by the database; more rounds than this mean a fault. */
const MAX_ROUNDS = 10;

/** Throws the last `Conflict` after `MAX_ROUNDS`, and every other fault at once. */
export const retryOnConflict = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let round = 1; ; round += 1) {
    try {
      return await work();
    } catch (fault) {
      if (!(fault instanceof Conflict) || round === MAX_ROUNDS) throw fault;
    }
  }
};
