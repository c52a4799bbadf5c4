/**
 * Paths with wildcards, as people write them for files: `*` stands for any run of characters but `/`,
 * `**` for any folders, also none. A pattern costs no more than its length times the path's.
 */

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

/** Each text between two stars where it is found first: a later place leaves less for the rest. */
const matchesPart = (pattern: string, part: string): boolean => {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === part;
  if (!part.startsWith(first)) return false;
  let from = first.length;
  for (const text of rest) {
    const at = part.indexOf(text, from);
    if (at < 0) return false;
    from = at + text.length;
  }
  return part.length - last.length >= from && part.endsWith(last);
};
