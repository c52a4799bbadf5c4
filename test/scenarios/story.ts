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
    readonly actions: readonly { readonly label: string; readonly identifier: string }[];
  } | null;
  /** Answers of the bot on a page, oldest first, without hidden markers. */
  replies(pull: number): readonly string[];
  /** The same, live in staging already. */
  liveInStaging(): Promise<{ readonly number: number; readonly headSha: string }>;
  /** The same, and promoted on to production by ada: it waits for a colleague. */
  waiting(): Promise<{ readonly number: number; readonly headSha: string }>;
  /** Marks the pull request's checks green on a commit, and comes to rest. */
  green(sha: string): Promise<void>;
  /** Deployments made to an environment. */
  deployments(environment: string): readonly { readonly id: number; readonly sha: string }[];
  /** Moves the clock, and comes to rest. */
  later(ms: number): Promise<void>;
  /** The status comment of a page; empty where there is none yet. */
  status(pull: number): string;
  /** Reports on the newest deployment as GitHub Actions, and comes to rest. */
  deployed(environment: string, state?: 'success' | 'failure'): Promise<void>;
}

export interface StoryClock extends Clock {
  advance(ms: number): void;
}

const storyClock = (): StoryClock => {
  let at = Math.floor(Date.now() / 1000) * 1000;
  let sleepers: readonly { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => at,
    newId: () => newId(at),
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers = [...sleepers, { until: at + ms, wake }];
      }),
    advance: (ms) => {
      at += ms;
      const due = sleepers.filter(({ until }) => until <= at);
      sleepers = sleepers.filter(({ until }) => until > at);
      for (const { wake } of due) wake();
    },
  };
};

/** Links as their words alone, and commits by the names the story gives them. */
export const plain = (markdown: string, commits: Readonly<Record<string, string>> = {}): string =>
  Object.entries(commits).reduce(
    (said, [name, sha]) => said.replaceAll(sha, name).replaceAll(sha.slice(0, 7), name),
    markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'),
  );

export const tellStory = async (
  policy: string = DEMO_POLICY,
  databaseUrl?: string,
): Promise<Story> => {
  const clock = storyClock();
  const warnings: string[] = [];
  const warn = (fields: object, message: string): void => {
    const fault = 'err' in fields && fields.err instanceof Error ? `: ${fields.err.message}` : '';
    warnings.push(`${message}${fault}`);
  };
  const log: Log = { debug: () => undefined, info: () => undefined, warn, error: warn };
  const stage = await openStage({
    log,
    port: 0,
    sandboxPort: 0,
    clock,
    policy,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  const { sandbox } = stage;
  const tick = (): void => clock.advance(1_000);
  const quiet = async (): Promise<void> => {
    await stage.quiet();
    tick();
  };
  const green = async (sha: string): Promise<void> => {
    await sandbox.as('ada').setCheck(sha, 'build', 'success');
    await sandbox.as('ada').setCheck(sha, 'test', 'success');
    await quiet();
  };
  const openGreen: Story['openGreen'] = async (files = { 'price.txt': 'with tax\n' }) => {
    const pull = await sandbox
      .as('ada')
      .openPull({ title: 'Show prices with tax', branch: 'tax', files });
    await green(pull.headSha);
    return pull;
  };
  const say: Story['say'] = async (login, pull, text) => {
    await sandbox.as(login).comment(pull, text);
    await quiet();
  };
  const deployments: Story['deployments'] = (environment) =>
    sandbox.read.deployments().filter((each) => each.environment === environment);
  const deployed: Story['deployed'] = async (environment, state = 'success') => {
    const deployment = deployments(environment).at(-1);
    if (deployment === undefined) throw new Error(`nothing was deployed to ${environment}`);
    await sandbox.as('github-actions[bot]').deploymentStatus(deployment.id, state);
    await quiet();
  };
  const liveInStaging: Story['liveInStaging'] = async () => {
    const pull = await openGreen();
    await say('ada', pull.number, '/promote staging');
    await deployed('staging');
    return pull;
  };
  return {
    ...stage,
    get app() {
      return stage.app;
    },
    get url() {
      return stage.url;
    },
    clock,
    warnings,
    quiet,
    as: (login) => sandbox.as(login),
    openGreen,
    liveInStaging,
    waiting: async () => {
      const pull = await liveInStaging();
      await say('ada', pull.number, '/promote production');
      return pull;
    },
    green,
    say,
    deployments,
    later: async (ms) => {
      clock.advance(ms);
      await quiet();
    },
    status: (pull) =>
      sandbox.read
        .comments(pull)
        .find((comment) => comment.body.includes('lockkeeper:status'))
        ?.body.replace(/\s*<!--.*?-->/gs, '') ?? '',
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
    deployed,
  };
};
