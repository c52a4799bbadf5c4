// Which webhooks failed, where more did than anybody can ask for: the newest are told, and that there are more.
import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CodeHost } from '../../../src/ports/code-host.ts';
import { hostOn, testClock } from './host.ts';

const API = 'https://api.github.com';
const PATH = '/app/hook/deliveries';
const NEWEST = Date.parse('2026-11-21T12:00:00Z');
let host: CodeHost;
let asked: number;

beforeEach(() => {
  nock.disableNetConnect();
  host = hostOn(testClock());
  asked = 0;
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

/** One that failed in each second before the newest, for so many pages of a hundred. */
const failing = (pages: number): void => {
  nock(API)
    .get(PATH)
    .query(true)
    .times(pages)
    .reply(200, () => pageOf(asked++), {
      link: () => (asked < pages ? `<${API}${PATH}?cursor=v1_${asked}>; rel="next"` : ''),
    });
};
const pageOf = (page: number): readonly object[] =>
  Array.from({ length: 100 }, (_, index) => {
    const nth = page * 100 + index;
    const delivered_at = new Date(NEWEST - nth * 1_000).toISOString();
    return { id: 9_000_000 - nth, guid: `g-${nth}`, delivered_at, status_code: 502 };
  });

test('all of them are read, to the last page', async () => {
  failing(3);
  const { failed, isCut } = await host.failedDeliveries(NEWEST - 3_600_000);
  expect([failed.length, isCut]).toEqual([300, false]);
  expect(failed[0]).toMatchObject({ attempt: '9000000', guid: 'g-0', at: NEWEST });
});

test('what failed before that is not read', async () => {
  failing(3);
  const { failed, isCut } = await host.failedDeliveries(NEWEST - 150_000);
  expect([failed.length, isCut, asked]).toEqual([151, false, 2]);
});

test('where there is no end of them, the newest are told, and that there are more', async () => {
  failing(300);
  const { failed, isCut } = await host.failedDeliveries(NEWEST - 72 * 3_600_000);
  expect([failed.length, isCut, asked]).toEqual([20_000, true, 200]);
});
