/** Routes about the app itself: who it is, and tokens for its installation. */
import { APP } from '../github/apps.ts';
import type { Deliveries, Delivery } from '../github/deliver.ts';
import { notFound } from '../github/refusal.ts';
import { PERMISSIONS } from '../github/registration.ts';
import { appShape } from '../github/shapes-of-people.ts';
import { INSTALLATION_ID } from '../github/state.ts';
import { isoTime } from '../time.ts';
import { type Access, suspended } from './access.ts';
import { type Answer, type Ask, idIn, type Route } from './route.ts';

const HOUR = 3_600_000;
/** GitHub forgets them then. */
const KEPT = 72 * HOUR;

/** Newest first; the cursor of a page is the attempt that it begins with. */
const listDeliveries = (ask: Ask, all: readonly Delivery[]): Answer => {
  const { status, cursor, per_page } = ask.query;
  const size = Math.min(100, Math.max(1, Number(per_page) || 30));
  const wanted = all
    .filter((each) => each.status !== 0 && each.at > ask.state.clock.now() - KEPT)
    .filter(
      (each) => status === undefined || status === (each.status < 300 ? 'success' : 'failure'),
    )
    .filter((each) => cursor === undefined || each.attempt <= Number(cursor))
    .toSorted((a, b) => b.attempt - a.attempt);
  const next = wanted[size];
  const query = new URLSearchParams({ ...ask.query, cursor: String(next?.attempt) });
  return {
    status: 200,
    body: wanted.slice(0, size).map(deliveryShape),
    ...(next === undefined ? {} : { link: `<${ask.address}?${query}>; rel="next"` }),
  };
};

const deliveryShape = ({ id, attempt, at, redelivery, event, action, status }: Delivery) => ({
  id: attempt,
  guid: id,
  delivered_at: isoTime(at),
  redelivery,
  duration: 0.01,
  status:
    status < 300 ? 'OK' : status === 502 ? 'failed to connect to host' : 'Invalid HTTP Response',
  status_code: status,
  event,
  action,
  installation_id: INSTALLATION_ID,
  repository_id: null,
  throttled_at: null,
});

export const appRoutes = (
  access: Access,
  deliveries: Pick<Deliveries, 'all' | 'againAfter'>,
): readonly Route[] => [
  {
    method: 'GET',
    template: '/app/hook/deliveries',
    caller: 'app',
    answer: (ask) => listDeliveries(ask, deliveries.all),
  },
  {
    method: 'POST',
    template: '/app/hook/deliveries/{delivery_id}/attempts',
    caller: 'app',
    answer: (ask) => {
      deliveries.againAfter(idIn(ask, 'delivery_id'));
      return { status: 202, body: {} };
    },
  },
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
