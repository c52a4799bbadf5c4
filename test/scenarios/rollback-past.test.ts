/** What a rollback goes past, and what it does not: locks, halts, quarantine, freezes. */
import { afterEach, describe, expect, it } from 'vitest';
import { type LivedStory, PRODUCTION, tellLived } from './releases-live.ts';

const BACK = '/rollback production because "checkout fails"';

let story: LivedStory;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

describe('a freeze', () => {
  const HOUR = 3_600_000;
  /** Closed from an hour after the releases went live. */
  const frozen = (verbs: string): string => {
    const local = (hours: number): string =>
      new Date(Date.now() + hours * HOUR).toISOString().slice(0, 16);
    const window = `from: ${local(2)}, to: ${local(5)}, time_zone: UTC, verbs: ${verbs}`;
    return `${PRODUCTION}    freezes:\n      - { name: stocktaking, ${window} }\n`;
  };

  it('of promotions lets it pass', async () => {
    story = await tellLived(2, frozen('[promote]'));
    await story.later(3 * HOUR);
    await story.ask('grace', BACK);
    await story.deployed('production');
    expect(await story.live()).toBe('R1');
  });

  it('that names rollbacks holds it, but for an exception of two people', async () => {
    story = await tellLived(2, frozen('[promote, rollback]'));
    await story.later(3 * HOUR);
    await story.ask('grace', BACK);
    expect(story.runOf(1)).toContain('in_progress: Waiting for freeze');
    await story.ask('grace', '/freeze except production because "nobody can pay"');
    expect(story.runOf(1)).toContain('in_progress: Waiting for freeze');
    await story.ask('omar', '/freeze except production');
    expect(story.runOf(1)).toBe('in_progress: Deploying');
  });
});
