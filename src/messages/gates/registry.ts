/** The words of every gate, one line each; a gate without words does not compile. */
import type { AnyReason } from '../../core/decision.ts';
import type { GateName, GateReason } from '../../core/gates/registry.ts';
import { code, text } from '../escape.ts';
import type { Said, Words } from '../words.ts';
import { approvalsWords } from './approvals.ts';
import { checksWords } from './checks.ts';
import { containsLiveWords } from './contains-live.ts';
import type { GateContext } from './context.ts';
import { predecessorWords } from './predecessor.ts';
import { separationOfDutiesWords } from './separation-of-duties.ts';

export const gateWords: { readonly [G in GateName]: Words<GateReason<G>, GateContext> } = {
  predecessor: predecessorWords,
  'contains-live': containsLiveWords,
  checks: checksWords,
  approvals: approvalsWords,
  'separation-of-duties': separationOfDutiesWords,
};

/** The words for one reason of one gate, its own or one that every gate can have. */
export const gateSaid = (gate: string, reason: AnyReason, context: GateContext): Said => {
  if (reason.code === 'fact_missing') {
    const why = reason.problem === null ? 'it was not loaded' : text(reason.problem.message);
    return {
      sentence: `it could not be found out (${code(reason.fact)}): ${why}`,
      remedy: 'Nothing passes meanwhile; it is tried again by itself.',
    };
  }
  if (reason.code === 'gate_failed') {
    return {
      sentence: `the gate itself failed: ${text(reason.message)}`,
      remedy: 'Nothing passes meanwhile.',
    };
  }
  const words = gateWords[gate as GateName] as Readonly<
    Record<string, ((reason: AnyReason, context: GateContext) => Said) | undefined>
  >;
  return words[reason.code]?.(reason, context) ?? { sentence: text(reason.code) };
};
