/**
 * Taking webhooks, beside a bare Probot in the same minutes: the servers take turns, each in a process
 * of its own, under the same load from a third, and each turn gives a ratio.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Child, processorMsOf, startChild } from '../processes/child.ts';
import type { Answered, Load } from '../processes/load.ts';
import { atLeast, median, numberText, type Row, told } from '../row.ts';
import { freePort } from '../world/served.ts';

const SECRET = 'of-the-bench-on-this-machine-alone';
const WARM_MS = 1_000;
const TURN_MS = 2_000;
const BETWEEN_MS = 200;

interface Intake {
  readonly what: string;
  readonly databaseUrl: string;
}

export const intakeRows = async (
  intakes: readonly Intake[],
  { isQuick }: { readonly isQuick: boolean },
): Promise<readonly Row[]> => {
  const rounds = isQuick ? 3 : 9;
  const load = startChild('bench/processes/load.ts');
  const servers: Server[] = [];
  try {
    for (const as of ['run', 'middleware'] as const) {
      const begin = { secret: SECRET, as, port: await freePort() };
      servers.push(await serverOf(startChild('bench/processes/bare-probot.ts'), begin));
    }
    for (const { databaseUrl } of intakes) {
      const child = startChild('bench/processes/intake.ts');
      servers.push(await serverOf(child, { secret: SECRET, databaseUrl }));
    }
    for (const server of servers) await server.under(load, WARM_MS);
    for (let round = 0; round < rounds; round += 1) {
      // Whoever comes first in one round comes last in the next.
      for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
        server.turns.push(await server.under(load, TURN_MS));
        await wait(BETWEEN_MS);
      }
    }
    const [bare, middleware, ...ours] = servers;
    if (bare === undefined || middleware === undefined) throw new Error('there is no Probot');
    return [
      ...ours.map((own, index) => ratioRow(intakes[index]?.what ?? '', own, bare)),
      ...ours.slice(0, 1).flatMap((own) => beside(own, bare, middleware)),
    ];
  } finally {
    for (const { child } of servers) await child.stop();
    await load.stop();
  }
};

interface Turn {
  readonly perSecond: number;
  /** Processor time of the server for each webhook. */
  readonly processorMs: number;
}

interface Server {
  readonly child: Child;
  readonly turns: Turn[];
  under(load: Child, forMs: number): Promise<Turn>;
}

const serverOf = async (child: Child, begin: object): Promise<Server> => {
  const { url } = (await child.ask(begin)) as { readonly url: string };
  return {
    child,
    turns: [],
    under: async (load, forMs) => {
      const ask: Load = { url, secret: SECRET, forMs };
      const before = await processorMsOf(child);
      const { perSecond, answered } = (await load.ask(ask)) as Answered;
      return { perSecond, processorMs: ((await processorMsOf(child)) - before) / answered };
    },
  };
};

const ratio = (own: Server, theirs: Server, of: keyof Turn): number =>
  median(own.turns.map((turn, index) => turn[of] / (theirs.turns[index]?.[of] ?? Number.NaN)));

const rates = (...servers: readonly Server[]): string =>
  servers
    .map(({ turns }) => numberText(median(turns.map(({ perSecond }) => perSecond))))
    .join(' to ');

const ratioRow = (what: string, own: Server, bare: Server): Row =>
  atLeast(1, {
    what: `webhook intake against a bare Probot${what}`,
    value: ratio(own, bare, 'perSecond'),
    unit: '×',
    beside: `${rates(own, bare)} a second`,
    how: `verified, stored on the disk, answered, beside Probot as its own \`run\` starts it; median of ${own.turns.length} alternating turns, 32 connections kept alive; the worker, which Probot has none of, is left out`,
  });

const beside = (own: Server, bare: Server, middleware: Server): readonly Row[] => [
  told({
    what: 'webhook intake against the middleware of Probot alone',
    value: ratio(own, middleware, 'perSecond'),
    unit: '×',
    beside: `${rates(own, middleware)} a second`,
    how: 'the same, beside Probot without its server and without a log',
  }),
  told({
    what: 'processor time of a webhook against a bare Probot',
    value: ratio(own, bare, 'processorMs'),
    unit: '×',
    how: 'of the server alone: waiting for the disk, or for a turn on a busy machine, is not in it',
  }),
];
