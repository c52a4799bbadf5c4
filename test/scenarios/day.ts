/**
 * A working day as a story: fifty promotions on ten pull requests by five people, spread over hours.
 * Four pull requests go well, three fail and are pushed to, three are cancelled, rejected and held back.
 */
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import type { Pull, Story } from './story.ts';

const MINUTE = 60_000;

/** Each pull request has a folder of its own: none has to contain what the others brought to production. */
export const DAY_POLICY = DEMO_POLICY.replace(
  'checks: { required: [build, test] }\n    approvals',
  'checks: { required: [build, test] }\n      contains-live: false\n    approvals',
);

export const PROMOTIONS = 50;
/** What somebody must be told: what they asked, and why not. */
export const REPLIES = 16;

/**
 * The writes that the day needs, and hardly more: some of what happens at once is written at once or
 * one after the other, as it comes. What is left out is read.
 */
export const MOST_WRITES: Readonly<Record<string, number>> = {
  // Ten status comments, and the replies.
  'POST /issues/{issue_number}/comments': 26,
  // 140: of each promotion when it is asked for, goes and ends; the first of a page is the comment itself.
  'PATCH /issues/comments/{comment_id}': 150,
  // One for each promotion, and another where a person was waited for: a completed run stays completed.
  'POST /check-runs': 61,
  // 86.
  'PATCH /check-runs/{check_run_id}': 95,
  'POST /deployments': 41,
  // What was live in production before.
  'POST /deployments/{deployment_id}/statuses': 17,
  // 62 and 3: one is taken back where what failed was tried again, and is done.
  'POST /issues/comments/{comment_id}/reactions': 66,
  'DELETE /issues/comments/{comment_id}/reactions/{reaction_id}': 7,
  Fold: 6,
};

export interface Work extends Pull {
  readonly author: string;
  readonly branch: string;
}
type Step = (story: Story, work: Work) => Promise<void>;

const ask =
  (text: string, login?: string): Step =>
  (story, { author, number }) =>
    story.say(login ?? author, number, text);
const arrives =
  (environment: string, state: 'success' | 'failure' = 'success'): Step =>
  (story) =>
    story.deployed(environment, state);
const review: Step = (story, { number }) => story.review('grace', number, 'APPROVE');

/** The checks of the new commit run, and turn green one after the other. */
const push: Step = async (story, { author, branch }) => {
  const files = { [`${branch}/fix.txt`]: 'fixed\n' };
  const { sha } = story.as(author).push({ branch, files });
  await story.quiet();
  story.as(author).setCheck(sha, 'build', null);
  story.as(author).setCheck(sha, 'test', null);
  await story.green(sha);
};

const toStaging: readonly Step[] = [ask('/promote staging'), arrives('staging')];
const toProduction: readonly Step[] = [ask('/promote production'), review, arrives('production')];

const GOES_WELL: readonly Step[] = [
  ...toStaging,
  ...toProduction,
  push,
  ...toStaging,
  ask('/status'),
  ...toProduction,
  // What is live is deployed anew, as a setting of it changed.
  ask('/promote production --again'),
  arrives('production'),
];
const FAILS_AND_MOVES: readonly Step[] = [
  ask('/promote staging'),
  arrives('staging', 'failure'),
  ask('/why staging'),
  ask('/retry staging'),
  arrives('staging'),
  ask('/promote production'),
  ask('/why production', 'linus'),
  push,
  ask('/promote prodction'),
  ...toStaging,
  ...toProduction,
];
const IS_HELD_BACK: readonly Step[] = [
  // Who cannot write gets a thumbs down and no words.
  ask('/promote staging', 'mallory'),
  ...toStaging,
  ask('/promote production'),
  ask('/cancel production'),
  ask('/promote production'),
  ask('/reject production the migration is missing', 'grace'),
  push,
  ...toStaging,
  ask('/approve production', 'grace'),
  ...toProduction,
];

const PLANS: readonly { readonly author: string; readonly steps: readonly Step[] }[] = [
  { author: 'ada', steps: GOES_WELL },
  { author: 'linus', steps: GOES_WELL },
  { author: 'bob', steps: GOES_WELL },
  { author: 'ada', steps: GOES_WELL },
  { author: 'linus', steps: FAILS_AND_MOVES },
  { author: 'bob', steps: FAILS_AND_MOVES },
  { author: 'omar', steps: FAILS_AND_MOVES },
  { author: 'linus', steps: IS_HELD_BACK },
  { author: 'bob', steps: IS_HELD_BACK },
  { author: 'omar', steps: IS_HELD_BACK },
];

/** GitHub Actions takes up every deployment at once. */
const runsStart = async (story: Story): Promise<void> => {
  for (const { id, statuses } of story.sandbox.read.deployments()) {
    if (statuses.length === 0) {
      story.as('github-actions[bot]').deploymentStatus(id, 'in_progress');
    }
  }
  await story.quiet();
};

/** Each takes the next step of theirs in turn; `step` goes through `around`, if it is given. */
export const tellDay = async (
  story: Story,
  around: (taken: number, step: () => Promise<void>) => Promise<void> = (_, step) => step(),
): Promise<readonly Work[]> => {
  const all: { readonly work: Work; readonly steps: readonly Step[] }[] = [];
  for (const [index, { author, steps }] of PLANS.entries()) {
    const branch = `part-${index}`;
    all.push({ work: { ...(await story.openAs(author, branch)), author, branch }, steps });
  }
  let taken = 0;
  for (let round = 0; all.some(({ steps }) => round < steps.length); round += 1) {
    for (const { work, steps } of all) {
      const step = steps[round];
      if (step === undefined) continue;
      await around(taken, () => step(story, work));
      await runsStart(story);
      taken += 1;
      await story.later(2 * MINUTE);
    }
  }
  return all.map(({ work }) => work);
};

/** How often GitHub was called, by what was asked of it; with some answers only, where told which. */
export const callsOf = (
  story: Story,
  counts: (status: number) => boolean = () => true,
): Readonly<Record<string, number>> => {
  const found: Record<string, number> = {};
  for (const { method, route, graphql, status } of story.sandbox.calls) {
    if (!counts(status)) continue;
    const name = graphql ?? `${method} ${route.replace('/repos/{owner}/{repo}', '')}`;
    found[name] = (found[name] ?? 0) + 1;
  }
  return found;
};

/** What became of the promotions, and how many of each. */
export const endsOf = async (story: Story): Promise<Readonly<Record<string, number>>> => {
  const { promotions, repositories } = story.app.world.store;
  const [repository] = await repositories.ofInstallation(story.sandbox.app.installationId);
  const all = await promotions.recent(repository?.id ?? 0, {}, 2 * PROMOTIONS);
  const counts: Record<string, number> = { all: all.length };
  for (const { environment, state } of all) {
    const end = `${environment} ${state.kind}`;
    counts[end] = (counts[end] ?? 0) + 1;
  }
  return counts;
};

/** Our comments on a page: status comments, replies, and how many replies are not folded. */
export const writtenOn = (
  story: Story,
  { number }: Pull,
): { readonly status: number; readonly replies: number; readonly open: number } => {
  const ours = story.sandbox.read
    .comments(number)
    .filter(({ author }) => author === 'lockkeeper[bot]');
  const replies = ours.filter(({ body }) => body.includes('lockkeeper:reply'));
  return {
    status: ours.length - replies.length,
    replies: replies.length,
    open: replies.filter(({ minimized }) => !minimized).length,
  };
};
