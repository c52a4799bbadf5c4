/** How GitHub writes people, organisations and apps as JSON. */
import type { Account } from './accounts.ts';
import { nodeId } from './node-id.ts';
import type { App, Fork } from './records.ts';
import { EVENTS, PERMISSIONS } from './registration.ts';
import { loginOf, ORG, type State } from './state.ts';

/** When the organisation and its apps were made. */
const BEGINNING = '2026-01-01T00:00:00Z';

interface Named {
  readonly id: number;
  readonly login: string;
}

/** What people and organisations have alike where they own or do something. */
const simpleUser = (state: State, { id, login }: Named, kind: 'U' | 'O') => {
  const url = `${state.url}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(kind, id),
    avatar_url: `${state.url}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${state.url}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'Organization',
    site_admin: false,
  };
};

/** A bot's page is that of its app. */
export const userShape = (state: State, who: Account) => ({
  ...simpleUser(state, { id: who.id, login: loginOf(state, who) }, 'U'),
  type: who.type,
  ...(who.type === 'Bot'
    ? { html_url: `${state.url}/apps/${who.login.replace(/\[bot\]$/, '')}` }
    : {}),
});

/** As everybody sees them. */
export const wholeUserShape = (state: State, who: Account) => ({
  ...userShape(state, who),
  user_view_type: 'public',
  name: who.name,
  company: null,
  blog: '',
  location: null,
  email: null,
  hireable: null,
  bio: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: BEGINNING,
  updated_at: BEGINNING,
});

export const organizationShape = (state: State) => {
  const url = `${state.url}/orgs/${ORG.login}`;
  return {
    login: ORG.login,
    id: ORG.id,
    node_id: nodeId('O', ORG.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${state.url}/avatars/${ORG.id}`,
    description: '',
  };
};

export const ownerShape = (state: State, fork: Fork | null) =>
  fork === null ? simpleUser(state, ORG, 'O') : userShape(state, fork.owner);

export const appShape = (state: State, app: App) => ({
  id: app.id,
  slug: app.slug,
  node_id: nodeId('A', app.id),
  name: app.name,
  description: '',
  owner: simpleUser(state, ORG, 'O'),
  external_url: `${state.url}/apps/${app.slug}`,
  html_url: `${state.url}/apps/${app.slug}`,
  created_at: BEGINNING,
  updated_at: BEGINNING,
  permissions: PERMISSIONS,
  events: EVENTS,
});
