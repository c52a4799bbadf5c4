/** A workflow of the repository, run at the release's commit, must succeed: whatever it runs, it runs there. */
import { z } from 'zod';
import { standingOf } from '../inquiry.ts';
import { gateTimeout, timeoutOf } from '../inquiry-time.ts';
import type { Instant } from '../instant.ts';
import { workflowShape } from '../workflow-text.ts';
import { type Changer, gate, type Verdict } from './gate.ts';

export type WorkflowReason =
  | { readonly code: 'not_asked'; readonly file: string }
  | { readonly code: 'running'; readonly file: string; readonly url: string | null }
  | {
      readonly code: 'succeeded';
      readonly file: string;
      readonly url: string | null;
      readonly at: Instant;
    }
  | {
      readonly code: 'failed';
      readonly file: string;
      readonly url: string | null;
      readonly conclusion: string;
    }
  | { readonly code: 'not_run'; readonly file: string; readonly problem: string }
  | {
      readonly code: 'timed_out';
      readonly file: string;
      readonly url: string | null;
      readonly afterMs: number;
    };

const ANSWER: readonly Changer[] = [{ kind: 'event', wake: 'inquiries' }];

export const workflow = gate({
  name: 'workflow',
  version: 1,
  order: 2,
  options: z.strictObject({ ...workflowShape, timeout: gateTimeout }),
  byDefault: () => null,
  needs: ['inquiries'],
  wakesOn: ['inquiries'],
  evaluate: ({ options, policy, facts: { inquiries }, at }): Verdict<WorkflowReason> => {
    const { file } = options;
    const verdict = (
      status: Verdict['status'],
      reason: WorkflowReason,
      until: Instant | null = null,
    ): Verdict<WorkflowReason> => ({
      status,
      reasons: [reason],
      changedBy: status === 'pass' ? [] : ANSWER,
      until,
    });
    const of = { subject: 'workflow', policyDigest: policy.digest };
    const standing = standingOf(inquiries, of, at);
    if (standing.kind === 'not_asked') return verdict('wait', { code: 'not_asked', file });
    const { url, deadline } = standing.inquiry;
    switch (standing.kind) {
      case 'open':
        return verdict('wait', { code: 'running', file, url }, deadline);
      case 'late':
        return verdict('error', { code: 'timed_out', file, url, afterMs: timeoutOf(options) });
      case 'answered':
        break;
      default:
        return standing satisfies never;
    }
    const { status, reason } = standing.answer;
    switch (status) {
      case 'allow':
        return verdict('pass', { code: 'succeeded', file, url, at: standing.answer.at });
      case 'deny':
        return verdict('block', { code: 'failed', file, url, conclusion: reason });
      case 'wait':
        return verdict('wait', { code: 'running', file, url }, deadline);
      case 'unusable':
        return verdict('error', { code: 'not_run', file, problem: reason });
      default:
        return status satisfies never;
    }
  },
});
