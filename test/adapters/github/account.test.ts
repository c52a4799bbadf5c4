// Who has a number now is GitHub's word; whatever is no person is nobody, and silence is no answer.
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
  nock.cleanAll();
  nock.enableNetConnect();
});

const answer = (status: number, body: object): void => {
  nock('https://api.github.com').get('/user/1001').reply(status, body);
};

test('gives the login that the account has now', async () => {
  answer(200, { id: 1001, login: 'ada-l', type: 'User' });
  expect(await host.personById(SHOP, 1001)).toEqual({ id: 1001, login: 'ada-l', machine: false });
});

test.each([
  ['was deleted', 404, { message: 'Not Found' }],
  ['became an organisation', 200, { id: 1001, login: 'ada', type: 'Organization' }],
])('knows nobody where the account %s', async (_name, status, body) => {
  answer(status, body);
  expect(await host.personById(SHOP, 1001)).toBeNull();
});

test('does not take silence for an account that is gone', async () => {
  answer(502, { message: 'Bad Gateway' });
  await expect(host.personById(SHOP, 1001)).rejects.toThrow(HostFault);
});
