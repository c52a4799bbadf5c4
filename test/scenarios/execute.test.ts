/** Where a policy says `execute: manual`, what everything has let pass waits for a person to let it go. */
import { afterEach, expect, it } from 'vitest';
import { type Pull, type Story, tellStory } from './story.ts';

const POLICY = `version: 1
environments:
  - name: staging
    execute: manual
    gates: { checks: { required: [build, test] } }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

const approved = async (policy = POLICY): Promise<Pull> => {
  story = await tellStory(policy);
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  return pull;
};

it('stops in approved and says how it goes on', async () => {
  const pull = await approved();
  const run = story.checkRun(pull.headSha, 'staging');
  expect(story.run(pull.headSha, 'staging')).toBe(
    'action_required: Approved, waiting to be executed',
  );
  expect(run?.actions.map((action) => action.label)).toEqual(['Execute', 'Reject', 'Check again']);
  expect(run?.summary.split('\n')[0]).toMatchInlineSnapshot(
    `"Everything has let it pass. It goes on when somebody says so: press **Execute**, or write \`/execute staging\`."`,
  );
  expect(story.deployments('staging')).toEqual([]);
});

it('goes when somebody says so, in a comment', async () => {
  const pull = await approved();
  await story.say('grace', pull.number, '/execute');
  expect(story.deployments('staging')).toHaveLength(1);
  await story.say('bob', pull.number, '/execute staging');
  expect(story.replies(pull.number)).toEqual([
    'The promotion to `staging` is `deploying` already.',
  ]);
  expect(story.deployments('staging')).toHaveLength(1);
});

it('goes for nobody who may not promote there, by comment or button', async () => {
  const allowed = 'execute: manual\n    allow: { promote: { users: [ada] } }';
  const pull = await approved(POLICY.replace('execute: manual', allowed));
  await story.say('bob', pull.number, '/execute');
  expect(story.lastReply(pull.number)).toMatchInlineSnapshot(
    `"You may not promote to \`staging\`: that is for \`ada\`."`,
  );
  await story.press('bob', pull.headSha, 'staging', 'execute');
  expect(story.summary(pull.headSha, 'staging')).toContain('`bob` may not promote to `staging`');
  expect(story.deployments('staging')).toEqual([]);
});

it('goes by the button as well', async () => {
  const pull = await approved();
  await story.press('grace', pull.headSha, 'staging', 'execute');
  expect(story.deployments('staging')).toHaveLength(1);
});

it('opens no gate: what a check holds back cannot be executed', async () => {
  const pull = await approved();
  story.as('ada').setCheck(pull.headSha, 'test', 'failure');
  await story.quiet();
  await story.say('ada', pull.number, '/execute staging');
  expect(story.replies(pull.number)).toMatchInlineSnapshot(`
    [
      "The promotion to \`staging\` is \`pending\`: only what is approved can be executed. \`/why staging\` says what it waits for.",
    ]
  `);
  story.as('ada').setCheck(pull.headSha, 'test', 'success');
  await story.quiet();
  expect(story.checkRun(pull.headSha, 'staging')?.title).toBe('Approved, waiting to be executed');
  expect(story.deployments('staging')).toEqual([]);
});
