/** Gathers what is told of an entry of the record, from the store alone. */
import { type VoteNews, voteNews } from '../../core/approvals/vote-news.ts';
import { digestOf } from '../../core/digest.ts';
import type { Halt } from '../../core/halt.ts';
import type { Lock } from '../../core/lock.ts';
import type { Person } from '../../core/person.ts';
import type { Failure, Promotion, PromotionState } from '../../core/promotion/state.ts';
import { type ChainEntry, decodeDecision } from '../../core/record.ts';
import { traceIdOf } from '../../core/trace-id.ts';
import { href } from '../../messages/escape.ts';
import { type Happened, notificationSaid } from '../../messages/notification.ts';
import type { Notification, NotificationLinks } from '../../messages/webhook-body.ts';
import type { Repository } from '../../ports/store.ts';
import { checkRunEffect } from '../effects.ts';
import { linksOf } from '../links.ts';
import type { NotifyPayload } from '../notify/payloads.ts';
import type { World } from '../world.ts';
import { checkRunInput } from './check-run-view.ts';

/** What this program wrote; each part only into the events that have it. */
interface Written {
  readonly by?: Person;
  readonly state?: PromotionState;
  readonly lock: Lock;
  readonly why: 'expired' | 'pull_request_closed' | 'unlocked';
  readonly reason: string | null;
  readonly halt: Halt;
  readonly sha?: string;
  readonly through: string | null;
}

/** Null where there is nothing to say any more. */
export const notificationOf = async (
  world: World,
  repository: Repository,
  entry: ChainEntry,
  { event, before }: NotifyPayload,
): Promise<Notification | null> => {
  const body = JSON.parse(entry.body) as Written;
  const promotion = await promotionAt(world, entry, body);
  const what = await happened(world, repository, { entry, body, promotion, event, before });
  if (what === null) return null;
  const { environment } = entry;
  const { owner, name } = repository;
  const links = linksOf(world, repository);
  const sha = promotion?.release.sha ?? body.sha ?? null;
  return {
    ...notificationSaid(what, { repository: `${owner}/${name}`, environment, links }),
    event,
    at: entry.at,
    repository,
    environment,
    sha,
    promotion,
    by: body.by ?? null,
    reason: reasonOf(what),
    failure: failureOf(promotion),
    links: await urlsOf(world, repository, promotion, sha),
    traceId: traceOf(entry),
  };
};

interface Told {
  readonly entry: ChainEntry;
  readonly body: Written;
  readonly promotion: Promotion | null;
  readonly event: NotifyPayload['event'];
  readonly before: NotifyPayload['before'];
}

/** It may have gone on since: what is told is how it was. */
const promotionAt = async (
  world: World,
  { promotionId, kind }: ChainEntry,
  { state }: Written,
): Promise<Promotion | null> => {
  const promotion = promotionId === null ? null : await world.store.promotions.byId(promotionId);
  if (promotion === null || kind === 'drift.late_success') return promotion;
  return { ...promotion, state: state ?? { kind: 'pending' } };
};

const happened = async (
  world: World,
  repository: Repository,
  { entry, body, promotion, event, before }: Told,
): Promise<Happened | null> => {
  const { by = null, lock, why, reason, halt, sha = '', through } = body;
  switch (event) {
    case 'locked':
      return { kind: 'locked', lock };
    case 'unlocked':
      return { kind: 'unlocked', lock, why, by, reason };
    case 'halted':
    case 'resumed':
      return { kind: event, halt, by: by ?? halt.by };
    case 'drift_found': {
      const environment = entry.environment ?? '';
      return promotion === null
        ? { kind: 'deployed_past_us', environment, sha, by, through }
        : { kind: 'late_success', promotion };
    }
    default:
      return promotion === null
        ? null
        : {
            kind: 'promotion',
            event,
            seen: await seenAt(world, repository, promotion, entry),
            votes: await votesSince(world, entry, before),
          };
  }
};

const votesSince = async (
  world: World,
  entry: ChainEntry,
  before: number | undefined,
): Promise<VoteNews | null> => {
  if (before === undefined) return null;
  const [former] = await world.store.record.entries(entry.chain, before - 1, 1);
  if (former === undefined) return null;
  const [was, is] = [decodeDecision(former.body), decodeDecision(entry.body)];
  return voteNews(was.verdicts, is.verdicts);
};

/** With the decision that is told of, or that let it pass; with none where something else is told. */
const seenAt = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  entry: ChainEntry,
) => {
  const seen = await checkRunInput(world, repository, promotion, null);
  if (entry.kind === 'promotion.approved') return { ...seen, now: entry.at };
  const decision =
    entry.kind === 'decision'
      ? { verdicts: decodeDecision(entry.body).verdicts, at: entry.at, source: undefined, entry }
      : null;
  return { ...seen, decision, now: entry.at };
};

const reasonOf = (what: Happened): string | null => {
  switch (what.kind) {
    case 'promotion': {
      const { promotion } = what.seen;
      const { state } = promotion;
      if (state.kind === 'failed') return state.failure.message;
      return state.kind === 'rejected' ? state.reason : promotion.reason;
    }
    case 'locked':
      return what.lock.reason;
    case 'unlocked':
      return what.reason;
    case 'halted':
    case 'resumed':
      return what.halt.reason;
    default:
      return null;
  }
};

const failureOf = (promotion: Promotion | null): Failure | null =>
  promotion?.state.kind === 'failed' ? promotion.state.failure : null;

const urlsOf = async (
  world: World,
  { owner, name }: Repository,
  promotion: Promotion | null,
  sha: string | null,
): Promise<NotificationLinks> => {
  const base = `${world.webUrl}/${owner}/${name}`;
  const commit = sha === null ? null : `${base}/commit/${sha}`;
  if (promotion === null) return { commit, pull_request: null, check_run: null, deployment: null };
  const { pullNumber, state, environment } = promotion;
  const run = await world.store.surfaces.get(checkRunEffect(promotion, 0).key);
  const deployment = 'deployment' in state ? (state.deployment ?? null) : null;
  const deployed = deployment?.deployer === 'workflow' ? deployment.url : null;
  return {
    commit,
    pull_request: pullNumber === null ? null : `${base}/pull/${pullNumber}`,
    check_run: run?.externalId == null ? null : `${base}/runs/${run.externalId}`,
    deployment:
      deployed === null
        ? deployment && `${base}/deployments/${encodeURIComponent(environment)}`
        : href(deployed),
  };
};

/** A promotion's own; of anything else one that is the same for everybody who is told. */
const traceOf = ({ promotionId, chain, seq }: ChainEntry): string =>
  traceIdOf(promotionId ?? '') ?? digestOf({ chain, seq }).slice('sha256:'.length).slice(0, 32);
