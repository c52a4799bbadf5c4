/**
 * A push to a branch: who pushed is recorded, because GitHub's commits do not say it; after a push to
 * the default branch the policy is read again.
 */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { fromIso, type Instant, SECOND } from '../../../core/instant.ts';
import { recordPush } from '../../../services/deployment/record-push.ts';
import { wakeForBranches } from '../../../services/wake.ts';
import type { World } from '../../../services/world.ts';
import { personOf, repositoryOf } from './context.ts';

/** GitHub writes it as seconds here and as a text elsewhere. */
const pushedAt = (at: string | number | null | undefined): Instant | null =>
  typeof at === 'number' ? at * SECOND : typeof at === 'string' ? fromIso(at) : null;

export const onPush = async (
  world: World,
  { payload }: EmitterWebhookEvent<'push'>,
): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  if (repository === null || payload.sender === undefined) return;
  if (!payload.ref.startsWith('refs/heads/')) return;
  await recordPush(world, repository, {
    repositoryId: repository.id,
    ref: payload.ref,
    before: payload.before,
    after: payload.after,
    forced: payload.forced,
    person: personOf(payload.sender),
    at: pushedAt(payload.repository.pushed_at) ?? world.clock.now(),
    kind: 'push',
  });
  await wakeForBranches(world, repository, {});
};
