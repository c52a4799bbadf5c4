/** What a person may do in the repository, by GitHub's role names, and who owns its organisation. */
import { ROLES, type Role } from '../../core/person.ts';
import type { CodeHostReader } from '../../ports/code-host.ts';
import { at, client, type GitHub } from './caller.ts';
import { reachOr } from './fault.ts';

export const roles = (github: GitHub): Pick<CodeHostReader, 'roleOf' | 'ownedOrganization'> => ({
  roleOf: async (repository, login) => {
    const octokit = await client(github, repository);
    const none = { statuses: [404], value: null };
    const data = await reachOr('read a role', none, async () => {
      const path = { ...at(repository), username: login };
      return (await octokit.rest.repos.getCollaboratorPermissionLevel(path)).data;
    });
    return data === null ? 'none' : roleNamed(data.role_name, data.user?.permissions);
  },
  ownedOrganization: async (repository, login) => {
    const octokit = await client(github, repository);
    // No member, or not an organisation at all (docs: "Get organization membership for a user").
    const none = { statuses: [404], value: null };
    const data = await reachOr('read a membership', none, async () => {
      const path = { org: repository.owner, username: login };
      return (await octokit.rest.orgs.getMembershipForUser(path)).data;
    });
    const owns = data?.role === 'admin' && data.state === 'active';
    return owns ? data.organization.id : null;
  },
});

/** GitHub's names of permissions, the strongest first, and the role that has each. */
const PERMISSIONS = [
  ['admin', 'admin'],
  ['maintain', 'maintain'],
  ['push', 'write'],
  ['triage', 'triage'],
  ['pull', 'read'],
] as const satisfies readonly (readonly [string, Role])[];

type Permissions = { readonly [P in (typeof PERMISSIONS)[number][0]]?: boolean };

/**
 * A role of the organisation's own making counts as the standard one it was built on, which only the
 * permissions tell: the old `permission` folds maintain into write.
 */
const roleNamed = (roleName: string, permissions: Permissions | undefined): Role => {
  const standard = ROLES.find((role) => role === roleName);
  if (standard !== undefined) return standard;
  return PERMISSIONS.find(([permission]) => permissions?.[permission] === true)?.[1] ?? 'none';
};
