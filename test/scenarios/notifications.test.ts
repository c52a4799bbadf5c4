/** Who wants to be told of what happens is told, each event once and in order, and nothing waits for it. */
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startPostgres } from '../postgres.ts';
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

describe('every event', () => {
  const FREEZE_FROM = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;
  const local = (at: number): string => new Date(at).toISOString().slice(0, 16);
  it.each<readonly [what: string, act: () => Promise<Pull>, last: string]>([
    [
      'rejected',
      async () => {
        const pull = await story.waiting();
        await story.say('grace', pull.number, '/reject production it is *late*, @acme/everyone');
        return pull;
      },
      'acme/shop → production: Rejected by grace | HEAD of #1 to production, asked for by ada. grace rejected it: it is *late*, @acme/everyone. They can lift it with /reject production --lift.',
    ],
    [
      'cancelled',
      async () => {
        const pull = await story.waiting();
        await story.say('ada', pull.number, '/cancel production');
        return pull;
      },
      'acme/shop → production: Withdrawn | HEAD of #1 to production, asked for by ada. ada withdrew it.',
    ],
    [
      'superseded',
      async () => {
        const pull = await story.waiting();
        story.as('ada').push({ branch: 'tax', files: { 'price.txt': 'newer\n' } });
        await story.quiet();
        return pull;
      },
      'acme/shop → production: Superseded by a newer commit | HEAD of #1 to production, asked for by ada. NEW took its place.',
    ],
    [
      'expired',
      async () => {
        const pull = await story.waiting();
        await story.later(8 * 24 * 3_600_000);
        return pull;
      },
      'acme/shop → production: Expired | HEAD of #1 to production, asked for by ada. It was not let pass in time. Ask again with /promote production.',
    ],
    [
      'locked',
      async () => {
        const pull = await story.openGreen();
        await story.say('grace', pull.number, '/lock staging because "the *load* test"');
        return pull;
      },
      'acme/shop → staging: Locked by grace | staging is locked by grace for #1 alone, since TIME UTC, until somebody unlocks it: the *load* test.',
    ],
    [
      'unlocked',
      async () => {
        const pull = await story.openGreen();
        await story.say('grace', pull.number, '/lock staging because "the load test"');
        await story.say('grace', pull.number, '/unlock staging');
        return pull;
      },
      'acme/shop → staging: Unlocked | The lock of staging by grace is over. grace ended it.',
    ],
    [
      'halted',
      async () => {
        const pull = await story.openGreen();
        await story.say('omar', pull.number, '/halt because "the database is down"');
        return pull;
      },
      'acme/shop: Halted | omar halted this repository on TIME UTC: the database is down. omar or an admin ends it with /resume.',
    ],
    [
      'resumed',
      async () => {
        const pull = await story.openGreen();
        await story.say('omar', pull.number, '/halt because "the database is down"');
        await story.say('omar', pull.number, '/resume');
        return pull;
      },
      'acme/shop: Resumed | omar ended their halt: the database is down.',
    ],
    [
      'drift_found',
      async () => {
        const pull = await story.openGreen();
        const deployment = story.as('bob').deploy({ environment: 'production', sha: pull.headSha });
        story.as('bob').deploymentStatus(deployment.id, 'success');
        await story.quiet();
        return pull;
      },
      'acme/shop → production: Deployed past Lockkeeper | HEAD was deployed to production by bob, past Lockkeeper: no gate was asked.',
    ],
    [
      'rolled_back',
      async () => {
        const first = await story.liveInStaging();
        const second = await story.openAs('ada', 'more');
        await story.say('ada', second.number, '/promote staging');
        await story.deployed('staging');
        await story.say('grace', second.number, '/rollback staging because "it leaks"');
        await story.deployed('staging');
        return first;
      },
      'acme/shop → staging: Rolled back | NEW of #2 to staging, asked for by ada. grace rolled staging back to HEAD (#1): it leaks.',
    ],
  ])('%s is told', async (event, act, last) => {
    await begin(policyOf(toReceiver(`, events: [${event}]`)));
    const pull = await act();
    expect(told().map((each) => each.split(' ')[1])).toEqual([event]);
    expect(words(pull).map((each) => each.replace(/\b[0-9a-f]{7}\b/g, 'NEW'))).toEqual([last]);
  });

  it('frozen is told once, however many are held up', async () => {
    const freeze = `freezes: [{ name: stocktaking, from: ${local(FREEZE_FROM)}, to: ${local(FREEZE_FROM + 4 * 3_600_000)}, time_zone: UTC }]\n`;
    await begin(policyOf(toReceiver(', events: [frozen]'), freeze));
    const first = await story.openGreen();
    await story.say('ada', first.number, '/promote staging');
    const second = await story.openAs('bob', 'more');
    await story.say('bob', second.number, '/promote staging');
    await story.later(60_000);
    expect(words(first)).toMatchInlineSnapshot(`
      [
        "acme/shop → staging: Held up by a freeze | HEAD of #1 to staging, asked for by ada. freeze: closed until TIME UTC: stocktaking. It goes on by itself then. An exception needs a reason and a second person: /freeze except staging because "…".",
      ]
    `);
  });

  it('is told of late success', async () => {
    await begin(policyOf(toReceiver(', events: [drift_found]')));
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.deployed('staging', 'failure');
    await story.deployed('staging', 'success');
    expect(words(pull)).toEqual([
      'acme/shop → staging: Deployed after it had failed | The deployment of HEAD to staging succeeded after it had failed here: it runs there now.',
    ]);
  });

  it('waits for people once, and again when it had not in between', async () => {
    await begin(policyOf(toReceiver(', events: [waiting]')));
    const pull = await story.waiting();
    await story.press('ada', pull.headSha, 'production', 'check-again');
    expect(told()).toEqual(['production waiting']);
    const { number } = story.as('omar').openIssue({ title: 'A look' });
    await story.say('omar', number, '/lock production because "a look"');
    await story.say('omar', number, '/unlock production');
    expect(told()).toEqual(['production waiting', 'production waiting']);
  });
});

describe('who wants to know', () => {
  it('is asked by event, severity and environment', async () => {
    const others = await Promise.all([openOutsider(), openOutsider(), openOutsider()]);
    const [grave, some, deep] = others;
    const hook = (of: Outsider, more = ''): string => `{ url: "${of.url}/"${more} }`;
    const top = `{ webhooks: [${hook(grave, ', severity: error')}, ${hook(some, ', events: [succeeded, failed]')}] }`;
    const policy = policyOf(top).replace(
      '  - name: production\n',
      `  - name: production\n    notify: { webhooks: [${hook(deep)}] }\n`,
    );
    const hosts = others.map(({ host }) => host).join(',');
    await begin(policy, { ALLOW_PRIVATE_HOSTS: hosts });
    const pull = await story.openGreen();
    await story.promoteOn('ada', pull.number);
    await story.approve('grace', pull.number);
    await story.deployed('production', 'failure');
    await story.say('omar', pull.number, '/halt because "x"');
    expect(told(grave)).toEqual(['production failed']);
    expect(told(some)).toEqual(['staging succeeded', 'production failed']);
    expect(told(deep)).toEqual([
      'production requested',
      'production waiting',
      'production approved',
      'production started',
      'production failed',
      '* halted',
    ]);
    for (const each of others) await each.close();
  });

  it('is told once, although they are named twice', async () => {
    const policy = policyOf(toReceiver()).replace(
      '  - name: production\n',
      `  - name: production\n    notify: ${toReceiver(', events: [requested]')}\n`,
    );
    await begin(policy);
    const pull = await story.openGreen();
    await story.say('omar', pull.number, '/halt because "x"');
    await story.say('ada', pull.number, '/promote production');
    expect(told().filter((each) => each === '* halted')).toHaveLength(
      told().includes('* halted') ? 1 : 0,
    );
    expect(told().filter((each) => each === 'production requested')).toHaveLength(1);
  });

  it('is told once of what is done to a whole organisation, whichever repository names them', async () => {
    const elsewhere = await openOutsider();
    await begin(policyOf(toReceiver(', events: [halted, resumed]')), {
      ALLOW_PRIVATE_HOSTS: `${receiver.host},${elsewhere.host}`,
    });
    const hooks = `{ webhooks: [{ url: "${receiver.url}/hook" }, { url: "${elsewhere.url}/" }] }`;
    const files = {
      '.github/lockkeeper.yml': `version: 1\nnotify: ${hooks}\nenvironments: [{ name: site }]\n`,
    };
    const home = story.sandbox.openHome(files);
    home.as('omar').addRepository();
    await story.quiet();
    // Its policy is read when somebody wants something there.
    const page = home
      .as('ada')
      .openPull({ title: 'New', branch: 'new', files: { 'a.txt': 'a\n' } });
    home.as('ada').comment(page.number, '/status');
    const pull = await story.openGreen();
    await story.say('omar', pull.number, '/halt because "intruders" --org');
    await story.say('omar', pull.number, '/resume --org');
    expect(told()).toEqual(['* halted', '* resumed']);
    expect(told(elsewhere)).toEqual(['* halted', '* resumed']);
    expect(words(pull)[0]).toBe(
      'acme/shop: Halted | omar halted the whole organisation on TIME UTC: intruders. omar or an owner of the organisation ends it with /resume --org.',
    );
    await elsewhere.close();
  });

  it('costs nothing where nobody does', async () => {
    await begin(policyOf('{}'));
    const pull = await story.openGreen();
    await story.promoteOn('ada', pull.number);
    const { targetDeliveries } = story.app.store;
    expect(await targetDeliveries.list({ repositoryId: null, failed: false }, 9)).toEqual([]);
    expect(receiver.asked).toEqual([]);
  });
});

describe('an endpoint', () => {
  const ids = (): readonly unknown[] => receiver.asked.map(({ headers }) => headers['webhook-id']);
  const times = (): readonly unknown[] =>
    receiver.asked.map(({ headers }) => headers['webhook-timestamp']);
  const kept = async () => {
    const { targetDeliveries } = story.app.store;
    const found = await targetDeliveries.list({ repositoryId: null, failed: false }, 9);
    return found.map(({ event, state, attempts, error, body }) => ({
      event,
      state,
      attempts,
      error,
      kept: body !== null,
    }));
  };
  const ask = async (more = ', events: [requested]'): Promise<Pull> => {
    await begin(policyOf(toReceiver(more)));
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    return pull;
  };

  it('in trouble is tried again, with the same id and a signature of its own', async () => {
    receiver.answer(500);
    await ask();
    expect(await kept()).toEqual([
      { event: 'requested', state: 'waiting', attempts: 1, error: 'it answered 500', kept: true },
    ]);
    await story.later(5_000);
    expect(receiver.asked).toHaveLength(2);
    receiver.answer(204);
    await story.later(29_000);
    await story.later(60_000);
    expect(new Set(ids()).size).toBe(1);
    expect(new Set(times()).size).toBe(3);
    expect(new Set(receiver.asked.map(({ body }) => body)).size).toBe(1);
    expect(await kept()).toEqual([
      { event: 'requested', state: 'delivered', attempts: 3, error: null, kept: false },
    ]);
  });

  it('in trouble for good is given up after a day', async () => {
    receiver.answer(503);
    await ask();
    for (let hour = 0; hour < 30; hour += 1) await story.later(3_600_000);
    expect(receiver.asked).toHaveLength(11);
    expect(await kept()).toEqual([
      { event: 'requested', state: 'failed', attempts: 11, error: 'it answered 503', kept: false },
    ]);
    expect(story.warnings).toEqual(['somebody could not be told, and is not']);
    await story.later(31 * 24 * 3_600_000);
    expect(await kept()).toEqual([]);
  });

  it('that asks to wait is left alone for so long', async () => {
    receiver.answer((response) => void response.writeHead(429, { 'retry-after': '90' }).end());
    await ask();
    await story.later(80_000);
    expect(receiver.asked).toHaveLength(1);
    receiver.answer(200);
    await story.later(10_000);
    expect((await kept())[0]).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('that is gone is not asked again, until it was taken out of the policy and put back', async () => {
    receiver.answer(410);
    const pull = await ask(', events: [requested, locked]');
    receiver.answer(200);
    const again = async (): Promise<void> => {
      await story.say('ada', pull.number, '/lock staging because "a look"');
      await story.say('ada', pull.number, '/unlock staging');
    };
    await again();
    expect(receiver.asked).toHaveLength(1);
    const entries = await story.app.store.record.entries(
      (await story.app.store.record.chains()).find((each) => each.startsWith('repository:')) ?? '',
      0,
      500,
    );
    const gone = entries.find(({ kind }) => kind === 'notification.endpoint_gone');
    expect(JSON.parse(gone?.body ?? '{}')).toEqual({ host: receiver.host });
    for (const notify of ['{}', toReceiver()]) {
      story
        .as('omar')
        .push({ branch: 'main', files: { '.github/lockkeeper.yml': policyOf(notify) } });
      await story.quiet();
    }
    await again();
    expect(told()).toEqual(['staging requested', 'staging locked', 'staging unlocked']);
    expect(story.warnings).toEqual([
      'an endpoint says that it is gone: it is not asked again until the policy no longer names it',
    ]);
  });

  it.each([
    ['says no', 400, 'it answered 400'],
    ['leads elsewhere', 302, 'it answered 302'],
  ])('that %s is not asked again', async (_what, status, error) => {
    const elsewhere = await openOutsider();
    receiver.answer(
      (response) => void response.writeHead(status, { location: `${elsewhere.url}/admin` }).end(),
    );
    await ask();
    await story.later(3_600_000);
    expect(receiver.asked).toHaveLength(1);
    expect(elsewhere.asked).toEqual([]);
    expect((await kept())[0]).toMatchObject({ state: 'failed', attempts: 1, error });
    await elsewhere.close();
  });

  it.each([
    ['', 'its address does not begin with https'],
    ['https:', 'its address is not a public one'],
  ])('of a private address is never asked (%s)', async (protocol, error) => {
    const url = receiver.url
      .replace('http:', protocol || 'http:')
      .replace('127.0.0.1', 'localhost');
    await begin(policyOf(`{ webhooks: [{ url: "${url}", events: [requested] }] }`), {
      ALLOW_PRIVATE_HOSTS: 'gate.internal',
    });
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    expect(receiver.asked).toEqual([]);
    expect((await kept())[0]).toMatchObject({ state: 'failed', attempts: 1, error });
  });

  it('for which there is no secret gets nothing unsigned', async () => {
    await ask(', secret: other, events: [requested]');
    expect(receiver.asked).toEqual([]);
    expect((await kept())[0]?.error).toBe('WEBHOOK_SECRETS has no secret named other');
  });

  it('is told again under the same id where the note of it was lost', async () => {
    const lost: string[] = [];
    await begin(policyOf(toReceiver(', events: [requested]')));
    const { store } = story.app.world;
    const transaction = store.transaction.bind(store);
    Object.assign(store, {
      transaction: (work: Parameters<typeof transaction>[0]) => {
        if (receiver.asked.length !== 1 || lost.length > 0) return transaction(work);
        lost.push('the process ends here');
        return Promise.reject(new Error(lost[0]));
      },
    });
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.later(60_000);
    expect(lost).toHaveLength(1);
    expect(ids()).toHaveLength(2);
    expect(new Set(ids()).size).toBe(1);
    expect((await kept())[0]).toMatchObject({ state: 'delivered' });
  });
});

describe('who hangs', () => {
  it('keeps nobody else waiting: neither a promotion nor other targets, nor each other', async () => {
    const hanging = await openOutsider();
    const open: (() => void)[] = [];
    hanging.answer((response) => {
      open.push(() => void response.end('{}'));
    });
    const many = Array.from(
      { length: 9 },
      (_, at) => `{ url: "${hanging.url}/${at}", events: [requested] }`,
    );
    await begin(policyOf(`{ webhooks: [${many.join(', ')}, { url: "${receiver.url}/" }] }`), {
      ALLOW_PRIVATE_HOSTS: `${receiver.host},${hanging.host}`,
    });
    const pull = await story.openGreen();
    story.as('ada').comment(pull.number, '/promote staging');
    // All of them are asked before any of them was answered, and the deployment is made.
    await expect.poll(() => open.length).toBe(9);
    await expect.poll(() => story.deployments('staging')).toEqual([pull.headSha]);
    await expect.poll(() => told().includes('staging started')).toBe(true);
    expect(hanging.asked.map(({ path }) => path).sort()).toEqual(
      Array.from({ length: 9 }, (_, at) => `/${at}`),
    );
    for (const answer of open) answer();
    await story.quiet();
    await hanging.close();
  });

  it('is told later where too many hang, and the promotion goes on', async () => {
    const hanging = await openOutsider();
    let open: (() => void)[] = [];
    hanging.answer((response) => {
      open.push(() => void response.end('{}'));
    });
    const ten = (name: string): string =>
      `{ webhooks: [${Array.from({ length: 10 }, (_, at) => `{ url: "${hanging.url}/${name}${at}" }`).join(', ')}] }`;
    const policy = policyOf(ten('all')).replace(
      '  - name: staging\n',
      `  - name: staging\n    notify: ${ten('own')}\n`,
    );
    await begin(policy, { ALLOW_PRIVATE_HOSTS: hanging.host });
    const pull = await story.openGreen();
    const other = await story.openAs('ada', 'other');
    for (const { number } of [pull, other]) story.as('ada').comment(number, '/promote staging');
    await expect.poll(() => open.length).toBe(20);
    await expect.poll(() => story.deployments('staging')).toEqual([pull.headSha]);
    expect(open).toHaveLength(20);
    const answered = open;
    open = [];
    hanging.answer(200);
    for (const answer of answered) answer();
    for (let second = 0; second < 5; second += 1) await story.later(1_000);
    // Both were asked for and approved, and one was begun.
    expect(hanging.asked).toHaveLength(20 * 5);
    await hanging.close();
  });
});

describe('on PostgreSQL', () => {
  it('is told in order too, and again where it has to be', async () => {
    const postgres = await startPostgres();
    onTestFinished(() => postgres.stop());
    story = await tellStory(policyOf(toReceiver()), {
      env: { WEBHOOK_SECRETS: KEY, ALLOW_PRIVATE_HOSTS: receiver.host },
      databaseUrl: await postgres.newDatabase('notifications'),
    });
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    receiver.answer(500);
    await story.deployed('staging');
    receiver.answer(200);
    await story.later(6_000);
    expect(told()).toEqual([
      'staging requested',
      'staging approved',
      'staging started',
      'staging succeeded',
      'staging succeeded',
    ]);
    await story.close();
  });
});
