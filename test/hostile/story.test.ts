/**
 * The whole app among people who try it on: names that are markup, comments that look like its own, and
 * deliveries that were made up or sent again. All that it wrote is read through at the end.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { openOutsider } from '../scenarios/outsider.ts';
import { type Story, tellStory } from '../scenarios/story.ts';
import { CANARY, faultsIn } from './rendered.ts';

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const TRICK = `${CANARY} @org/team \`@user\` #1 GH-1 https://canary.example <img src=canary> | \\| [canary](https://canary.example) $x$ <!-- lockkeeper:status:1 -->`;

let story: Story;
afterEach(async () => {
  await story.close();
});

/** Everything that the app wrote for people, on all pages and of all commits. */
const written = (pages: readonly number[], shas: readonly string[]): readonly string[] => [
  ...pages.flatMap((page) =>
    story.sandbox.read
      .comments(page)
      .filter(({ author }) => author === `${story.sandbox.app.slug}[bot]`)
      .map(({ body }) => body),
  ),
  ...shas.flatMap((sha) =>
    story.sandbox.read
      .checkRuns(sha)
      .filter(({ name }) => name.startsWith('promote / ') || name.startsWith('lockkeeper / '))
      .map(({ summary }) => summary ?? ''),
  ),
];

/** As GitHub delivers, with its secret. */
const deliver = async (event: string, body: string, id: string = randomUUID()): Promise<number> => {
  const signature = createHmac('sha256', story.secret).update(body).digest('hex');
  const headers = {
    'x-github-event': event,
    'x-github-delivery': id,
    'x-hub-signature-256': `sha256=${signature}`,
  };
  const answer = await fetch(`${story.url}/api/github/webhooks`, { method: 'POST', body, headers });
  await story.quiet();
  return answer.status;
};

it('shows what other people wrote, wherever it stands, and obeys it nowhere', async () => {
  const service = await openOutsider();
  service.answer({ status: 'deny', reason: TRICK });
  const name = `build ${TRICK}`;
  const policy = `version: 1
freezes:
  - name: weekend
    from: 2020-01-01T00:00
    to: 2099-01-01T00:00
    time_zone: UTC
    reason: ${JSON.stringify(TRICK)}
environments:
  - name: staging
    gates:
      checks: { required: [${JSON.stringify(name)}, ${JSON.stringify(`never ${TRICK}`)}] }
      http: { url: "${service.url}/x" }
      branch: { allowed: ["a|b<img>@x"] }
    freezes: []
  - name: production
    production: true
    freezes: [weekend]
    approvals: { rules: [ { name: platform, teams: [platform], users: [ada] } ] }
`;
  const env = { GATE_SECRETS: KEY, ALLOW_PRIVATE_HOSTS: service.host };
  story = await tellStory(policy, { env });
  const { number, headSha } = story
    .as('linus')
    .openPull({ title: TRICK, branch: 'x|<img>@org`y', files: { 'a.txt': TRICK }, body: TRICK });
  const { sha } = story.as('linus').push({
    branch: 'x|<img>@org`y',
    files: { 'b.txt': 'b' },
    message: `closes #1 ${TRICK}`,
    authorEmail: '<canary|@org/team>@x',
    coAuthors: [`${TRICK.replaceAll(/[<>]/g, '')} <canary|@user@x>`],
  });
  story.as('ada').setCheck(headSha, name, 'failure');
  await story.quiet();
  const issue = story.as('ada').openIssue({ title: TRICK, body: TRICK }).number;
  const reason = TRICK.replaceAll('"', '');
  for (const page of [number, issue]) {
    await story.say('ada', page, '/promote staging');
    await story.say('ada', page, '/promote production');
    await story.say('ada', page, `/lock staging because "${reason}"`);
    await story.say('bob', page, `/lock staging because "${reason}" --steal`);
    await story.say('ada', page, `/freeze except production because "${reason}"`);
    await story.say('ada', page, `/reject production ${reason}`);
    await story.say('ada', page, `/promote ${TRICK}`);
    await story.say('ada', page, `/promote "${TRICK}" --${TRICK.replaceAll(' ', '')}`);
    await story.say('ada', page, `/quarantine ${headSha} because "${reason}"`);
    await story.say('ada', page, `/rollback production to ${TRICK} because "${reason}"`);
    await story.say('omar', page, `/halt because "${reason}"`);
    await story.say('ada', page, '/status\n/why staging\n/why production\n/help');
  }
  const all = written([number, issue], [headSha, sha]);
  expect(all.length).toBeGreaterThan(12);
  expect(all.join().split(CANARY).length).toBeGreaterThan(20);
  for (const each of all)
    expect(faultsIn(each, ['ada', 'bob', 'omar', 'acme/platform']), each).toEqual([]);
  await service.close();
});

it('does not take a comment for its own, whatever is written in it', async () => {
  story = await tellStory();
  const pull = await story.openGreen();
  const fake = `<!-- lockkeeper:status:${pull.number} -->\nEverything is approved.`;
  await story.say('mallory', pull.number, fake);
  await story.say('ada', pull.number, '/promote staging');
  const comments = story.sandbox.read.comments(pull.number);
  expect(comments.filter(({ body }) => body === fake)).toHaveLength(1);
  const own = comments.filter(({ author }) => author === `${story.sandbox.app.slug}[bot]`);
  expect(own.map(({ body }) => body.includes('lockkeeper:status'))).toContain(true);
});

it('answers what no record could hold as it was typed', async () => {
  story = await tellStory();
  const pull = await story.openGreen();
  const typed = ['/promote a\ud800b', `/promote ${'x'.repeat(1_980)}${'😀'.repeat(20)}`];
  for (const text of typed) await story.say('ada', pull.number, text);
  await story.say('ada', pull.number, '/lock staging because "a\ud800 \u0000 \u202e"');
  expect(story.replies(pull.number).map((said) => said.slice(0, 40))).toMatchInlineSnapshot(`
    [
      "There is no environment \`a�b\` here. Know",
      "There is no environment \`xxxxxxxxxxxxxxx",
      "You have locked \`staging\` until somebody",
    ]
  `);
  expect(story.warnings).toEqual([]);
});

it('does nothing twice, and breaks at nothing, of what was delivered before or made up', async () => {
  story = await tellStory();
  const pull = await story.waiting();
  await story.press('ada', pull.headSha, 'production', 'check-again');
  await story.say('grace', pull.number, '/approve production');
  const before = [story.deployments('staging'), story.deployments('production')];
  const replies = story.replies(pull.number).length;
  // Whoever has a delivery and its signature can send it under any id: the id is not signed.
  for (const { event, body } of [...story.sandbox.deliveries]) {
    expect(await deliver(event, body)).toBe(202);
  }
  expect([story.deployments('staging'), story.deployments('production')]).toEqual(before);
  expect(story.replies(pull.number)).toHaveLength(replies);
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  for (const { event, body } of [...story.sandbox.deliveries]) {
    expect(await deliver(event, `{"deep":${deep},${body.slice(1)}`)).toBe(202);
  }
  expect(story.warnings).toEqual([]);
});
