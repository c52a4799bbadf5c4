/**
 * Paths with wildcards, as people write them for files: `*` stands for any run of characters but `/`,
 * `**` for any folders, also none. A pattern costs no more than its length times the path's.
 */
import { matchesPart } from '../glob.ts';

/** `db/migrations/**` takes everything below that folder, at whatever depth. */
export const matchesPath = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('/');
  const found = path.split('/');
  // Whether the pattern's parts up to one take the path's parts up to each.
  let taken: readonly boolean[] = found
    .map(() => false)
    .concat(false)
    .with(0, true);
  for (const part of wanted) {
    if (part === '**') {
      const first = taken.indexOf(true);
      taken = taken.map((_, index) => first >= 0 && index >= first);
    } else {
      const before = taken;
      taken = before.map(
        (_, index) =>
          index > 0 && before[index - 1] === true && matchesPart(part, found[index - 1] ?? ''),
      );
    }
  }
  return taken.at(-1) ?? false;
};
