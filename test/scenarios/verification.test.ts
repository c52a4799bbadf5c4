/** After deploying: health checks and a workflow say whether what runs there is well. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Outsider, openOutsider } from './outsider.ts';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const MINUTE = 60_000;
const SMOKE = `run-name: smoke for \${{ inputs.promotion }}
on: { workflow_dispatch: { inputs: { environment: {}, sha: {}, promotion: {} } } }
`;

let story: Story;
let site: Outsider;
beforeEach(async () => {
  site = await openOutsider();
});
afterEach(async () => {
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
  await site.close();
});

const deployed = async (verify: string, env: Record<string, string> = {}): Promise<Pull> => {
  const policy = `version: 1\nenvironments:\n  - { name: staging, verify: ${verify} }\n`;
  story = await tellStory(policy, {
    files: { '.github/workflows/smoke.yml': SMOKE },
    env: { ALLOW_PRIVATE_HOSTS: site.host, ...env },
  });
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  await story.deployed('staging');
  return pull;
};
const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');
const told = ({ headSha }: Pull): string =>
  timeless(story.summary(headSha, 'staging'), { HEAD: headSha })
    .split('\n\n')
    .slice(0, 2)
    .join('\n')
    .replaceAll(site.host, 'SITE')
    .replace(/`9\d{4}`/g, '`ID`');
const health = (more = '') => `{ http: [{ url: "${site.url}/health?key=hush"${more} }] }`;

describe('a health check', () => {
  it('that is well completes the promotion', async () => {
    const pull = await deployed(health(', contains: fine'));
    site.answer('all fine');
    await story.later(10_000);
    expect(run(pull)).toContain('success: Deployed');
    expect(told(pull)).toMatchInlineSnapshot(`
      "Deployment \`ID\`
      - ✅ \`SITE/health\` is well"
    `);
    expect(site.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /health?key=hush',
      'GET /health?key=hush',
    ]);
  });

  it('shows how far it is, and fails the promotion after three tries', async () => {
    site.answer(503);
    const pull = await deployed(health());
    expect(run(pull)).toBe('in_progress: Deployed, being verified');
    expect(told(pull)).toMatchInlineSnapshot(`
      "Deployment \`ID\`
      - ⏳ \`SITE/health\`, try 1 of 3: it answered 503, not 200"
    `);
    expect(timeless(story.status(pull.number), { HEAD: pull.headSha })).toContain(
      '⏳ verifying | its verification |',
    );
    await story.say('ada', pull.number, '/why');
    expect(story.lastReply(pull.number)).toContain('try 1 of 3: it answered 503, not 200');
    await story.later(8_000);
    expect(site.asked).toHaveLength(2);
    await story.later(9_000);
    expect(site.asked).toHaveLength(3);
    expect(run(pull)).toBe('failure: Failed');
    expect(told(pull)).toMatchInlineSnapshot(`
      "SITE/health: it answered 503, not 200, at try 3 of 3 (\`verification_failed\`). Try again with \`/retry staging\`.
      - ⛔ \`SITE/health\`: it answered 503, not 200, at try 3 of 3"
    `);
    expect(story.status(pull.number)).toContain('it runs there and is not well');
    const [made] = story.sandbox.read.deployments();
    expect(made?.statuses.at(-1)?.description).toContain('its verification failed');
    await story.later(60 * MINUTE);
    expect(site.asked).toHaveLength(3);
  });

  it('that failed can be tried again by deploying anew', async () => {
    site.answer('nothing');
    const pull = await deployed(health(', contains: fine, tries: 1'));
    expect(run(pull)).toBe('failure: Failed');
    site.answer('fine');
    await story.say('ada', pull.number, '/retry');
    await story.deployed('staging');
    expect(run(pull)).toContain('success: Deployed');
  });

  it('takes as long as it may, and no other status, text or address', async () => {
    site.answer(204);
    const pull = await deployed(health(', status: 204'));
    expect(run(pull)).toContain('success: Deployed');
  });

  it('never asks a private address', async () => {
    const pull = await deployed(health(), { ALLOW_PRIVATE_HOSTS: '' });
    expect(run(pull)).toBe('failure: Failed');
    expect(told(pull)).toContain('its address is not a public one');
    expect(site.asked).toEqual([]);
  });

  it('is not followed to where it points', async () => {
    site.answer((response) => void response.writeHead(302, { location: site.url }).end());
    const pull = await deployed(health(', tries: 1'));
    expect(told(pull)).toContain('it answered 302, not 200');
    expect(site.asked).toHaveLength(1);
  });
});

it('lifts no hold where what was promoted by hand is not well', async () => {
  const isHeld = async (): Promise<boolean> =>
    (await story.app.world.store.holds.of(600, 'staging')) !== null;
  const first = await deployed(health(', tries: 1'));
  const second = await story.openAs('bob', 'two');
  await story.say('bob', second.number, '/promote staging');
  await story.deployed('staging');
  await story.say('bob', second.number, '/rollback staging because "it leaks"');
  await story.deployed('staging');
  expect(story.deployments('staging').at(-1)).toBe(first.headSha);
  expect(await isHeld()).toBe(true);
  site.answer(503);
  const third = await story.openAs('bob', 'three');
  await story.say('bob', third.number, '/promote staging');
  await story.deployed('staging');
  expect(run(third)).toBe('failure: Failed');
  expect(await isHeld()).toBe(true);
  site.answer('well');
  await story.say('bob', third.number, '/retry staging');
  await story.deployed('staging');
  expect(run(third)).toContain('success: Deployed');
  expect(await isHeld()).toBe(false);
});

describe('a workflow that verifies', () => {
  const WORKFLOW = '{ workflow: { file: smoke.yml, timeout: 10m } }';
  const runner = async (conclusion: string): Promise<void> => {
    story.as('ada').setWorkflowRun(story.sandbox.read.workflowRuns().at(-1)?.id ?? 0, conclusion);
    await story.quiet();
  };

  it('completes the promotion, together with the health checks', async () => {
    const pull = await deployed(
      `{ http: [{ url: "${site.url}" }], workflow: { file: smoke.yml } }`,
    );
    expect(run(pull)).toBe('in_progress: Deployed, being verified');
    expect(told(pull)).toMatchInlineSnapshot(`
      "Deployment \`ID\`
      - ✅ \`SITE\` is well
      - ⏳ \`smoke.yml\` is running"
    `);
    expect(story.sandbox.read.workflowRuns()).toMatchObject([
      { branch: 'main', inputs: { sha: pull.headSha } },
    ]);
    await runner('success');
    expect(run(pull)).toContain('success: Deployed');
  });

  it('fails it with its run', async () => {
    const pull = await deployed(WORKFLOW);
    await runner('failure');
    expect(run(pull)).toBe('failure: Failed');
    expect(told(pull)).toMatchInlineSnapshot(`
      "smoke.yml ended with failure (\`verification_failed\`). Try again with \`/retry staging\`.
      - ⛔ \`smoke.yml\`: failure"
    `);
  });

  it('fails it when it takes too long', async () => {
    const pull = await deployed(WORKFLOW);
    await story.later(10 * MINUTE);
    expect(run(pull)).toBe('failure: Failed');
    expect(told(pull)).toContain('did not come to an end within its time limit');
    expect(story.sandbox.read.workflowRuns()).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  it('is seen to the end although no webhook came', async () => {
    const pull = await deployed(WORKFLOW);
    story.sandbox.hold();
    await runner('success');
    story.sandbox.release(() => []);
    await story.later(6 * MINUTE);
    expect(run(pull)).toContain('success: Deployed');
  });
});
