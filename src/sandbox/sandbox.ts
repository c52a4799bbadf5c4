/**
 * A GitHub of its own on this machine, for trying Lockkeeper out and for tests: people act through
 * `as`, the app speaks HTTP with it, and events are sent as webhooks. Everything is in memory.
 */
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { APP } from './github/apps.ts';
import { loseCheckRun } from './github/checks.ts';
import {
  createDeliveries,
  type Deliveries,
  type Delivery,
  type DeliveryOptions,
  type Webhook,
} from './github/deliver.ts';
import { deleteAccount, renameAccount } from './github/identity.ts';
import { createState, INSTALLATION_ID, openHome, type State } from './github/state.ts';
import { type Client, GITHUB_CLIENT, SLACK_CLIENT } from './oauth/client.ts';
import { githubSignIn } from './oauth/github.ts';
import { type SlackSignIn, slackSignIn } from './oauth/slack.ts';
import { type Person, personAs } from './person.ts';
import { type Reading, readingOf } from './reading.ts';
import { type Access, createAccess } from './rest/access.ts';
import { createFaults, type Fault, type Ordered } from './rest/faults.ts';
import { createLimits, type Limits } from './rest/limits.ts';
import { type Call, type Observe, type Served, serveApi } from './rest/server.ts';
import { createSlack, type Slack } from './slack/slack.ts';
import type { Clock } from './time.ts';
import { addWebLinks, servePages } from './ui/server.ts';

export interface SandboxOptions extends DeliveryOptions {
  readonly clock: Clock;
  /** 0 for any that is free. */
  readonly port: number;
  /** What is on the main branch of acme/shop at the beginning. */
  readonly files: Readonly<Record<string, string>>;
  /** Names of checks that the branch rules of main require. */
  readonly requiredChecks?: readonly string[];
  /** Told of every call that it answered by itself, not of those that were made to fail. */
  readonly observe?: Observe;
}

export interface Sandbox {
  readonly url: string;
  readonly app: {
    readonly id: number;
    readonly slug: string;
    readonly privateKey: string;
    readonly installationId: number;
    /** What GitHub and Slack know it by where people sign in. */
    readonly clients: { readonly github: Client; readonly slack: Client };
  };
  /** The workspace beside it. */
  readonly slack: Slack;
  connectApp(webhook: Webhook): void;
  /** Where people may be sent back to from both sign-ins. */
  allowCallbacks(urls: readonly string[]): void;
  as(login: string): Person;
  /** To a login that nobody has. */
  renameAccount(login: string, to: string): void;
  deleteAccount(login: string): void;
  /**
   * From here on the organisation has its own repository `.github`, with these files on main; one that
   * it had is gone, and nobody tells the app of either.
   */
  openHome(files: Readonly<Record<string, string>>): Home;
  /** Whether events are still on their way to the app, from GitHub or from Slack. */
  busy(): boolean;
  settled(): Promise<void>;
  readonly deliveries: readonly Pick<Delivery, 'id' | 'event' | 'action' | 'status' | 'body'>[];
  /** Keeps webhooks back from here on. */
  hold(): void;
  /** Sends what was kept back; `order` may turn it around, or leave some out for ever. */
  release(order?: (held: readonly Delivery[]) => readonly Delivery[]): void;
  /** Sends one again, under the same id. */
  redeliver(id: string): void;
  /** Makes the next calls of the app fail that match. */
  fail(fault: Fault): Ordered;
  /** From here on no call is made to fail. */
  heal(): void;
  /** Forgets a check run, as GitHub does of its own after a year and more. */
  loseCheckRun(id: number): void;
  /** The app has to ask for a new token, as after a leak that GitHub found. */
  revokeTokens(): void;
  /** Refuses every call of the app for a while, as GitHub does where it finds them too many. */
  readonly limit: Limits['begin'];
  /** Uses up calls of this hour, as if others had made them. */
  readonly useUp: Limits['useUp'];
  readonly calls: readonly Call[];
  readonly unknownCalls: readonly string[];
  readonly read: Reading;
  close(): Promise<void>;
}

/** What people do and read there. */
export type Home = Pick<Sandbox, 'as' | 'read'>;

export const createSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { clock, files, requiredChecks = [] } = options;
  const state = createState({ clock, files, requiredChecks });
  const deliveries = createDeliveries(options);
  state.emit = deliveries.emitFor(state);
  const access = createAccess(state);
  const faults = createFaults();
  const limits = createLimits(clock);
  const slack = createSlack(options);
  const { hono, calls, unknownCalls } = serveApi(state, {
    access,
    deliveries,
    faults,
    limits,
    observe: options.observe ?? (() => undefined),
  });
  const version = () =>
    `${calls.length}.${deliveries.all.length}.${deliveries.busy()}.${slack.state.changes}`;
  const callbacks = serveSignIns(hono, state, { faults, workspace: slack.slack.workspace });
  hono.route('/slack', slack.hono);
  hono.route('/ui/', servePages({ state, deliveries, slack, version }));
  addWebLinks(hono);
  const { server, port } = await listen(hono.fetch, options.port);
  state.url = `http://127.0.0.1:${port}`;
  slack.state.url = state.url;
  return {
    url: state.url,
    app: appOf(access),
    slack: slack.slack,
    allowCallbacks: (urls) => {
      for (const url of urls) callbacks.add(url);
    },
    ...peopleOf(state),
    openHome: (files) => {
      const home = openHome(state, files);
      home.emit = deliveries.emitFor(home);
      return { as: (login) => personAs(home, login), read: readingOf(home) };
    },
    ...deliveringOf(deliveries, slack.slack),
    fail: faults.add,
    heal: faults.clear,
    loseCheckRun: (id) => loseCheckRun(state, id),
    revokeTokens: access.revokeTokens,
    limit: limits.begin,
    useUp: limits.useUp,
    calls,
    unknownCalls,
    read: readingOf(state),
    close: async () => {
      deliveries.stop();
      slack.stop();
      await closed(server);
    },
  };
};

const appOf = ({ privateKey }: Access): Sandbox['app'] => ({
  id: APP.id,
  slug: APP.slug,
  privateKey,
  installationId: INSTALLATION_ID,
  clients: { github: GITHUB_CLIENT, slack: SLACK_CLIENT },
});

/** The addresses that people may be sent back to, of which there are none yet. */
const serveSignIns = (
  hono: Served['hono'],
  state: State,
  parts: Pick<SlackSignIn, 'faults' | 'workspace'>,
): Set<string> => {
  const callbacks = new Set<string>();
  hono.route('/login/oauth/', githubSignIn(state, parts.faults, callbacks));
  const issuer = () => `${state.url}/slack`;
  hono.route('/slack/', slackSignIn({ ...parts, callbacks, clock: state.clock, issuer }));
  return callbacks;
};

const peopleOf = (state: State): Pick<Sandbox, 'as' | 'renameAccount' | 'deleteAccount'> => ({
  as: (login) => personAs(state, login),
  renameAccount: (login, to) => renameAccount(state, login, to),
  deleteAccount: (login) => deleteAccount(state, login),
});

const deliveringOf = (deliveries: Deliveries, slack: Slack) => ({
  connectApp: deliveries.connect,
  busy: () => deliveries.busy() || slack.busy(),
  settled: async () => {
    while (deliveries.busy() || slack.busy()) {
      await deliveries.settled();
      await slack.settled();
    }
  },
  deliveries: deliveries.all,
  hold: deliveries.hold,
  release: deliveries.release,
  redeliver: deliveries.again,
});

const listen = (
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<{ readonly server: ServerType; readonly port: number }> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, (info: AddressInfo) =>
      resolve({ server, port: info.port }),
    );
    server.once('error', reject);
  });

const closed = (server: ServerType): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
