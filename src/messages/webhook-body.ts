/**
 * A notification as programs read it: what a webhook sends. What it is called and what stands in it is
 * documented in the README; nothing is taken away from it, and programs must not mind what is added.
 */
import { cut } from '../core/cut.ts';
import { type Instant, toIso } from '../core/instant.ts';
import { type NotifyEvent, SEVERITY_OF } from '../core/notify.ts';
import type { Person } from '../core/person.ts';
import type { Failure, Promotion } from '../core/promotion/state.ts';
import type { Sha } from '../core/release.ts';
import type { Said } from './notification.ts';
import { plainText } from './plain-text.ts';

export interface Notification extends Said {
  readonly event: NotifyEvent;
  readonly at: Instant;
  readonly repository: { readonly id: number; readonly owner: string; readonly name: string };
  /** Null for what is about all of them. */
  readonly environment: string | null;
  readonly sha: Sha | null;
  /** As it was by then. */
  readonly promotion: Promotion | null;
  /** Who did it; null where nobody did. */
  readonly by: Person | null;
  readonly reason: string | null;
  readonly failure: Failure | null;
  readonly links: NotificationLinks;
  readonly traceId: string;
}

/** Null where there is none. */
export interface NotificationLinks {
  readonly commit: string | null;
  readonly pull_request: string | null;
  readonly check_run: string | null;
  readonly deployment: string | null;
}

const MAX_REASON = 2_000;

/** JSON. */
export const webhookBody = (notification: Notification): string => {
  const { event, at, repository, environment, sha, promotion, links } = notification;
  const failure = notification.failure;
  return JSON.stringify({
    type: typeOf(event),
    timestamp: toIso(at),
    data: {
      event,
      severity: SEVERITY_OF[event],
      title: notification.title,
      text: plainText(notification.text),
      repository: {
        id: repository.id,
        owner: repository.owner,
        name: repository.name,
        full_name: `${repository.owner}/${repository.name}`,
      },
      environment,
      release: sha === null ? null : { sha },
      promotion: promotion === null ? null : promotionBody(promotion),
      by: notification.by === null ? null : who(notification.by),
      reason: notification.reason === null ? null : cut(notification.reason, MAX_REASON),
      failure: failure === null ? null : { code: failure.code, message: failure.message },
      links,
      trace_id: notification.traceId,
    },
  });
};

const promotionBody = (promotion: Promotion) => ({
  id: promotion.id,
  kind: promotion.kind,
  state: promotion.state.kind,
  pull_request: promotion.pullNumber,
  requested_at: toIso(promotion.requestedAt),
  requested_by: promotion.requesters.map(({ person }) => who(person)),
});

const who = ({ id, login }: Person) => ({ id, login });

const OF_ENVIRONMENTS: readonly NotifyEvent[] = ['locked', 'unlocked', 'drift_found'];
const OF_REPOSITORIES: readonly NotifyEvent[] = ['halted', 'resumed'];

/** `promotion.succeeded`, `environment.locked`, `repository.halted`. */
export const typeOf = (event: NotifyEvent): string => {
  if (OF_REPOSITORIES.includes(event)) return `repository.${event}`;
  return `${OF_ENVIRONMENTS.includes(event) ? 'environment' : 'promotion'}.${event}`;
};
