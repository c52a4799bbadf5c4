/** Where things are on GitHub's web pages, for the words people read. */
import type { Promotion } from '../core/promotion/state.ts';
import type { Links } from '../messages/links.ts';
import { linksFor } from '../messages/links.ts';
import type { Repository } from '../ports/store.ts';
import type { World } from './world.ts';

export const linksOf = (world: World, repository: Repository): Links =>
  linksFor(`${world.webUrl}/${repository.owner}/${repository.name}`);

/** Where people look at a promotion on GitHub: its pull request, or its commit. */
export const pageOf = (
  world: World,
  { owner, name }: Repository,
  { pullNumber, release }: Pick<Promotion, 'pullNumber' | 'release'>,
): string => {
  const page = pullNumber === null ? `commit/${release.sha}` : `pull/${pullNumber}`;
  return `${world.webUrl}/${owner}/${name}/${page}`;
};
