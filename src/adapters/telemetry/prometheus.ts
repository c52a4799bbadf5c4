/** Counts for Prometheus. Queues are looked at when it asks, so that they cost nothing in between. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import { SECOND } from '../../core/instant.ts';
import { isTerminal } from '../../core/promotion/lifecycle.ts';
import { decodeDecision } from '../../core/record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Happening, Metrics } from '../../ports/metrics.ts';
import type { Backlog } from '../../ports/queue.ts';
import type { Tables } from '../../ports/store.ts';
import { bounded } from './bounded.ts';
import { createMeters, type Meters } from './meters.ts';
import { stateChange, type Written } from './watch-record.ts';

export interface Prometheus extends Metrics {
  /** What the record tells is counted as well. */
  see(written: Written): void;
  /** All of it, in Prometheus' own format. */
  text(queues: Pick<Tables, 'inbox' | 'outbox'>): Promise<string>;
  readonly contentType: string;
}

/** More names than this share one. */
const MAX_ENVIRONMENTS = 50;
const MAX_EVENTS = 100;
const MAX_ROUTES = 200;
const MAX_INSTALLATIONS = 100;

export const createPrometheus = (clock: Clock): Prometheus => {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const meters = createMeters(register);
  const names = {
    environment: bounded(MAX_ENVIRONMENTS),
    event: bounded(MAX_EVENTS),
    route: bounded(MAX_ROUTES),
    installation: bounded(MAX_INSTALLATIONS),
  };
  const note = (what: Happening): void => count(meters, names, what);
  return {
    note,
    see: (written) => {
      const { entry } = written;
      if (entry.kind === 'decision' && entry.environment !== null) {
        const { outcome, verdicts } = decodeDecision(entry.body);
        note({ kind: 'decision', environment: entry.environment, outcome, verdicts });
      }
      const promotion = stateChange(written);
      if (promotion === null) return;
      note({ kind: 'state', promotion, sinceRequestMs: entry.at - promotion.requestedAt });
    },
    text: async ({ inbox, outbox }) => {
      await look(meters, 'inbox', () => inbox.backlog(), clock);
      await look(meters, 'outbox', () => outbox.backlog(), clock);
      return register.metrics();
    },
    contentType: register.contentType,
  };
};

/** Without a database there is nothing to say of it, but all the more of the rest. */
const look = async (
  { waiting, oldest, buried }: Meters,
  queue: string,
  read: () => Promise<Backlog>,
  clock: Clock,
): Promise<void> => {
  const gauges = [waiting, oldest, buried];
  try {
    const found = await read();
    const since = found.oldest === null ? 0 : Math.max(0, clock.now() - found.oldest);
    waiting.set({ queue }, found.waiting);
    oldest.set({ queue }, since / SECOND);
    buried.set({ queue }, found.buried);
  } catch {
    for (const gauge of gauges) gauge.remove({ queue });
  }
};

type Names = Readonly<
  Record<'environment' | 'event' | 'route' | 'installation', (value: string) => string>
>;

const count = (meters: Meters, names: Names, what: Happening): void => {
  switch (what.kind) {
    case 'delivery':
      meters.deliveries.inc({ event: names.event(what.event), outcome: what.outcome });
      break;
    case 'work':
      countWork(meters, names, what);
      break;
    case 'round':
      meters.rounds.inc();
      break;
    case 'sweep':
      meters.sweeps.inc();
      break;
    case 'decision':
      countDecision(meters, names, what);
      break;
    case 'state':
      countState(meters, names, what);
      break;
    case 'github_call':
      countCall(meters, names, what);
      break;
    case 'github_call_put_off':
      meters.callsPutOff.inc({ priority: String(what.priority) });
      break;
    case 'github_quota': {
      const installation = names.installation(String(what.installationId));
      meters.quota.set({ installation, resource: what.resource }, what.left);
      break;
    }
    case 'outside_request':
      meters.outside.inc({ outcome: what.outcome });
      meters.outsideSeconds.observe(what.ms / SECOND);
      break;
    default:
      what satisfies never;
  }
};

type Of<K extends Happening['kind']> = Extract<Happening, { readonly kind: K }>;

const countWork = (meters: Meters, names: Names, work: Of<'work'>): void => {
  const { what, outcome, ms } = work;
  const name = what === 'delivery' ? names.event(work.name) : work.name;
  meters.work.inc({ what, name, outcome });
  meters.workSeconds.observe({ what }, ms / SECOND);
};

const countCall = (meters: Meters, names: Names, call: Of<'github_call'>): void => {
  const { method, status, ms } = call;
  meters.calls.inc({ method, route: names.route(call.route), status: String(status) });
  meters.callSeconds.observe({ method }, ms / SECOND);
};

const countDecision = (meters: Meters, names: Names, what: Of<'decision'>): void => {
  const { outcome, verdicts } = what;
  meters.decisions.inc({ environment: names.environment(what.environment), outcome });
  for (const { gate, status } of verdicts) meters.verdicts.inc({ gate, status });
};

const countState = (meters: Meters, names: Names, what: Of<'state'>): void => {
  const { kind, state } = what.promotion;
  const environment = names.environment(what.promotion.environment);
  meters.promotions.inc({ environment, kind, state: state.kind });
  const seconds = what.sinceRequestMs / SECOND;
  if (state.kind === 'deploying') {
    meters.promotionSeconds.observe({ environment, until: 'deployment' }, seconds);
  }
  // What is taken back later ended before.
  if (isTerminal(state.kind) && state.kind !== 'rolled_back') {
    meters.promotionSeconds.observe({ environment, until: 'end' }, seconds);
  }
};
