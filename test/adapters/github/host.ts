// The adapter as the product composes it, against GitHub's address (answered by nock) or a sandbox.
import { Probot } from 'probot';
import { createCodeHost } from '../../../src/adapters/github/code-host.ts';
import { lockkeeperOctokit, type Octokit } from '../../../src/adapters/github/octokit.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { CodeHost } from '../../../src/ports/code-host.ts';
import type { Log } from '../../../src/ports/log.ts';
import { noMetrics } from '../../../src/ports/metrics.ts';
import type { Repository } from '../../../src/ports/store.ts';
import { noTraces } from '../../../src/ports/traces.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { watchConformance } from '../../conformance/watch.ts';

const APP_ID = 7001;
export const TIME_LIMIT_MS = 10_000;
const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface TestClock extends Clock {
  readonly slept: number[];
  advance(ms: number): void;
}

/** Sleeping takes no time and moves the clock. */
export const testClock = (start = 1_800_000_000_000): TestClock => {
  let at = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => at,
    newId: () => 'id',
    sleep: async (ms) => {
      slept.push(ms);
      at += ms;
    },
    advance: (ms) => {
      at += ms;
    },
  };
};

export const SHOP: Repository = {
  id: 600,
  owner: 'acme',
  name: 'shop',
  installationId: 8001,
  defaultBranch: 'main',
  active: true,
};

/** Calls go to https://api.github.com, which a test answers with nock. */
export const hostOn = (clock: Clock): CodeHost => {
  const Octokit = lockkeeperOctokit({
    clock,
    log: SILENT,
    metrics: noMetrics,
    traces: noTraces,
    timeLimitMs: TIME_LIMIT_MS,
  });
  // A client of its own for every call, as Probot gives them.
  const octokitFor = async (installationId: number): Promise<Octokit> =>
    new Octokit({ auth: { token: 'ghs_secret', installationId } });
  const asApp = (): Promise<Octokit> => octokitFor(0);
  return createCodeHost({ octokitFor, asApp, clock, appId: APP_ID, appSlug: 'lockkeeper' });
};

export const hostOnSandbox = async (
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly requiredChecks?: readonly string[];
  } = {},
): Promise<{ readonly host: CodeHost; readonly sandbox: Sandbox; readonly clock: TestClock }> => {
  // Tokens are checked against GitHub's clock and Octokit reads this machine's.
  const clock = testClock(Math.floor(Date.now() / 1000) * 1000);
  const watch = watchConformance();
  const sandbox = await createSandbox({
    port: 0,
    observe: watch.observe,
    clock,
    files: options.files ?? { 'README.md': 'shop' },
    ...(options.requiredChecks === undefined ? {} : { requiredChecks: options.requiredChecks }),
  });
  const probot = new Probot({
    appId: sandbox.app.id,
    privateKey: sandbox.app.privateKey,
    secret: 'a-secret-of-the-test',
    baseUrl: sandbox.url,
    logLevel: 'fatal',
    Octokit: lockkeeperOctokit({
      clock,
      log: SILENT,
      metrics: noMetrics,
      traces: noTraces,
      timeLimitMs: TIME_LIMIT_MS,
    }),
  });
  const octokitFor = (installationId: number): Promise<Octokit> => probot.auth(installationId);
  const asApp = (): Promise<Octokit> => probot.auth();
  const { id: appId, slug: appSlug } = sandbox.app;
  const host = createCodeHost({ octokitFor, asApp, clock, appId, appSlug });
  const close = async (): Promise<void> => {
    await sandbox.close();
    watch.end(sandbox);
  };
  return { sandbox: { ...sandbox, close }, clock, host };
};
