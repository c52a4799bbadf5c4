/**
 * Tells stories of the whole bot: people do things on a GitHub of this machine, the real app answers
 * over HTTP, and the test reads what people read. Time stands still until the story moves it.
 */
import { newId } from '../../src/adapters/clock.ts';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Person } from '../../src/sandbox/person.ts';

export interface Story extends Stage {
  readonly clock: StoryClock;
  /** What the app warned of: a story that goes well has none. */
  readonly warnings: readonly string[];
  as(login: string): Person;
  /** Opens a pull request with green checks, as ada, and comes to rest. */
  openGreen(
    files?: Readonly<Record<string, string>>,
  ): Promise<{ readonly number: number; readonly headSha: string }>;
  /** Comments, moves the clock past the second, and comes to rest. */
  say(login: string, pull: number, text: string): Promise<void>;
  /** The newest check run of an environment on a commit. */
  checkRun(
    sha: string,
    environment: string,
  ): {
    readonly status: string;
    readonly conclusion: string | null;
    readonly title: string;
    readonly summary: string;
    readonly id: number;
  } | null;
  /** Answers of the bot on a page, oldest first, without hidden markers. */
  replies(pull: number): readonly string[];
  /** Reports on the newest deployment as GitHub Actions, and comes to rest. */
  deployed(environment: string, state?: 'success' | 'failure'): Promise<void>;
}

export interface StoryClock extends Clock {
  advance(ms: number): void;
}

const storyClock = (): StoryClock => {
  let at = Math.floor(Date.now() / 1000) * 1000;
  return {
    now: () => at,
    newId: () => newId(at),
    // The worker is woken by what happens; nothing in a story waits for time to pass by itself.
    sleep: () => new Promise(() => undefined),
    advance: (ms) => {
      at += ms;
    },
  };
};

export const tellStory = async (policy: string = DEMO_POLICY): Promise<Story> => {
  const clock = storyClock();
  const warnings: string[] = [];
  const warn = (fields: object, message: string): void => {
    const fault = 'err' in fields && fields.err instanceof Error ? `: ${fields.err.message}` : '';
    warnings.push(`${message}${fault}`);
  };
  const log: Log = { debug: () => undefined, info: () => undefined, warn, error: warn };
  const stage = await openStage({ log, port: 0, sandboxPort: 0, clock, policy });
  const { sandbox } = stage;
  const tick = (): void => clock.advance(1_000);
  const quiet = async (): Promise<void> => {
    await stage.quiet();
    tick();
  };
  return {
    ...stage,
    clock,
    warnings,
    quiet,
    as: (login) => sandbox.as(login),
    openGreen: async (files = { 'price.txt': 'with tax\n' }) => {
      const pull = await sandbox
        .as('ada')
        .openPull({ title: 'Show prices with tax', branch: 'tax', files });
      await sandbox.as('ada').setCheck(pull.headSha, 'build', 'success');
      await sandbox.as('ada').setCheck(pull.headSha, 'test', 'success');
      await quiet();
      return pull;
    },
    say: async (login, pull, text) => {
      await sandbox.as(login).comment(pull, text);
      await quiet();
    },
    checkRun: (sha, environment) =>
      sandbox.read
        .checkRuns(sha)
        .filter((run) => run.name === `promote / ${environment}`)
        .at(-1) ?? null,
    replies: (pull) =>
      sandbox.read
        .comments(pull)
        .filter((comment) => comment.body.includes('lockkeeper:reply'))
        .map((comment) => comment.body.replace(/\s*<!--.*?-->/gs, '')),
    deployed: async (environment, state = 'success') => {
      const deployment = sandbox.read
        .deployments()
        .filter((each) => each.environment === environment)
        .at(-1);
      if (deployment === undefined) throw new Error(`nothing was deployed to ${environment}`);
      await sandbox.as('github-actions[bot]').deploymentStatus(deployment.id, state);
      await quiet();
    },
  };
};
