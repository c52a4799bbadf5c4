/** The REST interface and GraphQL over HTTP: checks who calls, keeps what was called, answers. */
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Deliveries } from '../github/deliver.ts';
import { visibleFork } from '../github/forks.ts';
import type { Fork } from '../github/records.ts';
import { notFound, Refusal } from '../github/refusal.ts';
import { type State, stateNamed } from '../github/state.ts';
import { answerGraphql, operationIn } from '../graphql/answer.ts';
import { headerTime } from '../time.ts';
import type { Access } from './access.ts';
import { actionsRoutes } from './actions-routes.ts';
import { appRoutes } from './app-routes.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './limits.ts';
import { organizationRoutes } from './organization-routes.ts';
import { protectionRoutes } from './protection-routes.ts';
import { repositoryRoutes } from './repository-routes.ts';
import type { Route } from './route.ts';
import { userRoutes } from './user-routes.ts';
import { writingRoutes } from './writing-routes.ts';

export interface Call {
  readonly method: string;
  /** As in GitHub's documents: `/repos/{owner}/{repo}/deployments`. */
  readonly route: string;
  readonly status: number;
  /** The name of the GraphQL operation. */
  readonly graphql: string | null;
}

/** A call as it went over the wire, for those who compare it with GitHub's documents. */
export interface Exchange extends Call {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Null where there was none. */
  readonly sent: unknown;
  readonly answered: unknown;
}

export type Observe = (exchange: Exchange) => void;

export interface Served {
  readonly hono: Hono<{ Bindings: HttpBindings }>;
  readonly calls: readonly Call[];
  readonly unknownCalls: readonly string[];
}

interface Serves {
  readonly deliveries: Deliveries;
  readonly access: Access;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly observe: Observe;
}

/** Where GitHub sends those whose call it refuses. */
const DOCUMENTS = 'https://docs.github.com/rest';

export const routesFor = (access: Access, deliveries: Deliveries): readonly Route[] => [
  ...appRoutes(access, deliveries),
  ...organizationRoutes,
  ...repositoryRoutes,
  ...writingRoutes,
  ...deploymentRoutes,
  ...actionsRoutes,
  ...protectionRoutes,
  ...userRoutes,
];

export const serveApi = (
  state: State,
  { access, deliveries, faults, limits, observe }: Serves,
): Served => {
  const hono = new Hono<{ Bindings: HttpBindings }>();
  const calls: Call[] = [];
  const unknownCalls: string[] = [];
  hono.use(async (c, next) => {
    await next();
    c.res.headers.set('date', headerTime(state.clock.now()));
  });
  const unknown = (c: Context): Response => {
    const call = `${c.req.method} ${c.req.path}`;
    unknownCalls.push(call);
    return c.json({ message: `The sandbox does not speak ${call}` }, 404);
  };
  for (const route of routesFor(access, deliveries)) {
    const path = route.template.replaceAll(/\{(\w+)\}/g, ':$1');
    hono.on(route.method, path, async (c) => {
      const { method, template } = route;
      const names = [`${method} ${c.req.path}`, `${method} ${template}`];
      const call = { method, route: template, graphql: null };
      const work = () =>
        observed(c, call, observe, () =>
          answered(c, () => answerRest(c, { state, access, route, unknown })),
        );
      const { response, status } = await faults.through(c, names, () =>
        route.caller === 'installation' ? limits.through('core', work) : work(),
      );
      calls.push({ ...call, status });
      return response;
    });
  }
  hono.post('/graphql', async (c) => {
    const graphql = operationIn(await jsonIn(c).catch(() => ({})));
    const names = ['POST /graphql', `POST /graphql ${graphql}`];
    const call = { method: 'POST', route: '/graphql', graphql };
    const { response, status } = await faults.through(c, names, () =>
      limits.through('graphql', () =>
        observed(c, call, observe, () =>
          answered(c, async () => {
            access.checkInstallation(c.req.header('authorization'));
            return c.json(await answerGraphql(state, await jsonIn(c)));
          }),
        ),
      ),
    );
    calls.push({ ...call, status });
    return response;
  });
  hono.notFound(unknown);
  return { hono, calls, unknownCalls };
};

interface Serving {
  readonly state: State;
  readonly access: Access;
  readonly route: Route;
  readonly unknown: (c: Context) => Response;
}

const answerRest = async (
  c: Context,
  { state, access, route, unknown }: Serving,
): Promise<Response> => {
  const header = c.req.header('authorization');
  if (route.caller === 'app') access.checkApp(header);
  else if (route.caller === 'installation') access.checkInstallation(header);
  const who = route.caller === 'user' ? access.personOf(header) : null;
  const params: Readonly<Record<string, string>> = c.req.param();
  const name = `${params.owner}/${params.repo}`;
  const named = params.repo === undefined ? state : stateNamed(state, name);
  const fork = named === null ? forkIn(state, name) : null;
  if (fork !== null && route.forks !== true) return unknown(c);
  const body = ['GET', 'DELETE'].includes(route.method) ? {} : await jsonIn(c);
  const address = `${state.url}${c.req.path}`;
  const answer = route.answer({
    state: named ?? state,
    fork,
    params,
    query: c.req.query(),
    body,
    who,
    address,
  });
  if (answer.link !== undefined) c.header('link', answer.link);
  if (answer.status === 204) return c.body(null, 204);
  return c.json(answer.body as object, answer.status);
};

const forkIn = (state: State, fullName: string): Fork => {
  const fork = visibleFork(state, fullName);
  if (fork === null) throw notFound();
  return fork;
};

/** Both sides as they went over the wire: the body is read again from what is sent. */
const observed = async (
  c: Context,
  call: Omit<Call, 'status'>,
  observe: Observe,
  work: () => Promise<Response>,
): Promise<Response> => {
  const response = await work();
  const answer = await response.clone().text();
  observe({
    ...call,
    status: response.status,
    path: c.req.path,
    query: c.req.query(),
    sent: await jsonIn(c).catch(() => null),
    answered: answer === '' ? null : JSON.parse(answer),
  });
  return response;
};

const answered = async (c: Context, work: () => Promise<Response>): Promise<Response> => {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    const errors = fault.errors.length === 0 ? {} : { errors: fault.errors };
    const { message, status } = fault;
    return c.json(
      { message, ...errors, documentation_url: DOCUMENTS, status: `${status}` },
      status,
    );
  }
};

const jsonIn = async (c: Context): Promise<Readonly<Record<string, unknown>>> => {
  const text = await c.req.text();
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal(400, 'Problems parsing JSON');
};
