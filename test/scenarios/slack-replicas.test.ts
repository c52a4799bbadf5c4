/**
 * Two replicas on one PostgreSQL, and people who press in Slack at the same moment, each request reaching
 * another replica: one effect, whoever came second is told, and Slack is written to once and in order.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compose, type Lockkeeper } from '../../src/compose.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { StoredVote } from '../../src/core/facts.ts';
import type { Place } from '../../src/demo/stage.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { ONE_APPROVAL, type SlackStory, tellSlackStory } from './slack-story.ts';
import { type Pull, timeless } from './story.ts';

/** Who is first is another one each time. */
const ROUNDS = 3;

let postgres: TestPostgres;
let story: SlackStory;
let second: { readonly app: Lockkeeper; readonly url: string };
beforeAll(async () => {
  postgres = await startPostgres();
}, 120_000);
afterAll(() => postgres.stop());
afterEach(async () => {
  await story.sandbox.settled();
  await second.app.stop();
  await story.close();
});

const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const openReplica = async ({ env, signingKey }: Place): Promise<typeof second> => {
  const settings = readSettings({ ...env, PORT: '0' });
  if (!settings.ok || settings.value.mode !== 'serve') throw new Error('wrong settings');
  const { clock } = story;
  const app = await compose({ settings: settings.value, signingKey, log, clock });
  return { app, url: await app.start() };
};

let made = 0;
const open = async (): Promise<void> => {
  made += 1;
  const databaseUrl = await postgres.newDatabase(`replicas${made}`);
  story = await tellSlackStory(ONE_APPROVAL, { databaseUrl });
  let place: Place | null = null;
  await story.restart(async (its) => {
    place = its;
  });
  if (place === null) throw new Error('a stage has a place');
  second = await openReplica(place);
  for (const name of ['grace', 'omar']) await story.link(name);
};

/** Until neither has anything to do for the other. */
const quiet = async (): Promise<void> => {
  for (let round = 0; round < 3; round += 1) {
    await story.sandbox.settled();
    await Promise.all([story.app.worker.idle(), second.app.worker.idle()]);
  }
  await story.quiet();
};

/** What Slack sends next goes to the first replica, or to the second. */
const towards = (url: string): void =>
  story.slack.connectApp({ url: `${url}/slack/events`, signingSecret: story.secret });

/** Both at once, each to a replica of its own. */
const atOnce = async (one: () => Promise<unknown>, two: () => Promise<unknown>): Promise<void> => {
  towards(story.url);
  const first = one();
  towards(second.url);
  await Promise.all([first, two()]);
  await quiet();
};

/** The first replica works on `first` whole while the second is about to do what was pressed there. */
const decidedMeanwhile = async (
  first: () => Promise<unknown>,
  late: () => Promise<unknown>,
): Promise<void> => {
  let was = false;
  meanwhile(async () => {
    towards(story.url);
    await first();
    await story.app.worker.idle();
    was = true;
  });
  towards(second.url);
  await late();
  // Alone, so that it is the one who takes it up.
  await second.app.worker.idle();
  await quiet();
  expect(was).toBe(true);
};

/** Once, while the second replica finds out who it was that pressed. */
const meanwhile = (what: () => Promise<unknown>): void => {
  const { host } = second.app.world;
  const { roleOf } = host;
  const interrupted: typeof roleOf = async (...asked) => {
    Object.assign(host, { roleOf });
    await what();
    return roleOf(...asked);
  };
  Object.assign(host, { roleOf: interrupted });
};

const asked = async (nth: number): Promise<Pull> => {
  const pull = await story.openAs('ada', `branch-${nth}`);
  await story.say('ada', pull.number, '/promote staging');
  await quiet();
  return pull;
};

const approve = (name: string) => (): Promise<unknown> =>
  story.slack.as(name).press(story.message(), 'approve');

/** With the form open already. */
const rejecting = async (name: string): Promise<() => Promise<unknown>> => {
  const person = story.slack.as(name);
  await person.press(story.message(), 'reject');
  const form = story.slack.read.modal(name) ?? { id: '' };
  return () => person.submit(form, { written: 'too slow' });
};

const votes = async (): Promise<readonly string[]> => {
  const { record } = story.app.store;
  const [chain = ''] = await record.chains();
  return (await record.entries(chain, 0, 1_000))
    .filter(({ kind }) => kind === 'vote.cast')
    .map(({ body }) => JSON.parse(body) as { readonly vote: StoredVote })
    .map(({ vote: { person, choice } }) => `${person.login}: ${choice}`);
};

const answers = (): readonly string[] =>
  ['grace', 'omar'].flatMap((name) =>
    story.slack.read.ephemerals(name).map(({ shown }) => `${name}: ${timeless(shown)}`),
  );

/** What the channel shows of the newest promotion, once nothing goes on any more. */
const shown = async (): Promise<readonly string[]> => {
  if (story.said().includes('Deploying')) await story.deployed('staging');
  await quiet();
  const message = story.message();
  const [, state = ''] = timeless(message.shown).split('\n');
  expect(message.shown).not.toContain('[Approve]');
  const thread = story.slack.read.thread(message).map((each) => timeless(each.shown));
  return [state, ...thread.map((each) => each.split('\n', 1)[0] ?? '')];
};

const approvedBy = (name: string): readonly string[] => [
  `✅ Approved by ${name} (slack, TIME UTC). Deployed TIME UTC`,
  'Approved, waiting for its turn',
  'Deploying',
  'Deployed TIME UTC',
];

const REJECTED = ['⛔ Rejected by omar TIME UTC', 'Rejected by omar'];

describe('two people press at once', () => {
  it('both approve: it deploys once', async () => {
    await open();
    for (let nth = 1; nth <= ROUNDS; nth += 1) {
      const { headSha } = await asked(nth);
      await atOnce(approve('grace'), approve('omar'));
      const [state, ...thread] = await shown();
      expect(state).toMatch(/^✅ Approved by (?:grace|omar) .*Deployed TIME UTC$/);
      expect(thread).toEqual(approvedBy('one of them').slice(1));
      expect(story.deployments('staging').filter((sha) => sha === headSha)).toHaveLength(1);
      expect(story.slack.read.messages('releases')).toHaveLength(nth);
      expect([...(await votes()), ...answers()]).toHaveLength(2 * nth);
    }
  });

  it('one for and one against: it is one of both', async () => {
    await open();
    for (let nth = 1; nth <= ROUNDS; nth += 1) {
      const { headSha } = await asked(nth);
      await atOnce(approve('grace'), await rejecting('omar'));
      const isDeployed = story.deployments('staging').includes(headSha);
      expect(await shown()).toEqual(isDeployed ? approvedBy('grace') : REJECTED);
      expect([...(await votes()), ...answers()]).toHaveLength(2 * nth);
    }
  });
});

describe('while one replica works on a press, the other lets it be decided by somebody else', () => {
  it('a second yes is not needed any more', async () => {
    await open();
    await asked(1);
    await decidedMeanwhile(approve('grace'), approve('omar'));
    expect(await shown()).toEqual(approvedBy('grace'));
    expect(await votes()).toEqual(['grace: approve']);
    expect(answers()).toMatchInlineSnapshot(`
      [
        "omar: The promotion to staging is deploying and takes no votes any more.",
      ]
    `);
    expect(story.deployments('staging')).toHaveLength(1);
  });

  it('a no comes too late', async () => {
    await open();
    await asked(1);
    await decidedMeanwhile(approve('grace'), await rejecting('omar'));
    expect(await shown()).toEqual(approvedBy('grace'));
    expect(await votes()).toEqual(['grace: approve']);
    expect(answers()).toMatchInlineSnapshot(`
      [
        "omar: The promotion to staging is deploying and takes no votes any more.",
      ]
    `);
  });

  it('a yes comes too late', async () => {
    await open();
    await asked(1);
    await decidedMeanwhile(await rejecting('omar'), approve('grace'));
    expect(await shown()).toEqual(REJECTED);
    expect(await votes()).toEqual(['omar: reject']);
    expect(answers()).toMatchInlineSnapshot(`
      [
        "grace: The promotion to staging is rejected and takes no votes any more.",
      ]
    `);
    expect(story.deployments('staging')).toEqual([]);
  });
});

describe('one press that reaches both replicas', () => {
  it('is one vote, and nobody is told anything', async () => {
    await open();
    for (let nth = 1; nth <= ROUNDS; nth += 1) {
      await asked(nth);
      await atOnce(approve('grace'), () =>
        story.slack.redeliver(story.slack.deliveries.at(-1)?.id ?? ''),
      );
      expect(await shown()).toEqual(approvedBy('grace'));
      expect(await votes()).toEqual(Array(nth).fill('grace: approve'));
      expect(answers()).toEqual([]);
    }
  });
});
