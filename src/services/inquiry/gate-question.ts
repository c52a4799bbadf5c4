/** What a service is asked: everything a decider needs, and where it may answer later. */
import { toIso } from '../../core/instant.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { StoredInquiry } from '../../ports/inquiries.ts';
import type { Repository } from '../../ports/store.ts';
import type { World } from '../world.ts';

/** Followed by the id of the question. */
export const ANSWERS = '/api/gates/';

export const questionText = async (
  world: World,
  repository: Repository,
  inquiry: StoredInquiry & {
    readonly question: Extract<StoredInquiry['question'], { readonly kind: 'service' }>;
  },
  promotion: Promotion,
): Promise<string> => {
  const { id, question, askedAt, deadline } = inquiry;
  const { environment, release } = promotion;
  const live = await world.store.ledger.live(repository.id, environment);
  const token = world.signatures.token(question.secret, id);
  return JSON.stringify({
    type: 'gate.asked',
    timestamp: toIso(askedAt),
    data: {
      repository: { id: repository.id, name: `${repository.owner}/${repository.name}` },
      environment: {
        name: environment,
        production: question.production,
        url: question.site,
      },
      promotion: {
        id: promotion.id,
        kind: promotion.kind,
        pull_request: promotion.pullNumber,
        reason: promotion.reason,
        requested_at: toIso(promotion.requestedAt),
        requested_by: promotion.requesters.map(({ person }) => ({
          id: person.id,
          login: person.login,
        })),
      },
      release: {
        id: release.id,
        sha: release.sha,
        tree: release.tree,
        artifacts: release.artifacts,
      },
      live: live === null ? null : { sha: live.sha, since: toIso(live.since) },
      policy: inquiry.policyDigest,
      callback:
        world.publicUrl === null || token === null
          ? null
          : { url: `${world.publicUrl}${ANSWERS}${id}`, token, until: toIso(deadline) },
    },
  });
};
