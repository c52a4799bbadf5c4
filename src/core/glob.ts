/**
 * Names with wildcards, as people write them for branches. `*` stands for any run of characters
 * except `/`. There is no backtracking: a pattern costs no more than its length times the name's.
 */

/** Whether the whole name is of the pattern's form; `release/*` takes `release/2`, not `release/2/fix`. */
export const matchesGlob = (pattern: string, name: string): boolean => {
  const wanted = pattern.split('/');
  const found = name.split('/');
  return (
    wanted.length === found.length &&
    wanted.every((part, index) => matchesPart(part, found[index] ?? ''))
  );
};

/** Each text between two stars where it is found first: a later place leaves less for the rest. */
export const matchesPart = (pattern: string, part: string): boolean => {
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
