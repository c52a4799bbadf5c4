/** The words of every gate, one line each; a gate without words does not compile. */
import type { AnyReason, GateVerdict } from '../../core/decision.ts';
import type { FactName } from '../../core/facts.ts';
import type { GateName, GateReason } from '../../core/gates/registry.ts';
import { code, text } from '../escape.ts';
import { list } from '../people.ts';
import type { Said, Words } from '../words.ts';
import { approvalsWords } from './approvals.ts';
import { branchWords } from './branch.ts';
import { checksWords } from './checks.ts';
import { commitSignatureWords } from './commit-signature.ts';
import { containsLiveWords } from './contains-live.ts';
import type { GateContext } from './context.ts';
import { freezeWords } from './freeze.ts';
import { haltWords } from './halt.ts';
import { httpWords } from './http.ts';
import { lockWords } from './lock.ts';
import { predecessorWords } from './predecessor.ts';
import { quarantineWords } from './quarantine.ts';
import { separationOfDutiesWords } from './separation-of-duties.ts';
import { soakWords } from './soak.ts';
import { workflowWords } from './workflow.ts';

export const gateWords: { readonly [G in GateName]: Words<GateReason<G>, GateContext> } = {
  freeze: freezeWords,
  lock: lockWords,
  halt: haltWords,
  quarantine: quarantineWords,
  predecessor: predecessorWords,
  'contains-live': containsLiveWords,
  branch: branchWords,
  checks: checksWords,
  soak: soakWords,
  'commit-signature': commitSignatureWords,
  http: httpWords,
  workflow: workflowWords,
  approvals: approvalsWords,
  'separation-of-duties': separationOfDutiesWords,
};

/** What a verdict says, a sentence for each reason; all that one fault hides is one of them. */
export const verdictSaid = (
  { gate, reasons }: Pick<GateVerdict, 'gate' | 'reasons'>,
  context: GateContext,
): readonly Said[] => {
  const missing = reasons.filter((reason) => reason.code === 'fact_missing');
  const byFault = Map.groupBy(missing, ({ problem }) => problem?.message ?? 'it was not loaded');
  return [
    ...[...byFault].map(([fault, facts]) => notFound(fault, facts)),
    ...reasons.flatMap((reason) => {
      if (reason.code === 'fact_missing') return [];
      return reason.code === 'gate_failed'
        ? [broken(reason.message)]
        : [said(gate, reason, context)];
    }),
  ];
};

const FACTS: Readonly<Record<FactName, string>> = {
  pullRequest: 'what is in the pull request',
  checks: 'which checks there are',
  requiredChecks: 'which checks the branch requires',
  live: 'what is live there',
  shipped: 'what else ships with it',
  history: 'what completed before',
  votes: 'who voted',
  exceptions: 'who was let through',
  roster: 'who may approve',
  branches: 'which branches have it',
  signatures: 'whether its commits are signed',
  stays: 'what has been live in the environments before',
  containing: 'which later releases contain it',
  lock: 'who has locked it',
  halts: 'what is halted',
  quarantines: 'what is in quarantine',
  inquiries: 'what others answered',
};

const notFound = (fault: string, missing: readonly { readonly fact: FactName }[]): Said => ({
  sentence: `could not find out ${list(
    missing.map(({ fact }) => FACTS[fact]),
    'and',
  )}: ${text(fault.replace(/\.$/, ''))}`,
  remedy: [
    'Nothing passes meanwhile; it is tried again by itself.',
    ...missing.flatMap(({ fact }) => INSTEAD[fact] ?? []),
  ].join(' '),
});

/** What goes without a fact that this app may never be allowed to read. */
const INSTEAD: Readonly<Partial<Record<FactName, string>>> = {
  requiredChecks: `Checks that the policy names need not be looked up: ${code('checks: { required: [build] }')}.`,
};

const broken = (message: string): Said => ({
  sentence: `the gate itself failed: ${text(message.replace(/\.$/, ''))}`,
  remedy: 'Nothing passes meanwhile.',
});

const said = (gate: GateName, reason: GateReason<GateName>, context: GateContext): Said => {
  const words = gateWords[gate] as Readonly<
    Record<string, ((reason: AnyReason, context: GateContext) => Said) | undefined>
  >;
  return words[reason.code]?.(reason, context) ?? { sentence: text(reason.code) };
};
