// What a branch requires stands in two places; both are read to their end, and neither is guessed.
import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CodeHost, HostFault } from '../../../src/ports/code-host.ts';
import { hostOn, SHOP, testClock } from './host.ts';

let host: CodeHost;
beforeEach(() => {
  nock.disableNetConnect();
  host = hostOn(testClock());
});
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  nock.enableNetConnect();
});

const REPO = 'https://api.github.com/repos/acme/shop';
const github = () => nock('https://api.github.com');
const rulesPath = '/repos/acme/shop/rules/branches/release%2F2?per_page=100';
const ruleOf = (...checks: readonly object[]) => ({
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: true,
    required_status_checks: checks,
  },
});
const answers = (rules: unknown, protection: unknown): void => {
  github()
    .get(rulesPath)
    .reply(200, rules as object);
  github()
    .get('/repos/acme/shop/branches/release%2F2')
    .reply(200, { name: 'release/2', protected: true, ...(protection as object) });
};
const OPEN = { protection: { enabled: false } };
const ask = () => host.requiredChecks(SHOP, 'release/2');
const faultOf = async (): Promise<Pick<HostFault, 'kind' | 'message'>> => {
  const fault: unknown = await ask().catch((thrown: unknown) => thrown);
  if (!(fault instanceof HostFault)) throw new Error(`no HostFault but ${String(fault)}`);
  return { kind: fault.kind, message: fault.message };
};

test('the rules of every level count, on however many pages they come', async () => {
  github()
    .get(rulesPath)
    .reply(200, [ruleOf({ context: 'test', integration_id: 15_368 }), { type: 'deletion' }], {
      link: `<${REPO}/rules/branches/release%2F2?per_page=100&page=2>; rel="next"`,
    });
  answersSecondPage([ruleOf({ context: 'build' }, { context: 'test', integration_id: 15_368 })]);
  github().get('/repos/acme/shop/branches/release%2F2').reply(200, OPEN);
  expect(await ask()).toEqual([
    { name: 'build', appId: null },
    { name: 'test', appId: 15_368 },
  ]);
});

const answersSecondPage = (rules: readonly object[]): void => {
  github().get(`${rulesPath}&page=2`).reply(200, rules);
};

test('classic protection counts as well, with the app where it names one', async () => {
  answers([ruleOf({ context: 'build' })], {
    protection: {
      enabled: true,
      required_status_checks: {
        enforcement_level: 'everyone',
        contexts: ['build', 'lint', 'old'],
        checks: [
          { context: 'build', app_id: 15_368 },
          { context: 'lint', app_id: -1 },
        ],
      },
    },
  });
  expect(await ask()).toEqual([
    { name: 'build', appId: 15_368 },
    { name: 'build', appId: null },
    { name: 'lint', appId: null },
    { name: 'old', appId: null },
  ]);
});

test('a branch without either requires none', async () => {
  answers([], OPEN);
  expect(await ask()).toEqual([]);
});

test.each([
  ['no protection said', [], {}, /about the protection of a branch cannot be read at protection/],
  [
    'a rule without its checks',
    [{ type: 'required_status_checks' }],
    OPEN,
    /about a rule of a branch cannot be read/,
  ],
])('%s is a fault, never none', async (_, rules, protection, message) => {
  github().get(rulesPath).reply(200, rules);
  if (rules.length === 0) {
    github().get('/repos/acme/shop/branches/release%2F2').reply(200, protection);
  }
  expect(await faultOf()).toMatchObject({
    kind: 'unreadable',
    message: expect.stringMatching(message),
  });
});

test('rules that may not be read are a fault in GitHub’s words', async () => {
  const words = 'Upgrade to GitHub Pro or make this repository public to enable this feature.';
  github().get(rulesPath).reply(403, { message: words });
  expect(await faultOf()).toMatchObject({
    kind: 'forbidden',
    message: expect.stringContaining(words),
  });
});
