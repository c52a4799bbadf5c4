/** What every GitHub call needs: the installation's client and the repository's coordinates. */
import type { Clock } from '../../ports/clock.ts';
import type { Repository } from '../../ports/store.ts';
import type { Octokit } from './octokit.ts';

export interface GitHub {
  readonly octokitFor: (installationId: number) => Promise<Octokit>;
  /** As the app itself, of no installation. */
  readonly asApp: () => Promise<Octokit>;
  readonly clock: Clock;
  /** This app's: it tells what the app itself wrote. */
  readonly appId: number;
  /** This app's: where GitHub does not say which app wrote something, its bot's login does. */
  readonly appSlug?: string;
}

interface Written {
  readonly performed_via_github_app?: { readonly id: number } | null;
  readonly author: { readonly login: string; readonly type: string } | null;
}

/** Anybody can copy our texts and payloads; nobody can write them under our name. */
export const isOurs = (github: GitHub, written: Written): boolean => {
  const app = written.performed_via_github_app;
  if (app !== null && app !== undefined) return app.id === github.appId;
  if (github.appSlug === undefined || written.author?.type !== 'Bot') return false;
  return written.author.login === `${github.appSlug}[bot]`;
};

export const at = (repository: Repository): { readonly owner: string; readonly repo: string } => ({
  owner: repository.owner,
  repo: repository.name,
});

export const client = (github: GitHub, repository: Repository): Promise<Octokit> =>
  github.octokitFor(repository.installationId);

/** A repository with the client of its installation, for what takes several calls. */
export interface Place {
  readonly octokit: Octokit;
  readonly repository: Repository;
}

export const placeOf = async (github: GitHub, repository: Repository): Promise<Place> => ({
  octokit: await client(github, repository),
  repository,
});
