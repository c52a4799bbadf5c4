/** The files in which one commit differs from another, as a comparison lists them. */
import type { Commit, Git } from './git.ts';

export const filesBetween = (git: Git, from: Commit, to: Commit): readonly object[] => {
  const [before, after] = [git.files(from.tree), git.files(to.tree)];
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths
    .filter((path) => before[path] !== after[path])
    .map((path) => ({ filename: path, status: statusOf(before[path], after[path]) }));
};

const statusOf = (before: string | undefined, after: string | undefined): string => {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'modified';
};
