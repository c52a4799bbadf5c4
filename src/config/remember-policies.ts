/** Keeps what the last policy files came to: the same text is read for nearly everything that happens. */
import type { parsePolicy } from './policy-file.ts';

type Parse = typeof parsePolicy;

/** More than the files that are in use at a time, in most installations. */
const MAX_KEPT = 100;

export const rememberPolicies = (parse: Parse): Parse => {
  const kept = new Map<string, ReturnType<Parse>>();
  return (text, path, floors) => {
    const key = JSON.stringify([path, text, floors]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const parsed = parse(text, path, floors);
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size >= MAX_KEPT) kept.delete(oldest);
    kept.set(key, parsed);
    return parsed;
  };
};
