/** Routes about the organisation: who belongs to it, and who owns it. */
import { OWNERS } from '../github/accounts.ts';
import { notFound } from '../github/refusal.ts';
import { organizationShape, userShape } from '../github/shapes-of-people.ts';
import { accountNow, ORG } from '../github/state.ts';
import type { Route } from './route.ts';

export const organizationRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/orgs/{org}/memberships/{username}',
    caller: 'installation',
    answer: ({ state, params }) => {
      const user = accountNow(state, params.username ?? '');
      const role = state.roles.get(user.login) ?? 'none';
      if (params.org?.toLowerCase() !== ORG.login || user.type === 'Bot' || role === 'none') {
        throw notFound();
      }
      return {
        status: 200,
        body: {
          url: `${state.url}/orgs/${ORG.login}/memberships/${user.login}`,
          state: 'active',
          role: OWNERS.includes(user.login) ? 'admin' : 'member',
          organization_url: `${state.url}/orgs/${ORG.login}`,
          organization: organizationShape(state),
          user: userShape(state, user),
        },
      };
    },
  },
];
