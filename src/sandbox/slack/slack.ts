/**
 * The Slack beside the sandbox's GitHub: a Web API with Slack's limits, and people who press, type and
 * submit, told to the app in signed requests. It stands on its own and not on the `emulate` package,
 * whose Slack speaks the Web API but delivers nothing that people do.
 */
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { answerAt } from './answering.ts';
import { type Args, SlackError } from './api/method.ts';
import { answerApi, argsIn, methodNamed, type SlackCall, tokenIn } from './api/server.ts';
import { createSlackDeliveries, type SlackDeliveries, type SlackWire } from './deliver.ts';
import { uninstalled } from './events.ts';
import { createSlackFaults, type SlackFaults } from './faults.ts';
import { type SlackPerson, slackPersonAs } from './person.ts';
import { readingOfSlack, type SlackReading } from './reading.ts';
import { createSlackState, type SlackState } from './state.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

export interface Slack
  extends Pick<SlackFaults, 'fail' | 'limit' | 'heal'>,
    Pick<
      SlackDeliveries,
      'hold' | 'release' | 'busy' | 'settled' | 'redeliver' | 'retry' | 'forge'
    > {
  readonly workspace: Workspace;
  /** What the app is to be told: where it finds this Slack, and with which tokens. */
  readonly apiUrl: string;
  connectApp: SlackDeliveries['connect'];
  as(login: string): SlackPerson;
  readonly read: SlackReading;
  /** The app is taken out of the workspace. */
  uninstall(): void;
  /** Where a test serves Socket Mode. */
  serveSocketAt(url: string): void;
  readonly deliveries: SlackDeliveries['all'];
  readonly calls: readonly SlackCall[];
  readonly unknownCalls: readonly string[];
}

/** What the rest of the sandbox needs of it. */
export interface ServedSlack {
  readonly slack: Slack;
  readonly state: SlackState;
  /** All under `/slack`. */
  readonly hono: Hono<{ Bindings: HttpBindings }>;
  stop(): void;
}

export const createSlack = (wire: SlackWire): ServedSlack => {
  const state = createSlackState(createWorkspace(), wire.clock);
  const deliveries = createSlackDeliveries(wire);
  const faults = createSlackFaults();
  const { hono, calls, unknownCalls } = serveSlack(state, faults);
  return {
    state,
    hono,
    stop: deliveries.stop,
    slack: {
      workspace: state.workspace,
      get apiUrl() {
        return `${state.url}/slack/api/`;
      },
      connectApp: deliveries.connect,
      as: (login) => slackPersonAs(state, deliveries, login),
      read: readingOfSlack(state),
      uninstall: () => uninstalled(state, deliveries),
      serveSocketAt: (url) => {
        state.socketUrl = url;
      },
      fail: faults.fail,
      limit: faults.limit,
      heal: faults.heal,
      hold: deliveries.hold,
      release: deliveries.release,
      busy: deliveries.busy,
      settled: deliveries.settled,
      redeliver: deliveries.redeliver,
      retry: deliveries.retry,
      forge: deliveries.forge,
      deliveries: deliveries.all,
      calls,
      unknownCalls,
    },
  };
};

const serveSlack = (state: SlackState, faults: SlackFaults) => {
  const hono = new Hono<{ Bindings: HttpBindings }>();
  const calls: SlackCall[] = [];
  const unknownCalls: string[] = [];
  hono.post('/api/:method', async (c) => {
    const name = c.req.param('method');
    const args = await argsIn(c);
    const method = methodNamed(name);
    if (method === null) unknownCalls.push(name);
    const answer = await faults.through(c, name, async () =>
      c.json(answerApi(state, method, tokenIn(c, args), args)),
    );
    answer.headers.set('x-oauth-scopes', [...state.workspace.scopes].join(','));
    calls.push(await callOf(name, args, answer));
    return answer;
  });
  hono.post('/response/:id', async (c) => {
    const args = await argsIn(c);
    const name = 'response_url';
    const answer = await faults.through(c, name, async () => answerResponse(state, c, args));
    calls.push(await callOf(name, args, answer));
    return answer;
  });
  hono.get('/archives/:channel/:message', (c) => c.redirect(pageOf(state, c)));
  return { hono, calls, unknownCalls };
};

/** Permalinks lead to the pages of the sandbox. */
const pageOf = ({ workspace }: SlackState, c: Context): string => {
  const channel = workspace.channels.find(({ id }) => id === c.req.param('channel'));
  const place = channel === undefined ? 'directs' : `channels/${channel.name}`;
  const ts = (c.req.param('message') ?? '').replace(/^p(\d+)(\d{6})$/, '$1.$2');
  return `/ui/slack/${place}#m-${encodeURIComponent(ts)}`;
};

const answerResponse = async (
  state: SlackState,
  c: Context<{ Bindings: HttpBindings }>,
  args: Args | null,
): Promise<Response> => {
  try {
    answerAt(state, c.req.param('id') ?? '', args);
    return c.json({ ok: true });
  } catch (fault) {
    if (!(fault instanceof SlackError)) throw fault;
    const status = ['expired_url', 'used_url', 'invalid_url'].includes(fault.code) ? 404 : 400;
    return c.json({ ok: false, error: fault.code, ...fault.more }, status);
  }
};

const callOf = async (method: string, args: Args | null, answer: Response): Promise<SlackCall> => ({
  method,
  args: args ?? {},
  status: answer.status,
  error: await errorIn(answer),
});

const errorIn = async (answer: Response): Promise<string | null> => {
  if (!answer.headers.get('content-type')?.includes('json')) return null;
  const body: unknown = await answer.clone().json();
  const told = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  return typeof told === 'string' ? told : null;
};
