/**
 * One service decides, whatever way a vote comes in: the same people vote through each channel, and what
 * is decided is compared byte for byte. Only the channel's own name and the vote's id may differ.
 */
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/digest.ts';
import { CHANNELS, type Channel } from '../../src/core/person.ts';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import { type SlackStory, tellSlackStory } from '../scenarios/slack-story.ts';
import type { Pull } from '../scenarios/story.ts';

const POLICY = `${DEMO_POLICY.replace('count: 1', 'count: 2')}notify: { slack: "#releases" }\n`;

/** On the same second in every story, so that instants are no difference. */
const BEGINS = Date.parse('2026-11-20T09:00:00Z');

/** Every way to vote, each by one of the channels that a vote can come through. */
const WAYS = ['review', 'comment', 'button', 'slack', 'slack command'] as const;
type Way = (typeof WAYS)[number];
type Cast = (story: SlackStory, login: string, pull: Pull) => Promise<unknown>;

const channelOf = (way: Way): Channel => (way === 'slack command' ? 'slack' : way);

const vote: Readonly<Record<Way, Cast>> = {
  review: (story, login, { number }) => story.review(login, number, 'APPROVE'),
  comment: (story, login, { number }) => story.say(login, number, '/approve production'),
  button: (story, login, { headSha }) => story.press(login, headSha, 'production', 'approve'),
  slack: (story, login) => story.pressInSlack(login, 'approve'),
  'slack command': (story, login, { number }) =>
    story.type(login, `approve acme/shop#${number} production`),
};

/** Two whose votes count, and between them two whose do not: the author, and somebody who is not asked. */
const VOTERS = ['grace', 'ada', 'linus', 'bob'];
const REFUSED = ['ada', 'linus'];

interface Heard {
  readonly decisions: readonly string[];
  readonly refused: readonly unknown[];
  readonly deployed: readonly string[];
}

const tell = async (way: Way): Promise<Heard> => {
  const story = await tellSlackStory(POLICY, { begins: BEGINS });
  try {
    for (const login of new Set(VOTERS)) await story.link(login);
    const pull = await story.waiting();
    for (const login of VOTERS) {
      // A review cannot be refused: GitHub has it, and every decision says that it does not count.
      if (way === 'review' && REFUSED.includes(login)) await story.quiet();
      else await vote[way](story, login, pull);
    }
    const { record } = story.app.store;
    const [chain = ''] = await record.chains();
    const entries = await record.entries(chain, 0, 1_000);
    const bodies = (kind: string) =>
      entries.filter((each) => each.kind === kind).map(({ body }) => body);
    return {
      decisions: bodies('decision').map((body) => deciding(body, channelOf(way), pull)),
      refused: bodies('refused').map(said),
      deployed: story.deployments('production').map(() => 'deployed'),
    };
  } finally {
    await story.close();
  }
};

/** Outcome and verdicts, without the channel's name and what is another one in every story. */
const deciding = (body: string, channel: Channel, { headSha }: Pull): string => {
  const { outcome, verdicts } = JSON.parse(body) as { outcome: unknown; verdicts: unknown };
  return canonicalJson({ outcome, verdicts })
    .replaceAll(`"via":"${channel}"`, '"via":"CHANNEL"')
    .replaceAll(/"voteId":"[^"]*"/g, '"voteId":"ID"')
    .replaceAll(headSha, 'SHA');
};

const said = (body: string): unknown => {
  const {
    via: _via,
    comment: _comment,
    slack: _slack,
    ...refusal
  } = JSON.parse(body) as Record<string, unknown>;
  return refusal;
};

// One after the other: Octokit shares what it waits for among the apps of one process.
const inTurn = async <K extends string, T>(
  ways: readonly K[],
  each: (way: K) => Promise<T>,
): Promise<ReadonlyMap<K, T>> => {
  const told = new Map<K, T>();
  for (const way of ways) told.set(way, await each(way));
  return told;
};

const heard = await inTurn(WAYS, tell);

describe.each(WAYS)('votes by %s', (way) => {
  it('let it pass after the second person whose vote counts', () => {
    expect(heard.get(way)?.deployed).toEqual(['deployed']);
  });

  it('are decided on as those by comment, to the byte', () => {
    const told = heard.get(way)?.decisions;
    expect(told?.length).toBeGreaterThan(2);
    expect(told).toEqual(heard.get('comment')?.decisions);
  });
});

/** A review is never refused: every decision says that it does not count. */
describe.each(WAYS.filter((each) => each !== 'review'))('votes by %s that do not count', (way) => {
  it('are refused for the same reasons as those by comment', () => {
    expect(heard.get(way)?.refused).toEqual(heard.get('comment')?.refused);
    expect(heard.get(way)?.refused).toMatchObject([
      { code: 'vote_not_counted', why: { code: 'own_work' } },
      { code: 'vote_not_counted', why: { code: 'not_eligible' } },
    ]);
  });
});

/** What a button of GitHub's says for itself: it has no field to write in. */
const REASON = 'rejected on GitHub';

const rejection = {
  comment: (story, login, { number }) => story.say(login, number, `/reject production ${REASON}`),
  button: (story, login, { headSha }) => story.press(login, headSha, 'production', 'reject'),
  slack: async (story, login) => {
    await story.slack.as(login).press(story.message(), 'reject');
    const form = story.slack.read.modal(login);
    if (form === null) throw new Error('no form was opened');
    await story.slack.as(login).submit(form, { written: REASON });
    await story.quiet();
  },
  'slack command': (story, login, { number }) =>
    story.type(login, `reject acme/shop#${number} production ${REASON}`),
} as const satisfies Partial<Record<Way, Cast>>;
const REJECTING = ['comment', 'button', 'slack', 'slack command'] as const;

/** Where it ends after somebody who may not has tried, and somebody who may has done it. */
const endBy = async (way: keyof typeof rejection): Promise<unknown> => {
  const story = await tellSlackStory(POLICY, { begins: BEGINS });
  try {
    for (const login of ['linus', 'grace']) await story.link(login);
    const pull = await story.waiting();
    const { promotions } = story.app.store;
    const [open] = await promotions.open(600, { environment: 'production' });
    await rejection[way](story, 'linus', pull);
    const tried = await promotions.byId(open?.id ?? '');
    await rejection[way](story, 'grace', pull);
    const ended = await promotions.byId(open?.id ?? '');
    return { tried: tried?.state, ended: ended?.state, run: story.run(pull.headSha, 'production') };
  } finally {
    await story.close();
  }
};

const ended = await inTurn(REJECTING, endBy);

it.each(REJECTING)('a rejection by %s ends as one by comment', (way) => {
  expect(ended.get(way)).toEqual(ended.get('comment'));
  expect(ended.get(way)).toMatchObject({
    tried: { kind: 'pending' },
    ended: { kind: 'rejected', by: { login: 'grace' }, reason: REASON },
  });
});

it('leaves no channel out', () => {
  expect([...new Set(WAYS.map(channelOf))]).toEqual(CHANNELS);
});
