/** A small Git: trees and commits named by the SHA-1 of what is in them, history, merges by file. */
import { createHash } from 'node:crypto';

export type Files = Readonly<Record<string, string>>;

/** What a person changes: a path that is null is removed. */
export type Changes = Readonly<Record<string, string | null>>;

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly at: number;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  /** What GitHub says of its signature, such as `valid` or `unknown_key`; absent where it has none. */
  readonly signature?: string | undefined;
  /** Grows with every commit, so parents come before their children. */
  readonly order: number;
}

export interface Git {
  commit(of: Omit<Commit, 'sha' | 'tree' | 'order'> & { readonly files: Files }): Commit;
  get(sha: string): Commit | null;
  /** The one commit whose SHA begins so; null for none or several. */
  byPrefix(prefix: string): Commit | null;
  files(tree: string): Files;
  /** What can be reached from `head` and not from `base`, oldest first. */
  between(base: string | null, head: string): readonly Commit[];
  mergeBase(a: string, b: string): Commit | null;
  /** The files of both sides merged; the paths that both changed when they conflict. */
  merge(ours: string, theirs: string): Merged;
  /** What a commit changed to its first parent, put on top of another commit. */
  pick(sha: string, onto: string): Merged;
}

interface Merged {
  readonly files: Files;
  readonly conflicts: readonly string[];
}

export const ZERO_SHA = '0'.repeat(40);

export const changed = (files: Files, changes: Changes): Files => {
  const left = Object.entries({ ...files, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return Object.fromEntries(left);
};

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

const treeOf = (files: Files): string =>
  sha1(
    Object.keys(files)
      .sort()
      .map((path) => `100644 ${path}\0${sha1(`blob ${files[path] ?? ''}`)}`)
      .join('\n'),
  );

export const createGit = (): Git => {
  const commits = new Map<string, Commit>();
  const trees = new Map<string, Files>();
  const reachable = (from: string | null): Set<string> => {
    const seen = new Set<string>();
    const open = from === null ? [] : [from];
    for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
      if (seen.has(sha)) continue;
      seen.add(sha);
      open.push(...(commits.get(sha)?.parents ?? []));
    }
    return seen;
  };
  const inOrder = (shas: Iterable<string>): Commit[] =>
    [...shas].flatMap((sha) => commits.get(sha) ?? []).sort((a, b) => a.order - b.order);
  const filesAt = (sha: string | undefined): Files =>
    trees.get(commits.get(sha ?? '')?.tree ?? '') ?? {};
  const mergeBase = (a: string, b: string): Commit | null => {
    const others = reachable(b);
    return inOrder([...reachable(a)].filter((sha) => others.has(sha))).at(-1) ?? null;
  };
  return {
    commit: ({ files, ...of }) => {
      const tree = treeOf(files);
      const order = commits.size;
      const sha = sha1(JSON.stringify(['commit', order, tree, of]));
      const made = { ...of, sha, tree, order };
      trees.set(tree, files);
      commits.set(sha, made);
      return made;
    },
    get: (sha) => commits.get(sha) ?? null,
    byPrefix: (prefix) => {
      const found = [...commits.keys()].filter((sha) => sha.startsWith(prefix.toLowerCase()));
      return found.length === 1 ? (commits.get(found[0] ?? '') ?? null) : null;
    },
    files: (tree) => trees.get(tree) ?? {},
    between: (base, head) => {
      const without = reachable(base);
      return inOrder([...reachable(head)].filter((sha) => !without.has(sha)));
    },
    mergeBase,
    merge: (ours, theirs) =>
      mergeFiles(filesAt(mergeBase(ours, theirs)?.sha), filesAt(ours), filesAt(theirs)),
    pick: (sha, onto) =>
      mergeFiles(filesAt(commits.get(sha)?.parents[0]), filesAt(onto), filesAt(sha)),
  };
};

const mergeFiles = (base: Files, ours: Files, theirs: Files): Merged => {
  const files: Record<string, string> = {};
  const conflicts: string[] = [];
  for (const path of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [was, mine, other] = [base[path], ours[path], theirs[path]];
    if (mine !== other && mine !== was && other !== was) conflicts.push(path);
    const merged = mine === was ? other : mine;
    if (merged !== undefined) files[path] = merged;
  }
  return { files, conflicts };
};
