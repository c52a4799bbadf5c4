/** Reviews are bound to the policy that held when they were given: what a change of it makes void, and what not. */
import { afterEach, describe, expect, it } from 'vitest';
import { type ExportLine, exportLines } from '../../src/services/audit/audit-export.ts';
import { replayAll } from '../../src/services/audit/audit-replay.ts';
import { decideAgain } from '../../src/services/promotion/evaluate.ts';
import { type Pull, type Story, tellStory } from './story.ts';

const MINUTE = 60_000;

const policyWith = ({ production = 2, staging = 1 } = {}): string => `version: 1
environments:
  - name: staging
    approvals: { rules: [{ name: anyone, count: ${staging}, permission: write }] }
  - name: production
    after: []
    production: true
    approvals: { rules: [{ name: platform, count: ${production}, teams: [platform] }] }
`;

let story: Story;
afterEach(async () => {
  expect(story.deployments('production')).toEqual([]);
  await story.close();
});

const adopt = async (policy: string): Promise<void> => {
  await story.later(MINUTE);
  story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': policy } });
  await story.later(MINUTE);
};

/** Grace read it and said yes, which is not enough in production. */
const reviewed = async (): Promise<Pull> => {
  story = await tellStory(policyWith());
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote production');
  await story.review('grace', pull.number, 'APPROVE');
  expect(summary(pull)).toContain('**platform** 1 of 2');
  return pull;
};

const summary = ({ headSha }: Pull): string => story.summary(headSha, 'production');
const notCounted = (pull: Pull): string => /Not counted:\n(.*)/.exec(summary(pull))?.[1] ?? 'none';

describe('a review', () => {
  it('from before a change of its environment’s policy is void, visibly', async () => {
    const pull = await reviewed();
    await adopt(policyWith({ production: 3 }));
    expect(summary(pull)).toContain('**platform** 0 of 3');
    expect(notCounted(pull)).toMatchInlineSnapshot(
      `"- \`grace\` (review): the policy of this environment changed after the vote; vote again"`,
    );
  });

  it('given again after the change counts', async () => {
    const pull = await reviewed();
    await adopt(policyWith({ production: 3 }));
    await story.review('grace', pull.number, 'APPROVE');
    expect(summary(pull)).toContain('**platform** 1 of 3: `grace`');
    expect(notCounted(pull)).toBe('none');
  });

  it('cannot meet a policy that was loosened after it', async () => {
    const pull = await reviewed();
    await adopt(policyWith({ production: 1 }));
    expect(story.run(pull.headSha, 'production')).toBe(
      'action_required: Waiting for 1 approval from platform',
    );
  });

  it('stands where another environment’s policy changed', async () => {
    const pull = await reviewed();
    await adopt(policyWith({ staging: 2 }));
    expect(summary(pull)).toContain('**platform** 1 of 2: `grace`');
    await story.say('ada', pull.number, '/promote staging');
    expect(story.summary(pull.headSha, 'staging')).toContain(
      '`grace` (review): the policy of this environment changed after the vote; vote again',
    );
  });

  it('stands when the policy was broken meanwhile and is mended to what it was', async () => {
    const pull = await reviewed();
    await adopt('version: 1\nenvironmets: []\n');
    await adopt(`# As before.\n${policyWith()}`);
    expect(summary(pull)).toContain('**platform** 1 of 2: `grace`');
  });

  it('falls when the policy was broken meanwhile and is mended to another', async () => {
    const pull = await reviewed();
    await adopt('version: 1\nenvironmets: []\n');
    await adopt(policyWith({ production: 3 }));
    expect(summary(pull)).toContain('**platform** 0 of 3');
  });

  it('that asks for changes stands, whatever the policy became', async () => {
    const pull = await reviewed();
    await story.review('grace', pull.number, 'REQUEST_CHANGES');
    await adopt(policyWith({ production: 1 }));
    expect(summary(pull)).toContain('`grace` asked for changes');
  });

  it('from before the app saw any policy counts', async () => {
    story = await tellStory(policyWith());
    const pull = story
      .as('ada')
      .openPull({ title: 'Old', branch: 'old', files: { 'a.txt': 'a\n' } });
    story.as('grace').review(pull.number, 'APPROVE');
    await story.green(pull.headSha);
    await story.say('ada', pull.number, '/promote production');
    expect(summary(pull)).toContain('**platform** 1 of 2: `grace`');
  });
});

/** The record as an auditor reads it. */
async function* exported(): AsyncGenerator<ExportLine> {
  for await (const line of exportLines(story.app.store)) yield JSON.parse(line) as ExportLine;
}

it('is void again when the decision is replayed', async () => {
  await reviewed();
  await adopt(policyWith({ production: 3 }));
  const replays: (string | undefined)[] = [];
  for await (const { replay } of replayAll(exported(), decideAgain)) replays.push(replay?.kind);
  expect(new Set(replays)).toEqual(new Set(['same']));
  expect(replays.length).toBeGreaterThan(2);
});
