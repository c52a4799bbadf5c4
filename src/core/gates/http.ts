/** A service outside must allow it. It is asked once for each release and policy, and may answer later. */
import { z } from 'zod';
import { standingOf } from '../inquiry.ts';
import { gateTimeout, timeoutOf } from '../inquiry-time.ts';
import type { Instant } from '../instant.ts';
import { type Changer, gate, type Verdict } from './gate.ts';

export type HttpReason =
  | { readonly code: 'not_asked'; readonly host: string }
  | { readonly code: 'asked'; readonly host: string; readonly since: Instant }
  | {
      readonly code: 'allowed';
      readonly host: string;
      readonly reason: string;
      readonly at: Instant;
    }
  | { readonly code: 'denied'; readonly host: string; readonly reason: string }
  | {
      readonly code: 'told_to_wait';
      readonly host: string;
      readonly reason: string;
      readonly until: Instant | null;
    }
  | { readonly code: 'unusable'; readonly host: string; readonly problem: string }
  | {
      readonly code: 'timed_out';
      readonly host: string;
      readonly afterMs: number;
      /** What the last try saw; absent where nobody was reached in vain. */
      readonly last?: string;
    };

const ANSWER: readonly Changer[] = [{ kind: 'event', wake: 'inquiries' }];

export const http = gate({
  name: 'http',
  version: 1,
  order: 2,
  options: z.strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'a URL such as https://example.com/gate' })
      .meta({ pattern: '^https?://' })
      .describe('Who is asked.'),
    secret: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,49}$/, 'the name of a secret, such as change-board')
      .optional()
      .describe('The name, in GATE_SECRETS, of what signs the question; `default` when left out.'),
    timeout: gateTimeout,
  }),
  byDefault: () => null,
  needs: ['inquiries'],
  wakesOn: ['inquiries'],
  evaluate: ({ options, policy, facts: { inquiries }, at }): Verdict<HttpReason> => {
    const host = hostOf(options.url);
    const verdict = (
      status: Verdict['status'],
      reason: HttpReason,
      until: Instant | null = null,
    ): Verdict<HttpReason> => ({
      status,
      reasons: [reason],
      changedBy: status === 'pass' ? [] : ANSWER,
      until,
    });
    const standing = standingOf(inquiries, { subject: 'http', policyDigest: policy.digest }, at);
    if (standing.kind === 'not_asked') return verdict('wait', { code: 'not_asked', host });
    const { askedAt, deadline, lastSeen = null } = standing.inquiry;
    switch (standing.kind) {
      case 'open':
        return verdict('wait', { code: 'asked', host, since: askedAt }, deadline);
      case 'late':
        return verdict('error', {
          code: 'timed_out',
          host,
          afterMs: timeoutOf(options),
          ...(lastSeen !== null && { last: lastSeen }),
        });
      case 'answered':
        break;
      default:
        return standing satisfies never;
    }
    const { status, reason, until } = standing.answer;
    switch (status) {
      case 'allow':
        return verdict('pass', { code: 'allowed', host, reason, at: standing.answer.at });
      case 'deny':
        return verdict('block', { code: 'denied', host, reason });
      case 'wait':
        return verdict('wait', { code: 'told_to_wait', host, reason, until }, until ?? deadline);
      case 'unusable':
        return verdict('error', { code: 'unusable', host, problem: reason });
      default:
        return status satisfies never;
    }
  },
});

/** Of a URL the policy has checked; its path and query may be nobody's business. */
const hostOf = (url: string): string => new URL(url).host;
