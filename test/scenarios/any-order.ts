/** Orders of events that are as good as any, and the same each time they are asked for. */

/** Another order of events: `SEED=7 npx vitest run test/scenarios`. */
const SEED = Number(process.env.SEED ?? 1);
let stories = 0;
export const nextSeed = (): number => {
  stories += 1;
  return SEED * 1_000 + stories;
};

/** Any of so many, and the same for the same seed (mulberry32). */
export const anyOf = (seed: number): ((count: number) => number) => {
  let state = seed;
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
};
