/** How GitHub writes a repository as JSON, and where its things are. */
import { isoTime } from '../time.ts';
import { nodeId } from './node-id.ts';
import type { Fork } from './records.ts';
import { ownerShape } from './shapes-of-people.ts';
import { DEFAULT_BRANCH, type State } from './state.ts';

export const repositoryUrl = (state: State): string =>
  `${state.url}/repos/${state.repository.fullName}`;

/** Where a person looks at something: the sandbox's own pages. */
export const pageUrl = (state: State, path: string): string => `${state.url}/ui/${path}`;

/** Each is the repository's address with this behind it. */
const PLACES = {
  forks_url: '/forks',
  keys_url: '/keys{/key_id}',
  collaborators_url: '/collaborators{/collaborator}',
  teams_url: '/teams',
  hooks_url: '/hooks',
  issue_events_url: '/issues/events{/number}',
  events_url: '/events',
  assignees_url: '/assignees{/user}',
  branches_url: '/branches{/branch}',
  tags_url: '/tags',
  blobs_url: '/git/blobs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  git_refs_url: '/git/refs{/sha}',
  trees_url: '/git/trees{/sha}',
  statuses_url: '/statuses/{sha}',
  languages_url: '/languages',
  stargazers_url: '/stargazers',
  contributors_url: '/contributors',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  commits_url: '/commits{/sha}',
  git_commits_url: '/git/commits{/sha}',
  comments_url: '/comments{/number}',
  issue_comment_url: '/issues/comments{/number}',
  contents_url: '/contents/{+path}',
  compare_url: '/compare/{base}...{head}',
  merges_url: '/merges',
  archive_url: '/{archive_format}{/ref}',
  downloads_url: '/downloads',
  issues_url: '/issues{/number}',
  pulls_url: '/pulls{/number}',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  labels_url: '/labels{/name}',
  releases_url: '/releases{/id}',
  deployments_url: '/deployments',
} as const;

/** As other things carry it. */
export const minimalRepositoryShape = (state: State, fork: Fork | null = null) => {
  const { id, name, fullName } = fork ?? state.repository;
  const url = `${state.url}/repos/${fullName}`;
  const places = Object.entries(PLACES).map(([key, path]) => [key, `${url}${path}`]);
  return {
    id,
    node_id: nodeId('R', id),
    name,
    full_name: fullName,
    private: !state.isPublic,
    owner: ownerShape(state, fork),
    html_url: `${state.url}/${fullName}`,
    description: null,
    fork: fork !== null,
    url,
    ...(Object.fromEntries(places) as Readonly<Record<keyof typeof PLACES, string>>),
  };
};

export const repositoryShape = (state: State, fork: Fork | null = null) => {
  const { fullName } = fork ?? state.repository;
  const at = isoTime(state.begunAt);
  return {
    ...minimalRepositoryShape(state, fork),
    visibility: state.isPublic ? 'public' : 'private',
    default_branch: DEFAULT_BRANCH,
    created_at: at,
    updated_at: at,
    pushed_at: at,
    git_url: `git:${state.url.slice('http:'.length)}/${fullName}.git`,
    ssh_url: `git@localhost:${fullName}.git`,
    clone_url: `${state.url}/${fullName}.git`,
    svn_url: `${state.url}/${fullName}`,
    homepage: null,
    mirror_url: null,
    language: null,
    license: null,
    size: 0,
    forks: state.forks.size,
    forks_count: state.forks.size,
    open_issues: state.issues.size,
    open_issues_count: state.issues.size,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    topics: [],
    archived: false,
    disabled: false,
    is_template: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    has_issues: true,
    has_projects: false,
    has_downloads: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    custom_properties: {},
  };
};

/** The answer to a question for it alone says more. */
export const fullRepositoryShape = (state: State) => ({
  ...repositoryShape(state),
  organization: ownerShape(state, null),
  network_count: state.forks.size,
  subscribers_count: 0,
});
