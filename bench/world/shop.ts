/**
 * A shop to measure in: the sandbox's GitHub and the real app in this process, a policy that asks for
 * checks and an approval, and what people do there. Its clock runs, and can be moved: what people do
 * in a minute has limits, of GitHub's and of the app's.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { newId, systemClock } from '../../src/adapters/clock.ts';
import { openStage, type Stage, type StageOptions } from '../../src/demo/stage.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export const POLICY = `version: 1
environments:
  - name: staging
    gates:
      checks: { required: [build, test] }
    approvals:
      rules:
        - { name: platform, count: 1, teams: [platform] }
`;

export interface Pull {
  readonly number: number;
  readonly headSha: string;
}

/** A call to GitHub, by its method and the end of its route. */
type Awaited = readonly [method: string, routeEnd: string];

export interface Took {
  readonly ms: number;
  /** Of this process, the sandbox with it: other programs on the machine make it no longer. */
  readonly processorMs: number;
}

export interface Shop extends Pick<Stage, 'sandbox' | 'app' | 'quiet' | 'close'> {
  /** Some minutes pass, and what is due then is done. */
  later(): Promise<void>;
  /** Pull requests of ada's with green checks, old enough to be promoted. */
  readyPulls(count: number, are?: 'reviewed' | 'not reviewed'): Promise<readonly Pull[]>;
  /** Says it, and resolves with what it took until GitHub had answered the call that is awaited. */
  sayUntil(login: string, page: number, text: string, awaited: Awaited): Promise<Took>;
  /** GitHub Actions reports the newest deployment as made, and all that follows is done. */
  deployed(): Promise<void>;
}

export const openShop = async (
  options: Pick<StageOptions, 'databaseUrl' | 'signingKey' | 'slack'> = {},
): Promise<Shop> => {
  let ahead = 0;
  const now = (): number => systemClock.now() + ahead;
  const clock = { ...systemClock, now, newId: () => newId(now()) };
  const policy = options.slack === true ? `${POLICY}notify: { slack: "#releases" }\n` : POLICY;
  const rest = { log: warnsAlone, port: 0, sandboxPort: 0, policy, clock };
  const stage = await openStage({ ...rest, ...options });
  const { sandbox, app, quiet, close } = stage;
  const later = async (): Promise<void> => {
    ahead += SOME_MINUTES_MS;
    await quiet();
  };
  return {
    sandbox,
    app,
    quiet,
    later,
    close,
    readyPulls: async (count, are = 'reviewed') => {
      const pulls: Pull[] = [];
      for (let made = 0; made < count; made += 1) {
        pulls.push(openPull(sandbox, are === 'reviewed'));
        await quiet();
      }
      await later();
      return pulls;
    },
    sayUntil: async (login, page, text, awaited) => {
      const seen = sandbox.calls.length;
      const begun = performance.now();
      const before = process.cpuUsage();
      sandbox.as(login).comment(page, text);
      await until(() => isMade(sandbox, seen, awaited), `${awaited.join(' ')} after ${text}`);
      const { user, system } = process.cpuUsage(before);
      return { ms: performance.now() - begun, processorMs: (user + system) / 1_000 };
    },
    deployed: async () => {
      await quiet();
      reportDeployed(sandbox);
      await quiet();
    },
  };
};

/** More than the second of a push, in which no command is run, and less than what an approval is for. */
const SOME_MINUTES_MS = 4 * 60_000;

/** Branches are never named twice. */
let branches = 0;

export const openPull = (sandbox: Sandbox, isReviewed: boolean): Pull => {
  branches += 1;
  const branch = `change-${branches}`;
  const ada = sandbox.as('ada');
  const pull = ada.openPull({ title: branch, branch, files: { [`${branch}.txt`]: 'new\n' } });
  for (const check of ['build', 'test']) ada.setCheck(pull.headSha, check, 'success');
  if (isReviewed) sandbox.as('grace').review(pull.number, 'APPROVE');
  return pull;
};

export const reportDeployed = (sandbox: Sandbox): void => {
  const newest = sandbox.read.deployments().at(-1);
  if (newest === undefined) throw new Error('nothing was deployed');
  sandbox.as('github-actions[bot]').deploymentStatus(newest.id, 'success');
};

export const until = async (
  isSo: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> => {
  const begun = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begun > PATIENCE_MS) throw new Error(`waited in vain for ${what}`);
    await wait(LOOK_MS);
  }
};

const PATIENCE_MS = 30_000;
const LOOK_MS = 1;

const isMade = ({ calls }: Sandbox, since: number, [method, routeEnd]: Awaited): boolean =>
  calls.slice(since).some((call) => call.method === method && call.route.endsWith(routeEnd));

/** Whoever reads the numbers must see that what was measured went wrong. */
const warn = (fields: object, message: string): void => {
  const fault = 'err' in fields && fields.err instanceof Error ? `: ${fields.err.message}` : '';
  process.stderr.write(`${message}${fault}\n`);
};
const warnsAlone: Log = { debug: () => undefined, info: () => undefined, warn, error: warn };
