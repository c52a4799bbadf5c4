/**
 * Tells stories of the whole bot: people do things on a GitHub of this machine, the real app answers
 * over HTTP, and the test reads what people read. Time stands still until the story moves it.
 */
import { newId } from '../../src/adapters/clock.ts';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { openStage, type Stage, type StageOptions } from '../../src/demo/stage.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Person } from '../../src/sandbox/person.ts';
import { watchConformance } from '../conformance/watch.ts';
import { anyOf, nextSeed } from './any-order.ts';

export interface Pull {
  readonly number: number;
  readonly headSha: string;
}

type Verdict = Parameters<Person['review']>[1];
type CheckRun = ReturnType<Stage['sandbox']['read']['checkRuns']>[number];

export interface Story extends Stage {
  readonly clock: StoryClock;
  /** What the app warned of: a story that goes well has none. */
  readonly warnings: readonly string[];

  // What people do. All but `as` wait until everything that follows from it was done.

  /** For what has no word of its own here; `quiet` then waits. */
  as(login: string): Person;
  /** Opens a pull request with green checks, as ada from the branch `tax`. */
  openGreen(files?: Readonly<Record<string, string>>): Promise<Pull>;
  /** The same by somebody else, from a branch that adds a file of its name. */
  openAs(login: string, branch: string): Promise<Pull>;
  /** Turns both checks green on a commit. */
  green(sha: string): Promise<void>;
  say(login: string, page: number, text: string): Promise<void>;
  review(login: string, pull: number, verdict: Verdict): Promise<void>;
  /** Approves for production by comment; the answer they read, or `counted` where there is none. */
  approve(login: string, page: number): Promise<string>;
  /** Presses a button of an environment's newest check run. */
  press(login: string, sha: string, environment: string, button: string): Promise<void>;
  /** Reports on the newest deployment, as GitHub Actions. */
  deployed(environment: string, state?: 'success' | 'failure'): Promise<void>;
  /** Takes a page's release, or the commit named, to staging and asks for production. */
  promoteOn(login: string, page: number, sha?: string): Promise<void>;
  /** A green pull request of ada's that is live in staging. */
  liveInStaging(): Promise<Pull>;
  /** The same, and ada asked for production: it waits for a colleague. */
  waiting(): Promise<Pull>;
  /** Moves the clock. */
  later(ms: number): Promise<void>;

  // What people read.

  /** The newest check run of an environment on a commit. */
  checkRun(sha: string, environment: string): CheckRun | null;
  /** Its conclusion, or its status before it has one, and its title. */
  run(sha: string, environment: string): string;
  summary(sha: string, environment: string): string;
  /** Answers of the bot on a page, oldest first. */
  replies(page: number): readonly string[];
  lastReply(page: number, commits?: Names): string;
  /** The status comment of a page; empty where there is none yet. */
  status(page: number): string;
  /** The commits deployed to an environment, oldest first. */
  deployments(environment: string): readonly string[];
}

export interface StoryClock extends Clock {
  advance(ms: number): void;
}

/** What a story calls its commits. */
type Names = Readonly<Record<string, string>>;

/** Links as their words alone, and commits by the names the story gives them. */
export const plain = (markdown: string, commits: Names = {}): string =>
  Object.entries(commits).reduce(
    (said, [name, sha]) => said.replaceAll(sha, name).replaceAll(sha.slice(0, 7), name),
    markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'),
  );

/** The same with every instant as `TIME`. */
export const timeless = (markdown: string, commits: Names = {}): string =>
  plain(markdown, commits).replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME');

type StoryOptions = Pick<
  StageOptions,
  'databaseUrl' | 'env' | 'files' | 'requiredChecks' | 'slack'
> & {
  /** What the clock shows at the beginning; now when left out. */
  readonly begins?: number;
};

/** Every event comes twice and in any order, as GitHub promises neither once nor in order. */
export const tellStory = async (
  policy: string = DEMO_POLICY,
  { begins = Date.now(), ...options }: StoryOptions = {},
): Promise<Story> => {
  const clock = storyClock(begins);
  const warnings: string[] = [];
  const warn = (fields: object, message: string): void => {
    const fault = 'err' in fields && fields.err instanceof Error ? `: ${fields.err.message}` : '';
    warnings.push(`${message}${fault}`);
  };
  const log: Log = { debug: () => undefined, info: () => undefined, warn, error: warn };
  const watch = watchConformance();
  const stage = await openStage({
    log,
    port: 0,
    sandboxPort: 0,
    clock,
    policy,
    wire: { observe: watch.observe, doubled: true, pick: anyOf(nextSeed()) },
    ...options,
  });
  const read = readingOn(stage);
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
    ...read,
    ...actingOn(stage, clock, read),
    close: async () => {
      await stage.close();
      watch.end(stage.sandbox);
    },
  };
};

const storyClock = (begins: number): StoryClock => {
  let at = Math.floor(begins / 1000) * 1000;
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

type Reading = Pick<
  Story,
  'checkRun' | 'run' | 'summary' | 'replies' | 'lastReply' | 'status' | 'deployments'
>;

const readingOn = ({ sandbox }: Stage): Reading => {
  const checkRun: Story['checkRun'] = (sha, environment) =>
    sandbox.read.checkRuns(sha).findLast((run) => run.name === `promote / ${environment}`) ?? null;
  const marked = (page: number, marker: string): readonly string[] =>
    sandbox.read
      .comments(page)
      .filter(({ body }) => body.includes(marker))
      .map(({ body }) => body.replace(/\s*<!--.*?-->/gs, ''));
  const replies: Story['replies'] = (page) => marked(page, 'lockkeeper:reply');
  return {
    checkRun,
    run: (sha, environment) => {
      const run = checkRun(sha, environment);
      return run === null ? 'none' : `${run.conclusion ?? run.status}: ${run.title}`;
    },
    summary: (sha, environment) => plain(checkRun(sha, environment)?.summary ?? ''),
    replies,
    lastReply: (page, commits) => plain(replies(page).at(-1) ?? 'none', commits),
    status: (page) => marked(page, 'lockkeeper:status').at(0) ?? '',
    deployments: (environment) =>
      sandbox.read
        .deployments()
        .filter((each) => each.environment === environment)
        .map(({ sha }) => sha),
  };
};

type Acting = Omit<Story, keyof Stage | keyof Reading | 'clock' | 'warnings'> &
  Pick<Story, 'quiet'>;

const actingOn = (stage: Stage, clock: StoryClock, { checkRun, replies }: Reading): Acting => {
  const { sandbox } = stage;
  const as: Story['as'] = (login) => sandbox.as(login);
  /** The next thing happens in another second, as GitHub's times tell no finer. */
  const quiet: Story['quiet'] = async () => {
    await stage.quiet();
    clock.advance(1_000);
  };
  const green: Story['green'] = async (sha) => {
    as('ada').setCheck(sha, 'build', 'success');
    as('ada').setCheck(sha, 'test', 'success');
    await quiet();
  };
  const say: Story['say'] = async (login, page, text) => {
    as(login).comment(page, text);
    await quiet();
  };
  const opened = async (pull: Pull): Promise<Pull> => {
    await green(pull.headSha);
    return pull;
  };
  const openGreen: Story['openGreen'] = (files = { 'price.txt': 'with tax\n' }) =>
    opened(as('ada').openPull({ title: 'Show prices with tax', branch: 'tax', files }));
  const deployed: Story['deployed'] = async (environment, state = 'success') => {
    const all = sandbox.read.deployments().filter((each) => each.environment === environment);
    const newest = all.at(-1);
    if (newest === undefined) throw new Error(`nothing was deployed to ${environment}`);
    as('github-actions[bot]').deploymentStatus(newest.id, state);
    await quiet();
  };
  const liveInStaging: Story['liveInStaging'] = async () => {
    const pull = await openGreen();
    await say('ada', pull.number, '/promote staging');
    await deployed('staging');
    return pull;
  };
  return {
    as,
    quiet,
    green,
    openGreen,
    openAs: (login, branch) =>
      opened(as(login).openPull({ title: branch, branch, files: { [`${branch}.txt`]: 'new\n' } })),
    say,
    review: async (login, pull, verdict) => {
      as(login).review(pull, verdict);
      await quiet();
    },
    approve: async (login, page) => {
      const before = replies(page).length;
      await say(login, page, '/approve production');
      return plain(replies(page)[before] ?? 'counted');
    },
    press: async (login, sha, environment, button) => {
      const run = checkRun(sha, environment);
      if (run === null) throw new Error(`${environment} has no check run`);
      as(login).press(run.id, button);
      await quiet();
    },
    deployed,
    promoteOn: async (login, page, sha = '') => {
      await say(login, page, `/promote staging ${sha}`);
      await deployed('staging');
      await say(login, page, `/promote production ${sha}`);
    },
    liveInStaging,
    waiting: async () => {
      const pull = await liveInStaging();
      await say('ada', pull.number, '/promote production');
      return pull;
    },
    later: async (ms) => {
      clock.advance(ms);
      await quiet();
    },
  };
};
