/**
 * What GitHub says of the signatures of all that is promoted: every commit of the pull request and what
 * it was merged as; without a pull request every commit since what is live. A rollback ships nothing
 * new: there it is the commit alone.
 */
import type { LiveFacts } from '../../core/facts.ts';
import type { PromotionRequest } from '../../core/promotion/request.ts';
import type { CommitSignature } from '../../core/release-facts.ts';
import { HostFault, type Snapshot } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import type { World } from '../world.ts';

export const loadSignatures = async (
  world: World,
  {
    repository,
    promotion,
  }: { readonly repository: Repository; readonly promotion: PromotionRequest },
  live: LiveFacts | null,
  { signature, pullRequest }: Pick<Snapshot, 'signature' | 'pullRequest'>,
): Promise<readonly CommitSignature[]> => {
  const { kind, pullNumber, release } = promotion;
  if (signature?.sha !== release.sha)
    throw new HostFault('unreadable', 'GitHub does not show the commit.');
  if (kind === 'rollback') return [signature];
  if (pullNumber !== null) {
    if (pullRequest === null)
      throw new HostFault('unreadable', 'GitHub does not show the pull request.');
    return withOwn(pullRequest.signatures, signature);
  }
  if (live === null || live.sha === release.sha) return [signature];
  const { commits } = await world.host.compare(repository, live.sha, release.sha);
  return withOwn(await world.host.signatures(repository, commits), signature);
};

/** The commit itself is mostly the last of them. */
const withOwn = (
  all: readonly CommitSignature[],
  own: CommitSignature,
): readonly CommitSignature[] => [...all.filter(({ sha }) => sha !== own.sha), own];
