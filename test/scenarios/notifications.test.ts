/** Who wants to be told of what happens is told, each event once and in order, and nothing waits for it. */
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Outsider, openOutsider } from './outsider.ts';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_KEY = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

let story: Story;
let receiver: Outsider;
beforeEach(async () => {
  receiver = await openOutsider();
});
afterEach(async () => {
  await story.close();
  await receiver.close();
});

const policyOf = (notify: string, more = ''): string => `version: 1
notify: ${notify}
environments:
  - name: staging
    gates: { checks: { required: [build, test] } }
  - name: production
    production: true
    approvals: { rules: [{ name: platform, count: 1, permission: write }] }
${more}`;
const toReceiver = (more = ''): string => `{ webhooks: [{ url: "${receiver.url}/hook"${more} }] }`;

const begin = async (policy = policyOf(toReceiver()), env: Record<string, string> = {}) => {
  story = await tellStory(policy, {
    env: { WEBHOOK_SECRETS: KEY, ALLOW_PRIVATE_HOSTS: receiver.host, ...env },
  });
};

interface Hook {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>> & {
    readonly title: string;
    readonly text: string;
    readonly environment: string | null;
    readonly links: object;
  };
}
const hooks = (of: Outsider = receiver): readonly Hook[] =>
  of.asked.map(({ body }) => JSON.parse(body) as Hook);
/** `production promotion.succeeded`. */
const told = (of?: Outsider): readonly string[] =>
  hooks(of).map(({ type, data }) => `${data.environment ?? '*'} ${type.replace(/^\w+\./, '')}`);
const words = (pull: Pull, of?: Outsider): readonly string[] =>
  hooks(of).map(({ data }) => timeless(`${data.title} | ${data.text}`, { HEAD: pull.headSha }));

describe('a promotion', () => {
  it('is told from the request to its end, in order', async () => {
    await begin();
    const pull = await story.openGreen();
    await story.promoteOn('ada', pull.number);
    await story.approve('grace', pull.number);
    await story.deployed('production', 'failure');
    expect(told()).toMatchInlineSnapshot(`
      [
        "staging requested",
        "staging approved",
        "staging started",
        "staging succeeded",
        "production requested",
        "production waiting",
        "production approved",
        "production started",
        "production failed",
      ]
    `);
    expect(words(pull)).toMatchInlineSnapshot(`
      [
        "acme/shop → staging: Asked for | HEAD of #1 to staging, asked for by ada.",
        "acme/shop → staging: Approved, waiting for its turn | HEAD of #1 to staging, asked for by ada. One promotion deploys here at a time; it goes on by itself.",
        "acme/shop → staging: Deploying | HEAD of #1 to staging, asked for by ada. The deployment is being made.",
        "acme/shop → staging: Deployed TIME UTC | HEAD of #1 to staging, asked for by ada. Deployment 90020",
        "acme/shop → production: Asked for | HEAD of #1 to production, asked for by ada.",
        "acme/shop → production: Waiting for 1 approval from platform | HEAD of #1 to production, asked for by ada. approvals: platform 0 of 1: anyone with write permission except ada. Approve by a pull request review of this commit, /approve production or the button on the check run.",
        "acme/shop → production: Approved, waiting for its turn | HEAD of #1 to production, asked for by ada. Approved by grace. One promotion deploys here at a time; it goes on by itself.",
        "acme/shop → production: Deploying | HEAD of #1 to production, asked for by ada. The deployment is being made.",
        "acme/shop → production: Failed | HEAD of #1 to production, asked for by ada. The deployment reported failure (deployment_failed). Try again with /retry production.",
      ]
    `);
    expect(story.warnings).toEqual([]);
  });

  it('has a body that programs can read', async () => {
    await begin(policyOf(toReceiver(', events: [requested]')));
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    const [hook] = hooks();
    expect(hook?.type).toBe('promotion.requested');
    expect(hook?.data).toMatchObject({
      event: 'requested',
      severity: 'info',
      repository: { owner: 'acme', name: 'shop', full_name: 'acme/shop' },
      environment: 'staging',
      release: { sha: pull.headSha },
      promotion: {
        kind: 'promote',
        state: 'pending',
        pull_request: pull.number,
        requested_by: [{ login: 'ada' }],
      },
      by: { login: 'ada' },
      reason: null,
      failure: null,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(Object.keys(hook?.data.links ?? {})).toEqual([
      'commit',
      'pull_request',
      'check_run',
      'deployment',
    ]);
  });

  it('is signed for each secret alone', async () => {
    await begin(
      policyOf(
        `{ webhooks: [{ url: "${receiver.url}/a" }, { url: "${receiver.url}/b", secret: other }], email: [] }`,
      ),
      { WEBHOOK_SECRETS: `${KEY},other=${OTHER_KEY}` },
    );
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    for (const { path, body, headers } of receiver.asked) {
      const named = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, String(value)]),
      );
      const [own, other] = path === '/a' ? [KEY, OTHER_KEY] : [OTHER_KEY, KEY];
      const now = String(Math.floor(Date.now() / 1000));
      expect(headers['webhook-signature']).toBe(
        new Webhook(own).sign(
          named['webhook-id'] ?? '',
          new Date(Number(headers['webhook-timestamp']) * 1000),
          body,
        ),
      );
      expect(() => new Webhook(other).verify(body, { ...named, 'webhook-timestamp': now })).toThrow(
        'No matching signature',
      );
    }
    expect(new Set(receiver.asked.map(({ headers }) => headers['webhook-id'])).size).toBe(
      receiver.asked.length,
    );
  });
});
