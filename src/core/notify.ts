/**
 * Who is told of what: the events that people, channels and services can be told of, how grave each
 * is, and whether somebody wants it. None of it decides anything.
 */

/** In the order of a promotion's life; after that what happens to an environment. */
export const NOTIFY_EVENTS = [
  'requested',
  'waiting',
  'voted',
  'approved',
  'rejected',
  'cancelled',
  'superseded',
  'expired',
  'started',
  'phase',
  'succeeded',
  'failed',
  'rolled_back',
  'locked',
  'unlocked',
  'frozen',
  'drift_found',
  'halted',
  'resumed',
] as const;
export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

/** In rising order. */
export const SEVERITIES = ['info', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who is told has to do something about an error, and should know of a warning. */
export const SEVERITY_OF: Readonly<Record<NotifyEvent, Severity>> = {
  requested: 'info',
  waiting: 'info',
  voted: 'info',
  approved: 'info',
  rejected: 'warning',
  cancelled: 'info',
  superseded: 'info',
  expired: 'warning',
  started: 'info',
  phase: 'info',
  succeeded: 'info',
  failed: 'error',
  rolled_back: 'warning',
  locked: 'info',
  unlocked: 'info',
  frozen: 'info',
  drift_found: 'warning',
  halted: 'warning',
  resumed: 'info',
};

/** What somebody wants to be told of. */
export interface Wish {
  /** Null for all. */
  readonly events: readonly NotifyEvent[] | null;
  /** The least. */
  readonly severity: Severity;
}

export interface SlackTarget extends Wish {
  /** `#releases`, or a channel's id. */
  readonly channel: string;
}

export interface WebhookTarget extends Wish {
  readonly url: string;
  /** The name, in `WEBHOOK_SECRETS`, of what signs it. */
  readonly secret: string;
}

export interface EmailTarget extends Wish {
  /** They get one mail together. */
  readonly to: readonly string[];
}

/** Who is told of what happens in an environment. */
export interface NotifyPolicy {
  readonly slack: readonly SlackTarget[];
  readonly webhooks: readonly WebhookTarget[];
  readonly email: readonly EmailTarget[];
}

export const NOBODY_TOLD: NotifyPolicy = { slack: [], webhooks: [], email: [] };

const OF_RECORD: Readonly<Record<string, NotifyEvent>> = {
  'promotion.requested': 'requested',
  'promotion.approved': 'approved',
  'promotion.rejected': 'rejected',
  'promotion.cancelled': 'cancelled',
  'promotion.superseded': 'superseded',
  'promotion.expired': 'expired',
  'promotion.deploying': 'started',
  'promotion.completed': 'succeeded',
  'promotion.failed': 'failed',
  'promotion.rolled_back': 'rolled_back',
  'lock.taken': 'locked',
  'lock.stolen': 'locked',
  'lock.released': 'unlocked',
  'drift.foreign_deployment': 'drift_found',
  'drift.late_success': 'drift_found',
  'halt.set': 'halted',
  'halt.lifted': 'resumed',
};

/** What an entry of the record tells people of, if anything; decisions are compared with the one before. */
export const eventOf = (kind: string, body: { readonly trusted?: unknown }): NotifyEvent | null =>
  // Whom the policy trusts with it deploys past the app as they should.
  body.trusted === true ? null : (OF_RECORD[kind] ?? null);

export const wants = ({ events, severity }: Wish, event: NotifyEvent): boolean =>
  (events?.includes(event) ?? true) &&
  SEVERITIES.indexOf(SEVERITY_OF[event]) >= SEVERITIES.indexOf(severity);
