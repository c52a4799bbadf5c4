/** How GitHub writes commits as JSON. */
import { isoTime } from '../time.ts';
import { accountOfEmail } from './accounts.ts';
import type { Commit, Signature } from './git.ts';
import { nodeId } from './node-id.ts';
import { userShape } from './shapes-of-people.ts';
import { repositoryUrl } from './shapes-of-repository.ts';
import { loginOf, type State } from './state.ts';

const signatureShape = ({ name, email, at }: Signature) => ({ name, email, date: isoTime(at) });

const gitUser = (state: State, signature: Signature) => {
  const who = accountOfEmail(signature.email);
  return who === null ? null : userShape(state, who);
};

const verificationShape = ({ signature = 'unsigned' }: Commit) => ({
  verified: signature === 'valid',
  reason: signature,
  signature: signature === 'unsigned' ? null : '-----BEGIN PGP SIGNATURE-----',
  payload: signature === 'unsigned' ? null : 'tree',
  verified_at: null,
});

export const commitShape = (state: State, commit: Commit) => ({
  sha: commit.sha,
  node_id: nodeId('C', commit.sha),
  url: `${repositoryUrl(state)}/commits/${commit.sha}`,
  html_url: `${state.url}/${state.repository.fullName}/commit/${commit.sha}`,
  comments_url: `${repositoryUrl(state)}/commits/${commit.sha}/comments`,
  commit: {
    author: signatureShape(commit.author),
    committer: signatureShape(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${repositoryUrl(state)}/git/trees/${commit.tree}` },
    url: `${repositoryUrl(state)}/git/commits/${commit.sha}`,
    comment_count: 0,
    verification: verificationShape(commit),
  },
  author: gitUser(state, commit.author),
  committer: gitUser(state, commit.committer),
  parents: commit.parents.map((sha) => ({
    sha,
    url: `${repositoryUrl(state)}/commits/${sha}`,
    html_url: `${state.url}/${state.repository.fullName}/commit/${sha}`,
  })),
});

/** As in push events, which have another shape than the REST interface. */
export const pushedCommitShape = (state: State, commit: Commit) => {
  const person = ({ name, email }: Signature) => {
    const who = accountOfEmail(email);
    return { name, email, username: who === null ? undefined : loginOf(state, who) };
  };
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: isoTime(commit.author.at),
    url: `${state.url}/${state.repository.fullName}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: [],
    removed: [],
    modified: [],
  };
};
