/** How often GitHub is asked for one promotion: counted, because its limits are the scarcest thing. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Pull, type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

const POLICY = `version: 1
environments:
  - name: staging
    gates:
      checks: { required: [build, test] }
    approvals:
      rules:
        - { name: platform, count: 1, teams: [platform] }
`;

/** Calls from the comment on; the token exchange is not counted. */
const callsSince = (before: number): readonly string[] =>
  story.sandbox.calls
    .slice(before)
    .filter((call) => !call.route.includes('access_tokens'))
    .map((call) => `${call.method} ${call.graphql ?? call.route}`);

describe('the calls of one promotion to staging', () => {
  it('are at most 10 when the review was there before', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    await story.review('grace', pull.number, 'APPROVE');
    const before = story.sandbox.calls.length;
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging');
    const calls = callsSince(before);
    expect(story.checkRun(pull.headSha, 'staging')?.conclusion).toBe('success');
    expect(calls).toMatchInlineSnapshot(`
      [
        "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
        "POST Snapshot",
        "POST /repos/{owner}/{repo}/deployments",
        "POST /repos/{owner}/{repo}/check-runs",
        "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
        "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
        "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
        "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
      ]
    `);
    expect(calls.length).toBeLessThanOrEqual(10);
  });

  it('are at most 11 when the review comes after', async () => {
    story = await tellStory(POLICY);
    const pull = await story.openGreen();
    const before = story.sandbox.calls.length;
    await story.say('ada', pull.number, '/promote staging');
    await story.review('grace', pull.number, 'APPROVE');
    await story.deployed('staging');
    const calls = callsSince(before);
    expect(story.checkRun(pull.headSha, 'staging')?.conclusion).toBe('success');
    expect(calls).toMatchInlineSnapshot(`
      [
        "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
        "POST Snapshot",
        "POST /repos/{owner}/{repo}/check-runs",
        "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
        "POST Snapshot",
        "POST /repos/{owner}/{repo}/deployments",
        "POST /repos/{owner}/{repo}/check-runs",
        "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
        "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
        "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
        "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
      ]
    `);
    expect(calls.length).toBeLessThanOrEqual(11);
  });
});

describe('a line before an environment', () => {
  it('has only the first of it looked at when it moves on', async () => {
    story = await tellStory(POLICY.slice(0, POLICY.indexOf('    approvals:')));
    const pulls: Pull[] = [];
    for (const branch of ['one', 'two', 'three', 'four', 'five']) {
      pulls.push(await story.openAs('ada', branch));
    }
    for (const { number } of pulls) await story.say('ada', number, '/promote staging');
    const before = story.sandbox.calls.length;
    await story.deployed('staging');
    const snapshots = callsSince(before).filter((call) => call === 'POST Snapshot');
    // The first was let go, and the newest is what a queue that keeps only the latest would let go.
    expect(snapshots).toHaveLength(2);
    for (let each = 1; each < pulls.length; each += 1) await story.deployed('staging');
    expect(story.deployments('staging')).toEqual(pulls.map((pull) => pull.headSha));
  });
});
