/** GitHub asks to wait: everything comes later, nothing twice, and decisions come first. */
import { afterEach, describe, expect, it } from 'vitest';
import { callsOf, DAY_POLICY, endsOf, MOST_WRITES, REPLIES, tellDay, writtenOn } from './day.ts';
import { type Story, tellStory } from './story.ts';

const MINUTE = 60_000;

let story: Story;
afterEach(async () => {
  await story.close();
});

const callsSince = (before: number): readonly string[] =>
  story.sandbox.calls
    .slice(before)
    .map(({ method, route, graphql, status }) => `${status} ${method} ${graphql ?? route}`);

/** What would show if it was made twice. */
const CREATES = [
  'POST /issues/{issue_number}/comments',
  'POST /check-runs',
  'POST /deployments',
  'POST /issues/comments/{comment_id}/reactions',
];

const LIMITS = [
  { status: 403, seconds: 90 },
  { status: 429, seconds: 150, untold: true },
  { status: 429, seconds: 45 },
  { status: 403, seconds: 60, untold: true },
] as const;

it('in the middle of a day of fifty promotions: nothing is lost, nothing made twice', {
  timeout: 240_000,
}, async () => {
  story = await tellStory(DAY_POLICY);
  const refused: number[] = [];
  const works = await tellDay(story, async (taken, step) => {
    const limit = taken % 11 === 3 ? LIMITS[refused.length % LIMITS.length] : undefined;
    if (limit === undefined) return step();
    const before = story.sandbox.calls.length;
    story.sandbox.limit(limit);
    await step();
    for (let round = 0; round < 3; round += 1) await story.later(2 * MINUTE);
    refused.push(callsSince(before).filter((call) => /^4(?:03|29)/.test(call)).length);
  });
  expect(story.warnings).toEqual([]);
  expect(await endsOf(story)).toMatchInlineSnapshot(`
    {
      "all": 50,
      "production cancelled": 3,
      "production completed": 18,
      "production rejected": 3,
      "production superseded": 3,
      "staging completed": 20,
      "staging failed": 3,
    }
  `);
  expect(refused.length).toBeGreaterThanOrEqual(9);
  // After the first refusal of each interface nobody knocks before the time it told.
  expect(Math.max(...refused)).toBeLessThanOrEqual(6);

  const deployments = story.sandbox.read.deployments();
  const by = deployments.map(({ payload }) => JSON.stringify(payload));
  expect(new Set(by).size).toBe(41);
  expect(by).toHaveLength(41);

  const made = callsOf(story, (status) => status < 300);
  for (const kind of CREATES) {
    expect(made[kind], kind).toBeLessThanOrEqual(MOST_WRITES[kind] ?? 0);
  }

  const pages = works.map((work) => writtenOn(story, work));
  expect(pages.map(({ status }) => status)).toEqual(works.map(() => 1));
  expect(pages.reduce((sum, { replies }) => sum + replies, 0)).toBe(REPLIES);
  expect(pages.map(({ open }) => open)).toEqual(pages.map(({ replies }) => Math.min(1, replies)));
  for (const { number } of works) {
    const said = story.sandbox.read
      .comments(number)
      .filter(({ author }) => author !== 'lockkeeper[bot]');
    for (const { body, reactions } of said) expect(reactions.length, body).toBeLessThanOrEqual(1);
    expect(story.status(number)).toContain('✅ completed');
    const { headSha } = story.sandbox.read.pull(number);
    expect(story.run(headSha, 'production')).toContain('success: Deployed');
  }
});

describe('what was put off', () => {
  it('is made in order: the deployment, the check run, the comment, the reaction', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    story.sandbox.fail({
      match: 'POST /repos/{owner}/{repo}/deployments',
      status: 403,
      retryAfterSeconds: 60,
    });
    await story.say('ada', pull.number, '/promote staging');
    await story.say('mallory', pull.number, '/promote staging');
    const before = story.sandbox.calls.length;
    await story.later(MINUTE);
    expect(callsSince(before).filter((call) => !call.includes(' GET '))).toMatchInlineSnapshot(`
      [
        "200 POST Snapshot",
        "201 POST /repos/{owner}/{repo}/deployments",
        "201 POST /repos/{owner}/{repo}/check-runs",
        "201 POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
        "201 POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
      ]
    `);
    expect(story.deployments('staging')).toEqual([pull.headSha]);
  });
});

describe('a command', () => {
  it('is taken up when the wait is over, however often GitHub asks to wait', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    const match = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
    story.sandbox.fail({ match, times: 13, status: 429, retryAfterSeconds: 60 });
    await story.say('ada', pull.number, '/promote staging');
    for (let minute = 0; minute < 13; minute += 1) await story.later(MINUTE);
    expect(story.deployments('staging')).toEqual([pull.headSha]);
    expect(story.warnings).toEqual([]);
  });
});

describe('a promotion in line', () => {
  it('keeps its place while GitHub asks to wait, and is looked at when the wait is over', async () => {
    story = await tellStory();
    const first = await story.openAs('ada', 'first');
    const second = await story.openAs('ada', 'second');
    for (const { number } of [first, second]) await story.say('ada', number, '/promote staging');
    const decided = story.run(second.headSha, 'staging');
    story.sandbox.fail({ match: 'POST /graphql Snapshot', status: 403, retryAfterSeconds: 60 });
    await story.deployed('staging');
    expect(story.run(second.headSha, 'staging')).toBe(decided);
    expect(story.deployments('staging')).toEqual([first.headSha]);
    await story.later(MINUTE);
    expect(story.deployments('staging')).toEqual([first.headSha, second.headSha]);
    expect(story.warnings).toEqual([]);
  });
});

describe('where the hour is nearly used up', () => {
  it('decisions still go; the rest follows in the next', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    story.sandbox.useUp(4_780);
    const before = story.sandbox.calls.length;
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    expect(callsSince(before)).toMatchInlineSnapshot(`
      [
        "200 GET /repos/{owner}/{repo}/collaborators/{username}/permission",
        "200 POST Snapshot",
        "201 POST /repos/{owner}/{repo}/deployments",
      ]
    `);
    expect(story.deployments('staging')).toEqual([pull.headSha]);
    expect(story.run(pull.headSha, 'staging')).toBe('none');
    await story.later(60 * MINUTE);
    expect(story.run(pull.headSha, 'staging')).toContain('success: Deployed');
    expect(story.status(pull.number)).toContain('✅ completed');
    expect(story.sandbox.read.comments(pull.number)[0]?.reactions).toEqual(['rocket']);
  });

  it('nothing is asked for in vain once it is', async () => {
    story = await tellStory();
    const pull = await story.openGreen();
    story.sandbox.useUp(5_000);
    await story.say('ada', pull.number, '/promote staging');
    const before = story.sandbox.calls.length;
    for (let minute = 0; minute < 10; minute += 1) await story.later(MINUTE);
    // What the app asks in its own name, of its webhooks, counts towards another limit.
    const asked = callsSince(before).filter((call) => !call.includes(' /app/'));
    expect(asked).toEqual([]);
  });
});
