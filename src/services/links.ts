/** Where things are on GitHub's web pages, for the words people read. */
import type { Links } from '../messages/links.ts';
import { linksFor } from '../messages/links.ts';
import type { Repository } from '../ports/store.ts';
import type { World } from './world.ts';

export const linksOf = (world: World, repository: Repository): Links =>
  linksFor(`${world.webUrl}/${repository.owner}/${repository.name}`);
