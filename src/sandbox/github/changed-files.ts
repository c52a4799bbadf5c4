/** The files in which one commit differs from another, as a comparison lists them. */
import { createHash } from 'node:crypto';
import type { Commit, Git } from './git.ts';

export const filesBetween = (git: Git, from: Commit, to: Commit) => {
  const [before, after] = [git.files(from.tree), git.files(to.tree)];
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths
    .filter((path) => before[path] !== after[path])
    .map((path) => ({ filename: path, ...changeOf(before[path], after[path]) }));
};

/** Lines are not compared: all of the old go, and all of the new come. */
const changeOf = (before: string | undefined, after: string | undefined) => {
  const [deletions, additions] = [linesOf(before), linesOf(after)];
  return {
    sha: createHash('sha1')
      .update(after ?? '')
      .digest('hex'),
    status: statusOf(before, after),
    additions,
    deletions,
    changes: additions + deletions,
  };
};

const linesOf = (text = ''): number => text.split('\n').filter((line) => line !== '').length;

const statusOf = (before: string | undefined, after: string | undefined): string => {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'modified';
};
