/** Finds the name a person probably meant. */

/** Further apart than this is another word, not a slip. */
const MAX_DISTANCE = 3;
const MAX_LENGTH = 64;

/** The nearest known name, or null where none is near. */
export const closest = (asked: string, known: readonly string[]): string | null => {
  if (asked.length > MAX_LENGTH) return null;
  const limit = Math.min(MAX_DISTANCE, Math.ceil(asked.length / 2));
  const ranked = known
    .map((name) => ({ name, far: distance(asked.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  const best = ranked[0];
  return best !== undefined && best.far <= limit ? best.name : null;
};

/** Levenshtein distance: insertions, deletions and replacements from one word to the other. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, charA] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, charB] of [...b].entries()) {
      const replace = (row[j] ?? 0) + (charA === charB ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};
