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

const vote: Readonly<
  Record<Channel, (story: SlackStory, login: string, pull: Pull) => Promise<unknown>>
> = {
  review: (story, login, { number }) => story.review(login, number, 'APPROVE'),
  comment: (story, login, { number }) => story.say(login, number, '/approve production'),
  button: (story, login, { headSha }) => story.press(login, headSha, 'production', 'approve'),
  slack: (story, login) => story.pressInSlack(login, 'approve'),
};

/** Two whose votes count, and between them two whose do not: the author, and somebody who is not asked. */
const VOTERS = ['grace', 'ada', 'linus', 'bob'];
const REFUSED = ['ada', 'linus'];

interface Heard {
  readonly decisions: readonly string[];
  readonly refused: readonly unknown[];
  readonly deployed: readonly string[];
}

const tell = async (channel: Channel): Promise<Heard> => {
  const story = await tellSlackStory(POLICY, { begins: BEGINS });
  try {
    for (const login of new Set(VOTERS)) await story.link(login);
    const pull = await story.waiting();
    for (const login of VOTERS) {
      // A review cannot be refused: GitHub has it, and every decision says that it does not count.
      if (channel === 'review' && REFUSED.includes(login)) await story.quiet();
      else await vote[channel](story, login, pull);
    }
    const { record } = story.app.store;
    const [chain = ''] = await record.chains();
    const entries = await record.entries(chain, 0, 1_000);
    const bodies = (kind: string) =>
      entries.filter((each) => each.kind === kind).map(({ body }) => body);
    return {
      decisions: bodies('decision').map((body) => deciding(body, channel, pull)),
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
const heard: Readonly<Record<Channel, Heard>> = {
  review: await tell('review'),
  comment: await tell('comment'),
  button: await tell('button'),
  slack: await tell('slack'),
};

describe.each(CHANNELS)('votes by %s', (channel) => {
  it('let it pass after the second person whose vote counts', () => {
    expect(heard[channel].deployed).toEqual(['deployed']);
  });

  it('are decided on as those by comment, to the byte', () => {
    const told = [...new Set(heard[channel].decisions)];
    expect(told.length).toBeGreaterThan(2);
    expect(told).toEqual([...new Set(heard.comment.decisions)]);
  });
});

/** A review is never refused: every decision says that it does not count. */
describe.each(CHANNELS.filter((each) => each !== 'review'))(
  'votes by %s that do not count',
  (channel) => {
    it('are refused for the same reasons as those by comment', () => {
      expect(heard[channel].refused).toEqual(heard.comment.refused);
      expect(heard[channel].refused).toMatchObject([
        { code: 'vote_not_counted', why: { code: 'own_work' } },
        { code: 'vote_not_counted', why: { code: 'not_eligible' } },
      ]);
    });
  },
);
