/** The gate http: a service is asked once, answers at once or later, and nothing else is taken for a yes. */

import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Outsider, openOutsider } from './outsider.ts';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const MINUTE = 60_000;
const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_KEY = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

let story: Story;
let service: Outsider;
beforeEach(async () => {
  service = await openOutsider();
});
afterEach(async () => {
  await story.close();
  await service.close();
});

const policyOf = (url: string, more = '') => `version: 1
environments:
  - name: staging
    gates: { http: { url: "${url}"${more} } }
`;

const begin = async (o: { policy?: string; env?: Record<string, string> } = {}): Promise<Pull> => {
  story = await tellStory(o.policy ?? policyOf(`${service.url}/decide`), {
    env: {
      GATE_SECRETS: KEY,
      ALLOW_PRIVATE_HOSTS: service.host,
      PUBLIC_URL: 'https://lockkeeper.example',
      ...o.env,
    },
  });
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  return pull;
};
const run = ({ headSha }: Pull): string => story.run(headSha, 'staging');
const row = ({ headSha }: Pull): string | undefined =>
  timeless(story.summary(headSha, 'staging'))
    .split('\n')
    .find((line) => line.includes('| http |'))
    ?.replace(service.host, 'HOST');

interface Question {
  readonly type: string;
  readonly data: {
    readonly callback: { readonly url: string; readonly token: string } | null;
    readonly [key: string]: unknown;
  };
}
const question = (at = -1): Question => JSON.parse(service.asked.at(at)?.body ?? 'null');

/** Sends an answer to where the question said, as the service would. */
const callBack = async (
  said: object,
  key = KEY,
  asked = question(),
  agoMs = 0,
): Promise<number> => {
  const { url, token } = asked.data.callback ?? { url: '', token: '' };
  const body = JSON.stringify({ token, ...said });
  const id = 'answer-1';
  // Now, by the clock of the story.
  const at = new Date(story.clock.now() - agoMs);
  const answer = await fetch(url.replace('https://lockkeeper.example', story.url), {
    method: 'POST',
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(key).sign(id, at, body),
    },
  });
  await story.quiet();
  return answer.status;
};

describe('a service', () => {
  it('that allows lets pass; it is asked once, with a signature and all that it needs', async () => {
    service.answer({ status: 'allow', reason: 'CHG-17 is approved by @acme' });
    const pull = await begin();
    expect(run(pull)).toBe('in_progress: Deploying');
    expect(row(pull)).toMatchInlineSnapshot(
      `"| ✅ | http | \`HOST\` allowed it at TIME UTC: CHG-17 is approved by @⁠acme |"`,
    );
    expect(service.asked).toHaveLength(1);
    const [asked] = service.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/decide' });
    expect(() =>
      new Webhook(KEY).verify(asked?.body ?? '', { ...asked?.headers } as Record<string, string>),
    ).not.toThrow();
    expect(question()).toMatchObject({
      type: 'gate.asked',
      data: {
        repository: { name: 'acme/shop' },
        environment: { name: 'staging', production: false },
        promotion: { pull_request: pull.number, requested_by: [{ login: 'ada' }] },
        release: { sha: pull.headSha },
        live: null,
      },
    });
    expect(story.warnings).toEqual([]);
  });

  it('that denies blocks, until somebody has it asked again', async () => {
    service.answer({ status: 'deny', reason: 'no change is planned' });
    const pull = await begin();
    expect(run(pull)).toBe('failure: Blocked by http');
    expect(row(pull)).toMatchInlineSnapshot(
      `"| ⛔ | http | \`HOST\` said no: no change is planned. When that is mended, press **Check again**. |"`,
    );
    await story.later(30 * MINUTE);
    expect(service.asked).toHaveLength(1);
    service.answer({ status: 'allow' });
    await story.press('ada', pull.headSha, 'staging', 'check-again');
    expect(service.asked).toHaveLength(2);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('that says to wait until a time is asked again then', async () => {
    const pull = await begin();
    const until = new Date(story.clock.now() + 20 * MINUTE).toISOString();
    service.answer({ status: 'wait', reason: 'the board meets', until });
    await story.press('ada', pull.headSha, 'staging', 'check-again');
    expect(row(pull)).toMatchInlineSnapshot(
      `"| ⏳ | http | \`HOST\` says to wait until TIME UTC: the board meets. It is asked again by itself then. |"`,
    );
    await story.later(19 * MINUTE);
    expect(service.asked).toHaveLength(2);
    service.answer({ status: 'allow' });
    await story.later(1 * MINUTE);
    expect(service.asked).toHaveLength(3);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('that says to wait a moment is asked again after half a minute, and not in between', async () => {
    service.answer((response) => {
      const until = new Date(story.clock.now() + 1_000).toISOString();
      response.end(JSON.stringify({ status: 'wait', until }));
    });
    const pull = await begin();
    for (const seconds of [1, 15]) await story.later(seconds * 1_000);
    expect(service.asked).toHaveLength(1);
    service.answer({ status: 'allow' });
    await story.later(15_000);
    expect(service.asked).toHaveLength(2);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('is asked again when the policy changes', async () => {
    service.answer({ status: 'deny', reason: 'no' });
    const pull = await begin();
    service.answer({ status: 'allow' });
    const policy = `${policyOf(`${service.url}/decide`)}    expire_after: 3d\n`;
    story.as('omar').push({ branch: 'main', files: { '.github/lockkeeper.yml': policy } });
    await story.quiet();
    expect(service.asked).toHaveLength(2);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('is not asked by a dry run', async () => {
    service.answer({ status: 'deny', reason: 'no' });
    const pull = await begin();
    await story.say('ada', pull.number, '/cancel');
    await story.say('ada', pull.number, '/promote staging --dry-run');
    expect(service.asked).toHaveLength(1);
    expect(story.lastReply(pull.number)).toContain('has not been asked yet');
  });
});

describe('an answer that comes later', () => {
  const later = async (): Promise<Pull> => {
    service.answer(202);
    const pull = await begin();
    expect(run(pull)).toBe('in_progress: Waiting for http');
    return pull;
  };

  it('is taken once, and again changes nothing', async () => {
    const pull = await later();
    expect(await callBack({ status: 'allow', reason: 'approved' })).toBe(200);
    expect(run(pull)).toBe('in_progress: Deploying');
    expect(await callBack({ status: 'allow', reason: 'approved' })).toBe(200);
    expect(await callBack({ status: 'deny' })).toBe(409);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('can say to wait before it says what', async () => {
    const pull = await later();
    expect(await callBack({ status: 'wait', reason: 'two of three have signed' })).toBe(200);
    expect(row(pull)).toContain('two of three have signed');
    expect(await callBack({ status: 'deny', reason: 'the third said no' })).toBe(200);
    expect(run(pull)).toBe('failure: Blocked by http');
  });

  it.each([
    ['signed with another key', { status: 'allow' }, OTHER_KEY, 401],
    ['with another token', { status: 'allow', token: 'x' }, KEY, 401],
    ['with no token', { status: 'allow', token: undefined }, KEY, 401],
    ['that is none', { status: 'perhaps' }, KEY, 422],
    ['that is far too long', { status: 'allow', reason: 'x'.repeat(70_000) }, KEY, 413],
  ])('%s is not taken', async (_what, said, key, status) => {
    const pull = await later();
    expect(await callBack(said, key)).toBe(status);
    expect(run(pull)).toBe('in_progress: Waiting for http');
  });

  it('to another question is not taken, nor one signed long ago', async () => {
    const pull = await later();
    const asked = question();
    const url = asked.data.callback?.url.replace(/[^/]+$/, '0'.repeat(26)) ?? '';
    const other = { ...asked, data: { ...asked.data, callback: { url, token: 'x' } } };
    expect(await callBack({ status: 'allow' }, KEY, other)).toBe(401);
    expect(await callBack({ status: 'allow' }, KEY, asked, 6 * MINUTE)).toBe(401);
    expect(run(pull)).toBe('in_progress: Waiting for http');
  });

  it('too late is not taken: the time limit is an error', async () => {
    const pull = await later();
    await story.later(5 * MINUTE);
    expect(run(pull)).toBe('failure: Could not find out: http');
    expect(row(pull)).toMatchInlineSnapshot(
      `"| ⛔ | http | \`HOST\` did not answer within 5 min. Nothing passes meanwhile. Press **Check again** to ask again. |"`,
    );
    expect(await callBack({ status: 'allow' })).toBe(410);
    expect(run(pull)).toBe('failure: Could not find out: http');
  });

  it('belongs to the question that was asked last', async () => {
    const pull = await later();
    await story.later(5 * MINUTE);
    await story.press('ada', pull.headSha, 'staging', 'check-again');
    expect(await callBack({ status: 'allow' }, KEY, question(0))).toBe(410);
    expect(run(pull)).toBe('in_progress: Waiting for http');
    expect(await callBack({ status: 'allow' })).toBe(200);
    expect(run(pull)).toBe('in_progress: Deploying');
  });
});

describe('the token of an answer', () => {
  /** What people and auditors can read of the newest answer. */
  const told = async (pull: Pull): Promise<string> => {
    const { promotions, inquiries, record } = story.app.store;
    const [promotion] = await promotions.allOpen(null, 1);
    const [inquiry] = await inquiries.of(promotion?.id ?? '');
    const evidence = inquiry?.answer?.evidence ?? null;
    if (evidence === null) throw new Error('nothing was kept');
    return `${row(pull)} ${await record.evidence(evidence)}`;
  };
  const no = () => ({ status: 'deny', reason: `not ${question().data.callback?.token}` });

  it.each([
    ['at once', no, null],
    ['in no answer', () => ({ asked: question() }), null],
    ['later', () => ({ status: 'wait' }), no],
  ])('is kept nowhere, although the service repeats it %s', async (_when, first, later) => {
    service.answer((response) => void response.end(JSON.stringify(first())));
    const pull = await begin();
    if (later !== null) expect(await callBack(later())).toBe(200);
    const token = question().data.callback?.token ?? '';
    expect(token).toHaveLength(43);
    expect(await told(pull)).not.toContain(token);
    expect(await told(pull)).toContain('***');
  });
});

describe('what is no answer', () => {
  it.each([
    ['no JSON', 'yes', 'its answer cannot be read'],
    ['another word', { status: 'ok' }, 'its answer cannot be read'],
    [
      'a time that is past',
      { status: 'wait', until: '2020-01-01T00:00:00Z' },
      'a time that is past',
    ],
    ['not found', 404, 'it answered 404'],
    ['a redirect', 302, 'it answered 302'],
    ['no content', 204, 'it answered 204'],
    ['too much', 'x'.repeat(70_000), 'has not answered'],
  ])('as %s is an error, and nothing passes', async (_what, how, said) => {
    service.answer(how);
    const pull = await begin();
    expect(row(pull)).toContain(said);
    expect(run(pull)).not.toContain('Deploying');
  });

  it('as a service in trouble is tried again, until its time is over', async () => {
    service.answer(503);
    const pull = await begin();
    expect(run(pull)).toBe('in_progress: Waiting for http');
    await story.later(3_000);
    expect(service.asked.length).toBeGreaterThan(1);
    service.answer({ status: 'allow' });
    await story.later(10_000);
    expect(run(pull)).toBe('in_progress: Deploying');
  });

  it('as a service in trouble until its time is over says what the trouble is', async () => {
    service.answer(503);
    const pull = await begin();
    await story.later(5 * MINUTE);
    expect(row(pull)).toContain('did not answer within 5 min; at the last try, it answered 503');
    service.answer(202);
    await story.press('ada', pull.headSha, 'staging', 'check-again');
    await story.later(5 * MINUTE);
    expect(row(pull)).toContain('did not answer within 5 min. Nothing passes meanwhile');
  });

  it('is a private address, which is never asked', async () => {
    const pull = await begin({ env: { ALLOW_PRIVATE_HOSTS: '' } });
    expect(run(pull)).toBe('failure: Could not find out: http');
    expect(row(pull)).toContain('does not begin with https');
    expect(service.asked).toEqual([]);
  });

  it('is a private address with a certificate, either', async () => {
    const url = service.url.replace('http:', 'https:');
    const pull = await begin({ policy: policyOf(url), env: { ALLOW_PRIVATE_HOSTS: '' } });
    expect(row(pull)).toContain('its address is not a public one');
  });

  it('is a question that no secret signs', async () => {
    const pull = await begin({ env: { GATE_SECRETS: `other=${KEY}` } });
    expect(row(pull)).toContain('GATE\\_SECRETS has no secret named default');
    expect(service.asked).toEqual([]);
  });
});

it('a service that is slow holds up nothing else', async () => {
  let open = (): void => undefined;
  service.answer((response) => {
    open = () => void response.end(JSON.stringify({ status: 'allow' }));
  });
  story = await tellStory(`${policyOf(service.url)}  - { name: other, after: [] }\n`, {
    env: { GATE_SECRETS: KEY, ALLOW_PRIVATE_HOSTS: service.host },
  });
  const pull = await story.openGreen();
  story.as('ada').comment(pull.number, '/promote staging');
  await expect.poll(() => service.asked.length).toBe(1);
  story.as('ada').comment(pull.number, '/promote other');
  await expect.poll(() => story.deployments('other')).toEqual([pull.headSha]);
  open();
  await story.quiet();
  expect(story.deployments('staging')).toEqual([pull.headSha]);
});
