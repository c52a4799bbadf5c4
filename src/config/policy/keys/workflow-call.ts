/** A workflow to run, as `deploy:`, `verify:` and the gate of that name take it. */
import type { WorkflowCall } from '../../../core/policy.ts';
import type { WorkflowText } from '../../../core/workflow-text.ts';
import { timeOr } from './plain.ts';

export const buildCall = (
  { file, inputs, timeout }: WorkflowText,
  timeoutMs: number,
): WorkflowCall => ({ file, inputs: inputs ?? {}, timeoutMs: timeOr(timeoutMs, timeout) });
