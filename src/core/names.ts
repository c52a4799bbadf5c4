/** Finds the name a person probably meant. */

/** Names further apart than this are different words, not slips. */
const MAX_DISTANCE = 3;
const MAX_LENGTH = 64;

/**
 * The nearest known name, or null where none is within so many slips. Of two that are as near, the one
 * that ends as what was typed: people slip inside a word, seldom at its end.
 */
export const closest = (
  asked: string,
  known: readonly string[],
  maxDistance = MAX_DISTANCE,
): string | null => {
  if (asked.length > MAX_LENGTH) return null;
  const limit = Math.min(maxDistance, Math.ceil(asked.length / 2));
  const endsOtherwise = (name: string): number =>
    name.at(-1)?.toLowerCase() === asked.at(-1)?.toLowerCase() ? 0 : 1;
  const ranked = known
    .map((name) => ({ name, far: distance(asked.toLowerCase(), name.toLowerCase()) }))
    .sort(
      (a, b) =>
        a.far - b.far ||
        endsOtherwise(a.name) - endsOtherwise(b.name) ||
        (a.name < b.name ? -1 : 1),
    );
  const best = ranked[0];
  return best !== undefined && best.far <= limit ? best.name : null;
};

/** Slips from one word to the other: a letter too many, too few, wrong, or swapped with its neighbour. */
const distance = (a: string, b: string): number => {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isTurned = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const slips = [
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (isSame ? 0 : 1),
        ...(isTurned ? [at(i - 2, j - 2) + 1] : []),
      ];
      rows[i]?.push(Math.min(...slips));
    }
  }
  return at(a.length, b.length);
};
