/** Routes about the app itself: who it is, and tokens for its installation. */
import { APP } from '../github/apps.ts';
import { notFound } from '../github/refusal.ts';
import { PERMISSIONS } from '../github/registration.ts';
import { appShape } from '../github/shapes-of-people.ts';
import { INSTALLATION_ID } from '../github/state.ts';
import { isoTime } from '../time.ts';
import { type Access, suspended } from './access.ts';
import { idIn, type Route } from './route.ts';

const HOUR = 3_600_000;

export const appRoutes = (access: Access): readonly Route[] => [
  {
    method: 'GET',
    template: '/app',
    caller: 'app',
    answer: ({ state }) => ({
      status: 200,
      body: {
        ...appShape(state, APP),
        installations_count: 1,
      },
    }),
  },
  {
    method: 'POST',
    template: '/app/installations/{id}/access_tokens',
    caller: 'app',
    answer: (ask) => {
      const { installation } = ask.state;
      if (idIn(ask, 'id') !== INSTALLATION_ID || installation.status === 'deleted') {
        throw notFound();
      }
      if (installation.status === 'suspended') throw suspended();
      return {
        status: 201,
        body: {
          token: access.newToken(),
          expires_at: isoTime(ask.state.clock.now() + HOUR),
          permissions: PERMISSIONS,
          repository_selection: installation.hasRepository ? 'all' : 'selected',
        },
      };
    },
  },
];
