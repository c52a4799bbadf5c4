/** The line before an environment: one promotion deploys there at a time. */
import type { Instant } from '../instant.ts';
import type { Promotion } from './state.ts';

/** Those approved after it let it go first; what waits for a person to execute it holds nobody up. */
export const holdsTurn = ({ state }: Promotion): boolean =>
  state.kind === 'approved' && state.awaits === 'turn';

/** Orders by who was approved first. */
export const byApproval = (a: Promotion, b: Promotion): number =>
  approvedAt(a) - approvedAt(b) || byId(a, b);

/** Orders by who asked first. */
export const byRequest = (a: Promotion, b: Promotion): number =>
  a.requestedAt - b.requestedAt || byId(a, b);

const approvedAt = ({ state }: Promotion): Instant => (state.kind === 'approved' ? state.at : 0);

const byId = (a: Promotion, b: Promotion): number => (a.id < b.id ? -1 : 1);
