/**
 * Taking webhooks, beside a bare Probot in the same minutes: the servers take turns, each in a process
 * of its own, under the same load from a third, and each turn gives a ratio.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Child, startChild } from '../processes/child.ts';
import type { Answered, Load } from '../processes/load.ts';
import { atLeast, median, numberText, type Row } from '../row.ts';

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
    servers.push(await serverOf(startChild('bench/processes/bare-probot.ts'), { secret: SECRET }));
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
    const [bare, ...ours] = servers;
    return ours.map((server, index) => rowOf(intakes[index]?.what ?? '', server, bare));
  } finally {
    for (const { child } of servers) await child.stop();
    await load.stop();
  }
};

interface Server {
  readonly child: Child;
  /** Answers a second, turn by turn. */
  readonly turns: number[];
  under(load: Child, forMs: number): Promise<number>;
}

const serverOf = async (child: Child, begin: object): Promise<Server> => {
  const { url } = (await child.ask(begin)) as { readonly url: string };
  return {
    child,
    turns: [],
    under: async (load, forMs) => {
      const ask: Load = { url, secret: SECRET, forMs };
      return ((await load.ask(ask)) as Answered).perSecond;
    },
  };
};

const rowOf = (what: string, ours: Server, bare: Server | undefined): Row => {
  const ratios = ours.turns.map((perSecond, turn) => perSecond / (bare?.turns[turn] ?? Number.NaN));
  const [own, theirs] = [ours, bare].map((server) => numberText(median(server?.turns ?? [])));
  return atLeast(1, {
    what: `webhook intake against a bare Probot${what}`,
    value: median(ratios),
    unit: '×',
    beside: `${own} to ${theirs} a second`,
    how: `verified, stored on the disk, answered; median of ${ratios.length} alternating turns, 32 connections kept alive; the worker, which Probot has none of, is left out`,
  });
};
