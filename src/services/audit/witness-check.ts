/**
 * Compares an export with entries that were seen elsewhere, as in a check run. The file alone cannot
 * show that a whole chain, or its newest end, was taken out together with its signed head.
 */
import type { ChainEntry } from '../../core/record.ts';

export type Witnessed = Pick<ChainEntry, 'chain' | 'seq' | 'hash'>;

/** The entry is not here, or another one stands in its place. */
export interface WitnessProblem extends Pick<Witnessed, 'hash'> {
  readonly code: 'witnessed_missing' | 'witnessed_other';
}

export interface WitnessCheck {
  add(entry: ChainEntry): void;
  /** Those that were not found, once every entry was added. */
  end(): readonly (Pick<Witnessed, 'chain' | 'seq'> & { readonly problem: WitnessProblem })[];
}

export const startWitnessCheck = (witnessed: readonly Witnessed[]): WitnessCheck => {
  const found = new Set<Witnessed>();
  const other = new Set<Witnessed>();
  return {
    add: ({ chain, seq, hash }) => {
      for (const each of witnessed) {
        if (each.seq !== seq || each.chain !== chain) continue;
        (each.hash === hash ? found : other).add(each);
      }
    },
    end: () =>
      witnessed
        .filter((each) => !found.has(each))
        .map((each) => ({
          chain: each.chain,
          seq: each.seq,
          problem: {
            code: other.has(each) ? 'witnessed_other' : 'witnessed_missing',
            hash: each.hash,
          },
        })),
  };
};
