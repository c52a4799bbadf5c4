/** The check run of a promotion: its buttons, its re-run, and the decision it names. */
import { afterEach, expect, it } from 'vitest';
import { type Story, tellStory, timeless } from './story.ts';

let story: Story;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

it('takes the button, and says on itself why it refuses it to the author', async () => {
  story = await tellStory();
  const pull = await story.waiting();
  await story.press('ada', pull.headSha, 'production', 'approve');
  expect(story.summary(pull.headSha, 'production')).toContain('nobody approves their own work');
  await story.press('grace', pull.headSha, 'production', 'approve');
  await story.deployed('production');
  expect(story.run(pull.headSha, 'production')).toContain('success: Deployed');
});

it('refuses the press of an old button in words, once the promotion has ended', async () => {
  story = await tellStory();
  const pull = await story.waiting();
  const shown = story.checkRun(pull.headSha, 'production');
  story.sandbox.hold();
  story.as('ada').comment(pull.number, '/cancel production');
  story.as('grace').press(shown?.id ?? 0, 'approve');
  story.sandbox.release((held) => held);
  await story.quiet();
  const said = timeless(story.summary(pull.headSha, 'production')).split('\n');
  expect(said.find((line) => line.includes('pressed'))).toMatchInlineSnapshot(
    `"\`grace\` pressed a button at TIME UTC. The promotion to \`production\` is \`cancelled\` and takes no votes any more."`,
  );
});

it('is asked again by GitHub’s own re-run, and by its button, and written even if nothing changed', async () => {
  story = await tellStory();
  const pull = await story.waiting();
  const run = story.checkRun(pull.headSha, 'production');
  for (const ask of ['rerequest', 'press'] as const) {
    const before = story.sandbox.calls.length;
    if (ask === 'press') story.as('bob').press(run?.id ?? 0, 'check-again');
    else story.as('bob').rerequest(run?.id ?? 0);
    await story.quiet();
    const calls = story.sandbox.calls.slice(before);
    expect(
      calls.map((call) => call.graphql),
      ask,
    ).toContain('Snapshot');
    expect(calls.filter(({ method }) => method === 'PATCH').length, ask).toBe(1);
  }
  expect(story.checkRun(pull.headSha, 'production')?.id).toBe(run?.id);
});

it('carries the place and hash of its decision, as the record has them', async () => {
  story = await tellStory();
  const pull = await story.waiting();
  const summary = story.summary(pull.headSha, 'production');
  const [, chain = '', seq, hash] = /<!-- record (\S+) (\d+) (\S+) -->/.exec(summary) ?? [];
  const entries = await story.app.world.store.record.entries(chain, 0, 1_000);
  expect(entries.find((entry) => String(entry.seq) === seq)).toMatchObject({
    kind: 'decision',
    environment: 'production',
    hash,
  });
});
