/** What every GitHub call needs: the installation's client and the repository's coordinates. */
import type { Clock } from '../../ports/clock.ts';
import type { Repository } from '../../ports/store.ts';
import type { Octokit } from './octokit.ts';

export interface GitHub {
  readonly octokitFor: (installationId: number) => Promise<Octokit>;
  readonly clock: Clock;
  /** Of this app: what it wrote itself is told apart by it. */
  readonly appId: number;
}

export const at = (repository: Repository): { readonly owner: string; readonly repo: string } => ({
  owner: repository.owner,
  repo: repository.name,
});

export const client = (github: GitHub, repository: Repository): Promise<Octokit> =>
  github.octokitFor(repository.installationId);
