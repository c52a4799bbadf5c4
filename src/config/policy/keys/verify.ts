/** `verify:` what must be well after deploying. */
import { z } from 'zod';
import { MINUTE, SECOND } from '../../../core/instant.ts';
import type { HttpCheck, VerifyPolicy } from '../../../core/policy.ts';
import { workflowShape } from '../../../core/workflow-text.ts';
import { duration, timeOr } from './plain.ts';
import { buildCall } from './workflow-call.ts';

const httpCheck = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'a URL such as https://example.com/health' })
    .meta({ pattern: '^https?://', description: 'What is asked.' }),
  status: z.int().min(100).max(599).optional().describe('What it must answer; 200 when left out.'),
  contains: z.string().min(1).max(1_000).optional().describe('Text that its answer must have.'),
  tries: z.int().min(1).max(100).optional().describe('How often it is asked; 3 when left out.'),
  every: duration.optional().describe('The time between two tries; 10s when left out.'),
  timeout: duration.optional().describe('How long one try may take; 10s when left out.'),
});

export const verifyKey = z
  .strictObject({
    http: z.array(httpCheck).max(10).optional().describe('Health checks; all must succeed.'),
    workflow: z
      .strictObject({
        ...workflowShape,
        timeout: duration.optional().describe('How long it may take; 30m when left out.'),
      })
      .optional()
      .describe(
        'A workflow of the default branch that must succeed; it is told what was deployed.',
      ),
  })
  .optional()
  .describe('What must be well after deploying, or the promotion has failed.');

const WORKFLOW_MS = 30 * MINUTE;
const EVERY_MS = 10 * SECOND;
const TRY_MS = 10 * SECOND;

/** Nothing where nothing is to be looked at, as in policies from before there was this key. */
export const buildVerify = (
  text: z.infer<typeof verifyKey>,
): { readonly verify?: VerifyPolicy } => {
  const http = (text?.http ?? []).map(buildCheck);
  const workflow = text?.workflow === undefined ? null : buildCall(text.workflow, WORKFLOW_MS);
  return http.length === 0 && workflow === null ? {} : { verify: { http, workflow } };
};

const buildCheck = (text: z.infer<typeof httpCheck>): HttpCheck => ({
  url: text.url,
  status: text.status ?? 200,
  contains: text.contains ?? null,
  tries: text.tries ?? 3,
  everyMs: timeOr(EVERY_MS, text.every),
  timeoutMs: timeOr(TRY_MS, text.timeout),
});
