/** How GitHub writes people, the repository, apps and commits as JSON. */
import { isoTime } from '../time.ts';
import { type Account, accountOfEmail } from './accounts.ts';
import type { Commit, Signature } from './git.ts';
import type { App, Fork } from './records.ts';
import { DEFAULT_BRANCH, ORG, type State } from './state.ts';

/** Stands for an object of GitHub in the GraphQL interface, and says what it is. */
export const nodeId = (kind: string, id: number | string): string =>
  `${kind}_${Buffer.from(`${kind}:${id}`).toString('base64url')}`;

export const userShape = (state: State, who: Account) => ({
  login: who.login,
  id: who.id,
  node_id: nodeId('U', who.id),
  avatar_url: `${state.url}/avatars/${who.id}`,
  html_url: `${state.url}/${who.login}`,
  type: who.type,
  site_admin: false,
});

const orgOwner = (state: State) => ({
  login: ORG.login,
  id: ORG.id,
  node_id: nodeId('O', ORG.id),
  avatar_url: `${state.url}/avatars/${ORG.id}`,
  html_url: `${state.url}/${ORG.login}`,
  type: 'Organization',
  site_admin: false,
});

export const organizationShape = (state: State) => ({
  login: ORG.login,
  id: ORG.id,
  node_id: nodeId('O', ORG.id),
  url: `${state.url}/orgs/${ORG.login}`,
  description: '',
});

export const repositoryShape = (state: State, fork: Fork | null = null) => {
  const { id, name, fullName } = fork ?? state.repository;
  return {
    id,
    node_id: nodeId('R', id),
    name,
    full_name: fullName,
    private: !state.isPublic,
    visibility: state.isPublic ? 'public' : 'private',
    fork: fork !== null,
    archived: false,
    default_branch: DEFAULT_BRANCH,
    owner: ownerShape(state, fork),
    html_url: `${state.url}/${fullName}`,
    url: `${state.url}/repos/${fullName}`,
  };
};

export const ownerShape = (state: State, fork: Fork | null) =>
  fork === null ? orgOwner(state) : userShape(state, fork.owner);

export const repositoryUrl = (state: State): string =>
  `${state.url}/repos/${state.repository.fullName}`;

/** Where a person looks at something: the sandbox's own pages. */
export const pageUrl = (state: State, path: string): string => `${state.url}/ui/${path}`;

export const appShape = (state: State, app: App) => ({
  id: app.id,
  slug: app.slug,
  node_id: nodeId('A', app.id),
  name: app.name,
  owner: orgOwner(state),
  html_url: `${state.url}/apps/${app.slug}`,
});

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
  })),
});

/** As in push events, which have another shape than the REST interface. */
export const pushedCommitShape = (state: State, commit: Commit) => {
  const person = (signature: Signature) => ({
    name: signature.name,
    email: signature.email,
    username: accountOfEmail(signature.email)?.login,
  });
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
