/**
 * Whole ways through the product that something may go wrong on, and what must stand at their end
 * whatever did: each thing once, people told once, the record whole.
 */
import { keyRing } from '../../src/adapters/signer.ts';
import { checkExport } from '../../src/services/audit/audit-check.ts';
import { type ExportLine, exportLines } from '../../src/services/audit/audit-export.ts';
import { replayAll } from '../../src/services/audit/audit-replay.ts';
import { decideAgain } from '../../src/services/promotion/evaluate.ts';
import { type Story, tellStory, timeless } from '../scenarios/story.ts';

type Options = Parameters<typeof tellStory>[1];

/** Ready to go; what goes wrong is arranged between the two. */
export interface Ready {
  readonly story: Story;
  /** In this order. */
  readonly acts: readonly Act[];
  /** What people and programs then see, without instants. */
  end(): Promise<End>;
}

export interface End {
  readonly deployments: readonly string[];
  readonly runs: readonly string[];
  readonly comments: readonly string[];
  readonly reactions: readonly string[];
  readonly live: string;
}

/** Something that is done, and what comes of it in time. */
export interface Act {
  readonly do: () => void;
  readonly until: () => Promise<void>;
}

export interface Walk {
  readonly name: string;
  readonly begin: (options?: Options) => Promise<Ready>;
}

const SHOP = 600;
const STEP_MS = 30_000;
/** Half an hour ends everything that waits for GitHub. */
const MOST_STEPS = 55;

/** Lets time pass until it is so. */
export const until = async (story: Story, what: string, isSo: () => boolean): Promise<void> => {
  await story.quiet();
  for (let step = 0; step < MOST_STEPS && !isSo(); step += 1) await story.later(STEP_MS);
  if (isSo()) return;
  const said = story.sandbox.read.comments(1).map(({ body }) => body);
  throw new Error(`it never came to this: ${what}\n${[...story.warnings, ...said].join('\n')}`);
};

/** All acts, one after the other. */
export const play = async ({ acts }: Pick<Ready, 'acts'>): Promise<void> => {
  for (const act of acts) {
    act.do();
    await act.until();
  }
};

export const isDeployed = (story: Story, nth: number): Promise<void> =>
  until(story, `deployment ${nth}`, () => story.deployments('staging').length >= nth);

export const succeeds = (story: Story): void => {
  const id = story.sandbox.read.deployments().at(-1)?.id ?? 0;
  story.as('github-actions[bot]').deploymentStatus(id, 'success');
};

/** GitHub's part of the end is there when nothing of ours waits any more. */
export const settled = async (story: Story, sha: string, environment: string): Promise<void> => {
  await until(story, 'a check run that says success', () =>
    story.run(sha, environment).startsWith('success'),
  );
  // What was put off is made as well, and what was asked for twice is not made twice.
  for (let step = 0; step < 2; step += 1) await story.later(11 * STEP_MS);
};

export const endOf = async (story: Story, pages: readonly number[], shas: readonly string[]) => {
  const names = Object.fromEntries(shas.map((sha, index) => [`C${index + 1}`, sha]));
  const { read } = story.sandbox;
  const all = pages.flatMap((page) => read.comments(page));
  const ours = all.filter(({ author }) => author === 'lockkeeper[bot]');
  const live = await story.app.world.store.ledger.live(SHOP, 'staging');
  await checkRecord(story);
  return {
    deployments: read
      .deployments()
      .map(({ environment, sha, statuses }) =>
        timeless(`${environment} ${sha} ${statuses.map(({ state }) => state)}`, names),
      ),
    // The newest tells: one that could not be written in time need not be made afterwards.
    runs: shas.map((sha) => timeless(`${sha}: ${story.run(sha, 'staging')}`, names)),
    comments: ours.map(({ body, minimized }) =>
      timeless(`${body.replaceAll(/<!--.*?-->/gs, '')}${minimized ? ' (folded)' : ''}`, names),
    ),
    reactions: all.flatMap(({ body, reactions }) =>
      body.startsWith('/') ? [`${timeless(body, names)}: ${reactions}`] : [],
    ),
    live: timeless(live?.sha ?? 'nothing', names),
  };
};

/** Whole, signed, and every decision the same when it is decided again. */
export const checkRecord = async ({ app }: Story): Promise<void> => {
  const problems: unknown[] = [];
  const { keyId: id, publicKeyPem: publicKey } = app.world.signer;
  const known = { keys: [{ id, publicKey }], witnessed: [] };
  await checkExport(exported(app.world.store), known, keyRing, (each) => problems.push(each));
  for await (const each of replayAll(exported(app.world.store), decideAgain)) {
    if (each.replay?.kind !== 'same') problems.push(each);
  }
  if (problems.length > 0) throw new Error(`The record is not whole: ${JSON.stringify(problems)}`);
};

async function* exported(store: Parameters<typeof exportLines>[0]): AsyncGenerator<ExportLine> {
  for await (const line of exportLines(store)) yield JSON.parse(line) as ExportLine;
}

const POLICY = `version: 1
environments:
  - name: staging
    gates: { contains-live: false, checks: { required: [build, test] } }
`;

export const PROMOTION: Walk = {
  name: 'a promotion',
  begin: async (options) => {
    const story = await tellStory(POLICY, options);
    const pull = await story.openGreen();
    return {
      story,
      acts: [
        {
          do: () => story.as('ada').comment(pull.number, '/promote staging'),
          until: () => isDeployed(story, 1),
        },
        { do: () => succeeds(story), until: () => settled(story, pull.headSha, 'staging') },
      ],
      end: () => endOf(story, [pull.number], [pull.headSha]),
    };
  },
};

export const ROLLBACK: Walk = {
  name: 'a rollback',
  begin: async (options) => {
    const story = await tellStory(POLICY, options);
    const pulls = [await story.openAs('ada', 'first'), await story.openAs('ada', 'second')];
    for (const [index, pull] of pulls.entries()) {
      await story.say('ada', pull.number, '/promote staging');
      await isDeployed(story, index + 1);
      succeeds(story);
      await until(story, `release ${index + 1} is live`, () =>
        story.run(pull.headSha, 'staging').startsWith('success'),
      );
    }
    const [first, second] = pulls;
    if (first === undefined || second === undefined) throw new Error('there are two');
    return {
      story,
      acts: [
        {
          do: () => story.as('grace').comment(second.number, '/rollback staging because "slow"'),
          until: () => isDeployed(story, 3),
        },
        { do: () => succeeds(story), until: () => settled(story, first.headSha, 'staging') },
      ],
      end: () =>
        endOf(
          story,
          pulls.map(({ number }) => number),
          pulls.map(({ headSha }) => headSha),
        ),
    };
  },
};
