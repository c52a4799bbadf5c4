/** Slack's own requests are taken for five minutes, and nothing else is. */
import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { isGenuine } from '../../../src/adapters/slack/genuine.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const BODY = Buffer.from('payload=%7B%22x%22%3A%22%E2%9C%93%22%7D');

const headersAt = (at: number | string, secret = 'secret', body = BODY) => {
  const timestamp = typeof at === 'string' ? at : String(Math.floor(at / 1_000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` };
};

const takes = (headers: Parameters<typeof isGenuine>[1], body = BODY): boolean =>
  isGenuine('secret', headers, body, NOW);

it.each([0, -300_000, 300_000])('takes what was signed %d ms from now', (ms) => {
  expect(takes(headersAt(NOW + ms))).toBe(true);
});

it.each([
  ['what is older than five minutes', headersAt(NOW - 301_000)],
  ['what is of the future', headersAt(NOW + 301_000)],
  ['another secret', headersAt(NOW, 'another')],
  ['an empty secret', headersAt(NOW, '')],
  ['another body', headersAt(NOW, 'secret', Buffer.from('x'))],
  ['no headers', {}],
  ['no time', { 'x-slack-signature': headersAt(NOW)['x-slack-signature'] }],
  ['no signature', { 'x-slack-request-timestamp': String(NOW / 1_000) }],
  ['a time that is none', headersAt('soon')],
  ['a time in another form', headersAt(`${NOW / 1_000}.0`)],
  ['a time with a sign', headersAt(`+${NOW / 1_000}`)],
  ['a time of many digits', headersAt('9'.repeat(400))],
  ['half a signature', { ...headersAt(NOW), 'x-slack-signature': 'v0=' }],
  [
    'a signature of another kind',
    {
      ...headersAt(NOW),
      'x-slack-signature': headersAt(NOW)['x-slack-signature'].replace('v0', 'v1'),
    },
  ],
  [
    'a signature in another script',
    { ...headersAt(NOW), 'x-slack-signature': `v0=${'ü'.repeat(64)}` },
  ],
  [
    'two signatures',
    { ...headersAt(NOW), 'x-slack-signature': [headersAt(NOW)['x-slack-signature'], 'x'] },
  ],
] as const)('refuses %s', (_, headers) => {
  expect(takes(headers as Parameters<typeof isGenuine>[1])).toBe(false);
});
