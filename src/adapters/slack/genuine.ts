/** Whether Slack itself sent a request, and not long ago (docs: "Verifying requests from Slack"). */
import type { IncomingHttpHeaders } from 'node:http';
import { isValidSlackRequest } from '@slack/bolt';
import { type Instant, MINUTE, SECOND } from '../../core/instant.ts';

/** What is older may be a copy; what is of the future was made with another clock. */
const TOLERANCE_MS = 5 * MINUTE;

export const isGenuine = (
  signingSecret: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
  now: Instant,
): boolean => {
  const signature = headers['x-slack-signature'];
  const timestamp = headers['x-slack-request-timestamp'];
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return false;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Number(timestamp) * SECOND - now) > TOLERANCE_MS) return false;
  return isValidSlackRequest({
    signingSecret,
    body: body.toString('utf8'),
    headers: {
      'x-slack-signature': signature,
      'x-slack-request-timestamp': Number(timestamp),
    },
    nowMilliseconds: now,
  });
};
