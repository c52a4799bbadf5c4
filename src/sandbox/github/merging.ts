/** The three ways to merge a pull request, and which commits each of them makes. GitHub signs all but those of a rebase. */
import { type Account, emailOf, WEB_FLOW } from './accounts.ts';
import type { Commit, Files } from './git.ts';
import type { Pull } from './records.ts';
import { Refusal } from './refusal.ts';
import { authorsOf, signature } from './signature.ts';
import { ORG, type State } from './state.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface Merging {
  readonly pull: Pull;
  readonly base: string;
  readonly commits: readonly Commit[];
  readonly files: Files;
}

export const MERGES: Readonly<
  Record<MergeMethod, (state: State, who: Account, of: Merging) => readonly Commit[]>
> = {
  merge: (state, who, { pull, base, files }) => [
    state.git.commit({
      files,
      parents: [base, pull.headSha],
      author: signature(state, who),
      committer: signature(state, WEB_FLOW),
      signature: 'valid',
      message: `Merge pull request #${pull.number} from ${pull.fork?.owner.login ?? ORG.login}/${pull.branch}\n\n${pull.title}`,
    }),
  ],
  squash: (state, _who, { pull, base, commits, files }) => {
    const own = emailOf(pull.author);
    const others = new Map(
      commits
        .flatMap((commit) => authorsOf(commit))
        .filter(({ email }) => email !== own)
        .map(({ name, email }) => [email, `Co-authored-by: ${name} <${email}>`]),
    );
    const trailers = others.size === 0 ? '' : `\n\n${[...others.values()].join('\n')}`;
    return [
      state.git.commit({
        files,
        parents: [base],
        author: signature(state, pull.author),
        committer: signature(state, WEB_FLOW),
        signature: 'valid',
        message: `${pull.title} (#${pull.number})${trailers}`,
      }),
    ];
  },
  rebase: (state, who, { base, commits }) => {
    let last = base;
    return commits
      .filter((commit) => commit.parents.length === 1)
      .map(({ sha, author, message }) => {
        const { files, conflicts } = state.git.pick(sha, last);
        if (conflicts.length > 0)
          throw new Refusal(405, 'This branch cannot be rebased due to conflicts');
        const committer = signature(state, who);
        const made = state.git.commit({ files, parents: [last], author, committer, message });
        last = made.sha;
        return made;
      });
  },
};
