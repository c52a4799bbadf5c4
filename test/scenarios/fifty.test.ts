/** A day of fifty promotions: how little is written, and how seldom GitHub is asked. */
import { afterEach, expect, it } from 'vitest';
import {
  callsOf,
  DAY_POLICY,
  endsOf,
  MOST_WRITES,
  PROMOTIONS,
  REPLIES,
  tellDay,
  writtenOn,
} from './day.ts';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

it('fifty promotions on ten pull requests, in the fewest words', { timeout: 180_000 }, async () => {
  story = await tellStory(DAY_POLICY);
  const works = await tellDay(story);
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

  // One status comment a pull request, and a reply only where somebody must be told something.
  const pages = works.map((work) => writtenOn(story, work));
  expect(pages.map(({ status }) => status)).toEqual(works.map(() => 1));
  expect(pages.reduce((sum, { replies }) => sum + replies, 0)).toBe(REPLIES);
  // Of the replies only the newest stands open.
  expect(pages.map(({ open }) => open)).toEqual(pages.map(({ replies }) => Math.min(1, replies)));

  const counts = callsOf(story);
  for (const [kind, most] of Object.entries(MOST_WRITES)) {
    expect(counts[kind], kind).toBeLessThanOrEqual(most);
  }
  const writes = Object.keys(MOST_WRITES).reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
  const reads = story.sandbox.calls.length - writes - sweepsOf(story);
  expect(reads).toBeLessThanOrEqual(14 * PROMOTIONS);
});

/** What is looked for every few minutes costs the same on a day without promotions. */
const sweepsOf = ({ sandbox }: Story): number =>
  sandbox.calls.filter(
    ({ method, route }) =>
      method === 'GET' &&
      [
        '/app/hook/deliveries',
        '/repos/{owner}/{repo}/actions/runs',
        '/repos/{owner}/{repo}/deployments',
      ].includes(route),
  ).length;
