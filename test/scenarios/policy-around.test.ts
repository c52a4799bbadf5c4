/** Ways around the second person that a looser policy needs, each of them closed. */
import { afterEach, expect, it } from 'vitest';
import { type Pull, type Story, tellStory } from './story.ts';

const PATH = '.github/lockkeeper.yml';
const OTHER_PATH = '.github/lockkeeper.yaml';

const policyWith = (count: number, more = '', extra = ''): string => `version: 1
environments:
  - name: staging
  - name: production
    after: []
    production: true
    separation_of_duties: strict
    approvals: { rules: [{ name: platform, count: ${count}, teams: [platform] }${extra}] }
${more}`;

let story: Story;
afterEach(async () => {
  expect(story.warnings).toEqual([]);
  await story.close();
});

const propose = async (
  login: string,
  files: Readonly<Record<string, string | null>>,
  branch = 'policy',
): Promise<Pull> => {
  const pull = story.as(login).openPull({ title: 'Policy', branch, files });
  await story.quiet();
  return pull;
};

const merge = async (pull: Pull): Promise<void> => {
  story.as('omar').merge(pull.number, 'merge');
  await story.quiet();
};

const push = async (files: Readonly<Record<string, string | null>>, who = 'omar') => {
  story.as(who).push({ branch: 'main', files });
  await story.quiet();
};

/** What production asks for now, as a promotion there reads it. */
const asked = async (): Promise<string> => {
  const pull = await story.openAs('ada', `ask-${story.sandbox.calls.length}`);
  await story.say('ada', pull.number, '/promote production');
  return story.run(pull.headSha, 'production');
};

const WANTS_2 = 'action_required: Waiting for 2 approvals from platform';
const WANTS_1 = 'action_required: Waiting for 1 approval from platform';

it('is no way to break the file together with what loosens, and have another mend it', async () => {
  story = await tellStory(policyWith(2));
  await asked();
  await push({ [PATH]: `${policyWith(1)}    on_blok: wait\n` }, 'grace');
  const mend = await propose('ada', { [PATH]: policyWith(1) });
  await story.review('grace', mend.number, 'APPROVE');
  await merge(mend);
  expect(await asked()).toBe(WANTS_2);
  await story.review('bob', mend.number, 'APPROVE');
  expect(await asked()).toBe(WANTS_1);
});

it('is no way to bring a looser file under the other name, and have another take the first away', async () => {
  story = await tellStory(policyWith(2));
  await asked();
  await push({ [OTHER_PATH]: policyWith(1) }, 'grace');
  const away = await propose('ada', { [PATH]: null });
  await story.review('grace', away.number, 'APPROVE');
  await merge(away);
  expect(await asked()).toBe(WANTS_2);
  await story.review('bob', away.number, 'APPROVE');
  expect(await asked()).toBe(WANTS_1);
});

it('is no way to do again what was approved once and taken back since', async () => {
  story = await tellStory(policyWith(2));
  await asked();
  const once = await propose('ada', { [PATH]: policyWith(1) });
  await merge(once);
  await push({ [PATH]: policyWith(1, '    allow_forks: true\n') });
  await story.review('grace', once.number, 'APPROVE');
  expect(await asked()).toBe(WANTS_1);
  await push({ [PATH]: policyWith(2, '    allow_forks: true\n') }, 'bob');
  expect(await asked()).toBe(WANTS_2);
  await push({ [PATH]: policyWith(1, '    allow_forks: true\n') });
  expect(await asked()).toBe(WANTS_2);
});

it('is no way to push the first half of what was approved elsewhere as a whole', async () => {
  story = await tellStory(policyWith(2));
  await asked();
  const half = story.as('ada').push({ branch: 'policy', files: { [PATH]: policyWith(1) } });
  const { headSha } = await story.openAs('ada', 'other');
  story.as('ada').createBranch('elsewhere', headSha);
  const whole = policyWith(1, '', ', { name: more, count: 1, teams: [security] }');
  story.as('ada').push({ branch: 'policy', files: { [PATH]: whole } });
  const asks = { title: 'Policy', branch: 'policy', files: {}, base: 'elsewhere' };
  const pull = story.as('ada').openPull(asks);
  await story.quiet();
  await story.review('grace', pull.number, 'APPROVE');
  await merge(pull);
  story.as('omar').resetBranch('main', half.sha);
  await story.quiet();
  expect(await asked()).toBe(WANTS_2);
});

it('is no way to rewrite the default branch to before what is stricter', async () => {
  story = await tellStory(policyWith(1));
  const before = await story.openAs('ada', 'before');
  await push({ [PATH]: policyWith(2) });
  expect(await asked()).toBe(WANTS_2);
  story.as('omar').resetBranch('main', before.headSha);
  await story.quiet();
  expect(await asked()).toBe(WANTS_2);
});

it('is no way to be the first that this app hears of', async () => {
  story = await tellStory(policyWith(2));
  await push({ [PATH]: policyWith(1) });
  expect(await asked()).toBe(WANTS_2);
});
