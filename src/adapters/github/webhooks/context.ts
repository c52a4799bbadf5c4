/**
 * What every webhook handler starts from: the repository as GitHub names it today, and people by
 * their numeric ids. A rename reaches us with the next event, so the names are kept current here.
 */
import type { Person } from '../../../core/person.ts';
import type { Repository } from '../../../ports/store.ts';
import type { World } from '../../../services/world.ts';

interface RepositoryPayload {
  readonly repository: {
    readonly id: number;
    readonly name: string;
    readonly default_branch: string;
    readonly owner: { readonly login: string } | null;
  };
  readonly installation?: { readonly id: number } | undefined;
}

interface UserPayload {
  readonly id: number;
  readonly login: string;
  readonly type?: string | undefined;
}

/** Null for an event that no installation of the app sent. */
export const repositoryOf = async (
  world: World,
  payload: RepositoryPayload,
): Promise<Repository | null> => {
  const { repository } = payload;
  if (payload.installation === undefined || repository.owner === null) return null;
  const told: Repository = {
    id: repository.id,
    owner: repository.owner.login,
    name: repository.name,
    defaultBranch: repository.default_branch,
    installationId: payload.installation.id,
    active: true,
  };
  world.snapshots.forget(told.id);
  const known = await world.store.repositories.byId(told.id);
  if (known === null || !sameRepository(known, told)) await world.store.repositories.put(told);
  return told;
};

export const personOf = (user: UserPayload): Person => ({
  id: user.id,
  login: user.login,
  machine: user.type === 'Bot' || user.login.endsWith('[bot]'),
});

const sameRepository = (a: Repository, b: Repository): boolean =>
  a.owner === b.owner &&
  a.name === b.name &&
  a.defaultBranch === b.defaultBranch &&
  a.installationId === b.installationId &&
  a.active;
