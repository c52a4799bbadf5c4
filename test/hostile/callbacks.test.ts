/**
 * Addresses that GitHub's events bring along, and the route where services answer later: an address of
 * elsewhere is never used, and a flood of answers that nobody was asked for stores nothing.
 */
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { runInCallback } from '../../src/adapters/github/callback-url.ts';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { exportLines } from '../../src/services/audit/audit-export.ts';
import { openOutsider } from '../scenarios/outsider.ts';
import { type Story, tellStory } from '../scenarios/story.ts';

const API = 'https://api.github.com';
const SHOP = { owner: 'acme', name: 'shop' };
const PATH = '/repos/acme/shop/actions/runs/42/deployment_protection_rule';

describe('the address of a waiting job', () => {
  it('is one of this GitHub and this repository', () => {
    expect(runInCallback(`${API}${PATH}`, API, SHOP)).toBe('42');
    expect(runInCallback(`${API}${PATH.replace('acme/shop', 'ACME/Shop')}`, API, SHOP)).toBe('42');
    const enterprise = 'https://ghe.example/api/v3';
    expect(runInCallback(`${enterprise}${PATH}`, enterprise, SHOP)).toBe('42');
    expect(runInCallback(`https://ghe.example${PATH}`, enterprise, SHOP)).toBe(null);
    expect(runInCallback(`https://ghe.example/api/v3x${PATH}`, enterprise, SHOP)).toBe(null);
  });

  it.each([
    `https://evil.example${PATH}`,
    `https://api.github.com.evil.example${PATH}`,
    `https://evil.example/api.github.com${PATH}`,
    `https://api.github.com@evil.example${PATH}`,
    `https://user:word@api.github.com${PATH}`,
    `https://api.github.com:8443${PATH}`,
    `http://api.github.com${PATH}`,
    `//api.github.com${PATH}`,
    `https://api.gıthub.com${PATH}`,
    `https://api.github.com\\@evil.example${PATH}`,
    `https://127.0.0.1${PATH}`,
    `file:///etc/passwd`,
    `javascript:alert(1)`,
    `${API}${PATH.replace('acme/shop', 'acme/other')}`,
    `${API}${PATH.replace('acme/shop', 'evil/shop')}`,
    `${API}/repos/acme/other/..%2fshop/actions/runs/42/deployment_protection_rule`,
    `${API}${PATH.replace('42', '42/../43')}/..`,
    `${API}${PATH.replace('42', '-1')}`,
    `${API}${PATH.replace('42', '4e1')}`,
    `${API}${PATH.replace('42', '٤٢')}`,
    `${API}${PATH.replace('42', '9'.repeat(20))}`,
    `${API}${PATH}/x`,
    `${API}/x${PATH}`,
    '',
    'not an address',
    '\u0000',
    '\ud800',
  ])('is not %j', (callback) => {
    expect(runInCallback(callback, API, SHOP)).toBe(null);
  });

  it('gives a number of that very address, or nothing', () => {
    const parts = fc.array(
      fc.constantFrom(
        ...[API, PATH, '/', '..', '/../', '@', ':', '//', 'evil.example', '?', '#', '%2f', '\\'],
        ...['acme', 'shop', 'other', '/repos/', '42', '\t', '\n', ' ', 'https://', '.', 'x'],
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(parts, (all) => {
        const callback = all.join('');
        const run = runInCallback(callback, API, SHOP);
        if (run === null) return;
        const { origin, pathname } = new URL(callback);
        expect(`${origin}${pathname}`.toLowerCase()).toBe(`${API}${PATH.replace('42', run)}`);
      }),
      { seed: 20_261_121, numRuns: 3_000 },
    );
  });
});

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const WRONG = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

const lines = async ({ databaseUrl }: Story): Promise<number> => {
  const store = await openStore(databaseUrl, { readOnly: true });
  let count = 0;
  for await (const _ of exportLines(store)) count += 1;
  await store.close();
  return count;
};

it('answers that nobody was asked for store nothing, and keep nobody from answering', async () => {
  const service = await openOutsider();
  service.answer({ status: 'wait' });
  const story = await tellStory(
    `version: 1
environments:
  - name: staging
    gates: { http: { url: "${service.url}/decide" } }
`,
    {
      env: {
        GATE_SECRETS: KEY,
        ALLOW_PRIVATE_HOSTS: service.host,
        PUBLIC_URL: 'https://lockkeeper.example',
      },
    },
  );
  const { number, headSha } = await story.openGreen();
  await story.say('ada', number, '/promote staging');
  const { data } = JSON.parse(service.asked.at(-1)?.body ?? '{}');
  const { url, token } = data.callback;
  const send = async (key: string, said: object, to: string = url): Promise<number> => {
    const body = JSON.stringify(said);
    const at = new Date(story.clock.now());
    const headers = {
      'webhook-id': 'one',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(key).sign('one', at, body),
    };
    const here = to.replace('https://lockkeeper.example', story.url);
    return (await fetch(here, { method: 'POST', body, headers })).status;
  };
  const before = await lines(story);
  const flood = Array.from({ length: 100 }, () => [
    send(WRONG, { token, status: 'allow' }),
    send(KEY, { token: `${token}x`, status: 'allow' }),
    send(KEY, { token, status: 'allow' }, `${url}x`),
  ]);
  expect(new Set(await Promise.all(flood.flat()))).toEqual(new Set([401]));
  await story.quiet();
  expect(await lines(story)).toBe(before);
  expect(story.run(headSha, 'staging')).toBe('in_progress: Waiting for http');
  expect(await send(KEY, { token, status: 'allow' })).toBe(200);
  await story.quiet();
  expect(story.run(headSha, 'staging')).toBe('in_progress: Deploying');
  expect(story.warnings).toEqual([]);
  await story.close();
  await service.close();
});
