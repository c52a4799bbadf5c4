/** The app's installation in the organisation: how it ends, pauses, or loses the repository. */
import { isoTime } from '../time.ts';
import type { Account } from './accounts.ts';
import { APP } from './apps.ts';
import { nodeId } from './node-id.ts';
import { notFound } from './refusal.ts';
import { EVENTS, PERMISSIONS } from './registration.ts';
import { ownerShape, userShape } from './shapes-of-people.ts';
import { INSTALLATION_ID, needs, ORG, type State } from './state.ts';

/** The event comes first: afterwards nothing is sent to an app that is not there. */
export const uninstallApp = (state: State, who: Account): void => {
  needs(state, who, 'admin');
  installationEvent(state, who, 'deleted');
  state.installation.status = 'deleted';
};

export const suspendApp = (state: State, who: Account): void => {
  needs(state, who, 'admin');
  installationEvent(state, who, 'suspend');
  state.installation.status = 'suspended';
};

export const unsuspendApp = (state: State, who: Account): void => {
  needs(state, who, 'admin');
  if (state.installation.status !== 'suspended') throw notFound();
  state.installation.status = 'active';
  installationEvent(state, who, 'unsuspend');
};

export const removeRepository = (state: State, who: Account): void => {
  needs(state, who, 'admin');
  state.installation.hasRepository = false;
  repositoriesEvent(state, who, 'removed');
};

export const addRepository = (state: State, who: Account): void => {
  needs(state, who, 'admin');
  state.installation.hasRepository = true;
  repositoriesEvent(state, who, 'added');
};

const repositoriesEvent = (state: State, who: Account, action: 'added' | 'removed'): void =>
  state.emit(
    'installation_repositories',
    {
      action,
      installation: installationShape(state),
      repository_selection: 'selected',
      repositories_added: action === 'added' ? [repositoryName(state)] : [],
      repositories_removed: action === 'removed' ? [repositoryName(state)] : [],
      requester: null,
    },
    who,
    'installation',
  );

const installationEvent = (state: State, who: Account, action: string): void =>
  state.emit(
    'installation',
    {
      action,
      installation: { ...installationShape(state), ...suspension(state, who, action) },
      repositories: state.installation.hasRepository ? [repositoryName(state)] : [],
    },
    who,
    'installation',
  );

const installationShape = (state: State) => ({
  id: INSTALLATION_ID,
  account: ownerShape(state, null),
  repository_selection: state.installation.hasRepository ? 'all' : 'selected',
  access_tokens_url: `${state.url}/app/installations/${INSTALLATION_ID}/access_tokens`,
  repositories_url: `${state.url}/installation/repositories`,
  html_url: `${state.url}/organizations/${ORG.login}/settings/installations/${INSTALLATION_ID}`,
  app_id: APP.id,
  app_slug: APP.slug,
  target_id: ORG.id,
  target_type: 'Organization',
  permissions: PERMISSIONS,
  events: EVENTS,
  created_at: isoTime(state.begunAt),
  updated_at: isoTime(state.begunAt),
  single_file_name: null,
  suspended_at: null,
  suspended_by: null,
});

const suspension = (state: State, who: Account, action: string) =>
  action === 'suspend'
    ? { suspended_at: isoTime(state.clock.now()), suspended_by: userShape(state, who) }
    : {};

const repositoryName = (state: State) => ({
  id: state.repository.id,
  node_id: nodeId('R', state.repository.id),
  name: state.repository.name,
  full_name: state.repository.fullName,
  private: !state.isPublic,
});
