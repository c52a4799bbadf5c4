/**
 * Every gate there is, one line each. Adding a gate is its file, its line here, its words in
 * `messages/gates/`, its test and its fixtures; a contract test asks for all of them.
 */
import { approvals } from './approvals.ts';
import { branch } from './branch.ts';
import { checks } from './checks.ts';
import { commitSignature } from './commit-signature.ts';
import { containsLive } from './contains-live.ts';
import { freeze } from './freeze.ts';
import { halt } from './halt.ts';
import { http } from './http.ts';
import { lock } from './lock.ts';
import { predecessor } from './predecessor.ts';
import { quarantine } from './quarantine.ts';
import { separationOfDuties } from './separation-of-duties.ts';
import { soak } from './soak.ts';
import { workflow } from './workflow.ts';

export const gates = {
  freeze,
  lock,
  halt,
  quarantine,
  predecessor,
  'contains-live': containsLive,
  branch,
  checks,
  soak,
  'commit-signature': commitSignature,
  http,
  workflow,
  approvals,
  'separation-of-duties': separationOfDuties,
} as const;

export type Gates = typeof gates;
export type GateName = keyof Gates;
/** What the gate may answer, with its data. */
export type GateReason<G extends GateName = GateName> = {
  [N in G]: ReturnType<Gates[N]['evaluate']>['reasons'][number];
}[G];

/** Nobody's word to stop may be configured away: these hold in every environment. */
export const gatesOfAll: readonly string[] = ['lock', 'halt', 'quarantine'] satisfies GateName[];

export const gateNames = Object.keys(gates) as readonly GateName[];
