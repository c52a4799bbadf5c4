/** What the process costs that an operator runs: how soon it is ready, and the memory it takes. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { atMost, median, numberText, type Row } from '../row.ts';
import { serve } from '../world/served.ts';
import { openPull, type Pull, reportDeployed, until } from '../world/shop.ts';

interface Kept {
  /** Has the signing key of the database. */
  readonly folder: string;
  readonly databaseUrl: string;
}

const STARTS = 5;

export const startRow = async (beside: string, kept: Kept): Promise<Row> => {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const { readyAfterMs, stop } = await serve(kept);
    times.push(readyAfterMs / 1_000);
    await stop();
  }
  return atMost(2, {
    what: `cold start to ready${beside}`,
    value: median(times),
    unit: 's',
    how: `from starting the process to 200 from /readyz; median of ${STARTS}`,
  });
};

/** A busy team's hour. */
const EVENTS = 2_000;
const PROMOTIONS = 20;

export const memoryRow = async (kept: Kept): Promise<Row> => {
  const execArgv = ['--expose-gc', '--import', './bench/processes/tell-memory.ts'];
  const { sandbox, child, stop } = await serve({ ...kept, execArgv });
  try {
    const before = await rssOf(child);
    await passAnHour(sandbox);
    return atMost(150, {
      what: 'idle memory after an hour’s worth of events',
      value: await rssOf(child),
      unit: 'MiB',
      beside: `${numberText(before)} MiB before`,
      how: `resident set of the process after garbage collection; ${EVENTS} webhooks, ${PROMOTIONS} promotions`,
    });
  } finally {
    await stop();
  }
};

const rssOf = async (child: { ask(message: object): Promise<unknown> }): Promise<number> =>
  ((await child.ask({})) as { readonly rss: number }).rss / 2 ** 20;

const passAnHour = async (sandbox: Sandbox): Promise<void> => {
  const pulls: Pull[] = [];
  while (sandbox.deliveries.length < EVENTS) {
    pulls.push(openPull(sandbox, true));
    await sandbox.settled();
    await calm(sandbox);
  }
  await wait(SECOND_OF_THE_PUSH_MS);
  for (const pull of pulls.slice(0, PROMOTIONS)) await promote(sandbox, pull);
};

/** An hour is not one burst: what came is worked off before more comes. */
const calm = async ({ calls }: Sandbox): Promise<void> => {
  for (let before = -1; before !== calls.length; ) {
    before = calls.length;
    await wait(CALM_MS);
  }
};
const CALM_MS = 30;

/** In it no command is run, as GitHub's times tell no finer. */
const SECOND_OF_THE_PUSH_MS = 2_000;

const promote = async (sandbox: Sandbox, { number, headSha }: Pull): Promise<void> => {
  const before = sandbox.read.deployments().length;
  sandbox.as('ada').comment(number, '/promote staging');
  await until(() => sandbox.read.deployments().length > before, `a deployment of #${number}`);
  reportDeployed(sandbox);
  const isDone = (): boolean =>
    sandbox.read
      .checkRuns(headSha)
      .some(({ name, conclusion }) => name.startsWith('promote') && conclusion === 'success');
  await until(isDone, `the end of #${number}`);
};
