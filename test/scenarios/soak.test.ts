/** `soak: { for: 2h }`: the release must have been live before for so long, and then goes on by itself. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/core/instant.ts';
import { type Pull, plain, type Story, tellStory, timeless } from './story.ts';

let story: Story;
afterEach(async () => {
  const { warnings } = story;
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
  expect(warnings).toEqual([]);
});

const POLICY = `version: 1
environments:
  - name: staging
  - name: production
    gates:
      soak: { for: 2h }
`;
const WAITING = 'in_progress: Waiting for soak until TIME UTC';
const BLOCKED = 'failure: Blocked by soak';

const rowOf = (sha: string, names: Readonly<Record<string, string>> = {}): string =>
  timeless(story.checkRun(sha, 'production')?.summary ?? 'none', names)
    .split('\n')
    .find((line) => line.includes('| soak |')) ?? 'no row';

const calls = (): number =>
  story.sandbox.calls.filter(({ route }) => route.endsWith('/compare/{basehead}')).length;

/** In staging since then, and asked for in production. */
const soaking = async (): Promise<Pull> => {
  const pull = await story.liveInStaging();
  await story.say('ada', pull.number, '/promote production');
  return pull;
};

/** Bob's pull request goes to staging; one from before ada's does not contain hers. */
const replacedBy = async (branch: string): Promise<Pull> => {
  const pull = await story.openAs('bob', branch);
  await story.say('bob', pull.number, '/promote staging');
  await story.deployed('staging');
  return pull;
};

describe('a release that soaks', () => {
  beforeEach(async () => {
    story = await tellStory(POLICY);
  });

  it('waits for its time, says until when, and goes on by itself just then', async () => {
    const { number, headSha } = await story.openGreen();
    await story.say('ada', number, '/promote staging');
    const end = story.clock.now() + 2 * HOUR;
    await story.deployed('staging');
    await story.say('ada', number, '/promote production');
    expect(timeless(story.run(headSha, 'production'))).toBe(WAITING);
    expect(rowOf(headSha)).toBe(
      '| ⏳ | soak | 2 h in `staging`, until TIME UTC. It goes on by itself then. |',
    );
    await story.later(HOUR);
    await story.say('ada', number, '/why production');
    expect(timeless(story.lastReply(number))).toMatch(
      /soak \| 1 h of 2 h in `staging`, until TIME UTC \(in 1 hour\)/,
    );
    // Looked at a millisecond before the end, and then in the next second.
    await story.later(end - 1_001 - story.clock.now());
    await story.quiet();
    expect(story.deployments('production')).toEqual([]);
    await story.quiet();
    expect(story.deployments('production')).toEqual([headSha]);
    expect(rowOf(headSha)).toBe('| ✅ | soak | 2 h of 2 h in `staging` |');
    expect(calls()).toBe(0);
  });

  it('asks once whether a later one contains it, and counts on', async () => {
    const ada = await soaking();
    const { sha } = story.as('ada').merge(ada.number, 'merge');
    await story.quiet();
    await story.green(sha);
    await story.later(HOUR);
    const later = await replacedBy('menu');
    const before = calls();
    await story.later(30 * MINUTE);
    expect(timeless(story.run(ada.headSha, 'production'))).toBe(WAITING);
    await story.later(30 * MINUTE);
    expect(story.deployments('production')).toEqual([ada.headSha]);
    expect(calls() - before).toBe(1);
    expect(later.headSha).not.toBe(ada.headSha);
  });

  it('starts anew where something without it took its place', async () => {
    const ada = await soaking();
    await story.later(HOUR);
    const other = await replacedBy('menu');
    await story.later(10 * MINUTE);
    expect(story.run(ada.headSha, 'production')).toBe(BLOCKED);
    expect(rowOf(ada.headSha, { OTHER: other.headSha })).toBe(
      '| ⛔ | soak | `OTHER` took its place in `staging` and does not contain it. Promote it there again, and its time begins anew: `/promote staging`. |',
    );
    await story.later(HOUR);
    expect(story.deployments('production')).toEqual([]);
    await story.say('ada', ada.number, '/promote staging');
    await story.deployed('staging');
    expect(timeless(story.run(ada.headSha, 'production'))).toBe(WAITING);
    await story.later(2 * HOUR - MINUTE);
    expect(story.deployments('production')).toEqual([]);
    await story.later(MINUTE);
    expect(story.deployments('production')).toEqual([ada.headSha]);
  });

  it('has nothing to show where it has not been', async () => {
    const { number, headSha } = await story.openGreen();
    await story.say('ada', number, '/promote production');
    expect(rowOf(headSha)).toBe(
      '| ⛔ | soak | it has not completed in `staging`. Promote it there first: `/promote staging`. |',
    );
  });
});

it('is let go on nothing but what is live in staging at that very moment', async () => {
  story = await tellStory(POLICY);
  const ada = await soaking();
  await story.later(2 * HOUR - 5 * MINUTE);
  const other = await replacedBy('menu');
  await story.later(HOUR);
  expect(story.deployments('production')).toEqual([]);
  expect(plain(rowOf(ada.headSha, { OTHER: other.headSha }))).toContain('`OTHER` took its place');
});
