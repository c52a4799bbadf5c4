/** Prints what people read, as they read it, and holds the story to what it should be. */
import type { Io } from '../adapters/cli/io.ts';
import type { Person } from '../sandbox/person.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { plain } from './plain.ts';
import type { Stage } from './stage.ts';

export interface Teller {
  scene(what: string): void;
  /** What somebody types, or does with a button. */
  does(who: string, what: string): void;
  /** The newest check run of an environment on a commit, which must have this conclusion; null is none yet. */
  checkRun(sha: string, environment: string, conclusion: string | null): void;
  /** The newest answer on the page, which must say this. */
  lastReply(pullNumber: number, says: string): void;
  replies(pullNumber: number, newest: number): void;
  statusComment(pullNumber: number): void;
  /** The newest message in the channel, which must say this. */
  slackMessage(says: string): void;
  /** What a person alone was answered last in the channel, which must say this. */
  slackAnswer(who: string, says: string): void;
  /** What the app told a person alone last, which must say this. */
  slackDirect(who: string, says: string): void;
  /** The workflow of the repository does its work. */
  finishDeployment(as: Person, environment: string): Promise<void>;
  end(): void;
}

const BOT = 'lockkeeper[bot]';

/** `timePasses` is called between two scenes. */
export const createTeller = (io: Io, stage: Stage, timePasses: () => void): Teller => {
  const { sandbox } = stage;
  let scenes = 0;
  return {
    scene: (what) => {
      scenes += 1;
      timePasses();
      io.stdout(`\n${scenes}. ${what}\n`);
    },
    does: (who, what) => io.stdout(`   ${who}: ${what}\n`),
    checkRun: (sha, environment, conclusion) =>
      io.stdout(checkRunTold(sandbox, sha, environment, conclusion)),
    lastReply: (pullNumber, says) => {
      const body = repliesOn(sandbox, pullNumber).at(-1) ?? '';
      if (!body.includes(says))
        throw new Error(`the answer says ${JSON.stringify(body)}, not ${says}`);
      io.stdout(boxed(BOT, plain(body)));
    },
    replies: (pullNumber, newest) => {
      for (const body of repliesOn(sandbox, pullNumber).slice(-newest))
        io.stdout(boxed(BOT, plain(body)));
    },
    statusComment: (pullNumber) => {
      const all = sandbox.read
        .comments(pullNumber)
        .filter((comment) => comment.body.includes('lockkeeper:status'));
      if (all.length !== 1) throw new Error(`there are ${all.length} status comments, not 1`);
      io.stdout(boxed(`${BOT}, the one status comment`, plain(all[0]?.body ?? '')));
    },
    slackMessage: (says) =>
      io.stdout(slackTold('Slack, #releases', sandbox.slack.read.messages('releases'), says)),
    slackAnswer: (who, says) =>
      io.stdout(slackTold(`Slack, only to ${who}`, sandbox.slack.read.ephemerals(who), says)),
    slackDirect: (who, says) =>
      io.stdout(slackTold(`Slack, to ${who}`, sandbox.slack.read.directs(who), says)),
    finishDeployment: (as, environment) => finish(io, stage, as, environment),
    end: () => {
      io.stdout(
        `\nPlayed to its end: ${scenes} scenes, ${sandbox.calls.length} calls to the sandbox's GitHub. To play in it yourself: npm run sandbox\n`,
      );
    },
  };
};

const checkRunTold = (
  sandbox: Sandbox,
  sha: string,
  environment: string,
  conclusion: string | null,
): string => {
  const all = sandbox.read.checkRuns(sha);
  const run = all.findLast((each) => each.name === `promote / ${environment}`);
  if (run === undefined || run.conclusion !== conclusion) {
    throw new Error(
      `the check run for ${environment} is ${run?.conclusion ?? run?.status ?? 'missing'}, not ${conclusion}`,
    );
  }
  const buttons = run.actions.map((action) => `[${action.label}]`).join(' ');
  const parts = [run.title, plain(run.summary), ...(buttons === '' ? [] : [buttons])];
  return boxed(`${run.name}: ${run.conclusion ?? run.status}`, parts.join('\n\n'));
};

const finish = async (io: Io, stage: Stage, as: Person, environment: string): Promise<void> => {
  const made = stage.sandbox.read.deployments();
  const deployment = made.findLast((each) => each.environment === environment);
  if (deployment === undefined) throw new Error(`no deployment to ${environment} was made`);
  io.stdout(`   github-actions[bot]: the deployment to ${environment} succeeded\n`);
  await as.deploymentStatus(deployment.id, 'in_progress');
  const environmentUrl = `https://${environment}.shop.example.com`;
  await as.deploymentStatus(deployment.id, 'success', { environmentUrl });
  await stage.quiet();
};

const slackTold = (
  where: string,
  messages: readonly { readonly shown: string }[],
  says: string,
): string => {
  const shown = messages.at(-1)?.shown ?? '';
  if (!shown.includes(says)) throw new Error(`${where} says ${JSON.stringify(shown)}, not ${says}`);
  return boxed(where, shown);
};

const repliesOn = (sandbox: Sandbox, pullNumber: number): readonly string[] =>
  sandbox.read
    .comments(pullNumber)
    .filter((comment) => comment.body.includes('lockkeeper:reply'))
    .map((comment) => comment.body);

const boxed = (title: string, body: string): string =>
  `   ┌─ ${title}\n${body
    .split('\n')
    .map((line) => `   │ ${line}`)
    .join('\n')}\n   └─\n`;
