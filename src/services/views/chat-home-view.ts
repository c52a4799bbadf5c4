/** Gathers what one person sees on the app's page in a chat: only of repositories that they can read. */
import type { ChatContent } from '../../core/chat-content.ts';
import { hasRole, type Person, type Role } from '../../core/person.ts';
import { hasAsked } from '../../core/promotion/request.ts';
import { chatHome, type HomeItem } from '../../messages/chat-home.ts';
import type { Repository } from '../../ports/store.ts';
import { awaitedIn, isAwaited } from '../chat/awaited.ts';
import { speakerOf } from '../identity/accounts.ts';
import { linksOf } from '../links.ts';
import type { World } from '../world.ts';
import { repositoryStatus } from './status-view.ts';

/** So many repositories are looked at, one question to GitHub each, and so many are shown. */
const LOOKED_AT = 30;
const SHOWN = 8;

export const chatHomeView = async (world: World, person: Person): Promise<ChatContent> => {
  const candidates = await world.store.repositories.active(0, LOOKED_AT + 1);
  const waiting: HomeItem[] = [];
  const asked: HomeItem[] = [];
  const readable: Repository[] = [];
  for (const repository of candidates.slice(0, LOOKED_AT)) {
    const role = await world.host.roleOf(repository, person.login);
    if (!hasRole(role, 'read')) continue;
    readable.push(repository);
    const found = await itemsOf(world, repository, person, role);
    waiting.push(...found.waiting);
    asked.push(...found.asked);
  }
  const places = await Promise.all(
    readable.slice(0, SHOWN).map(async (repository) => ({
      repository: nameOf(repository),
      status: await repositoryStatus(world, repository),
    })),
  );
  const more = readable.length > SHOWN || candidates.length > LOOKED_AT;
  return chatHome({ waiting, asked, places, more, now: world.clock.now() });
};

const nameOf = ({ owner, name }: Repository): string => `${owner}/${name}`;

const itemsOf = async (
  world: World,
  repository: Repository,
  person: Person,
  role: Role,
): Promise<{ readonly waiting: readonly HomeItem[]; readonly asked: readonly HomeItem[] }> => {
  const waiting: HomeItem[] = [];
  const asked: HomeItem[] = [];
  const speaker = await speakerOf(world.store, person);
  for (const promotion of await world.store.promotions.open(repository.id)) {
    const item = { promotion, repository: nameOf(repository), links: linksOf(world, repository) };
    if (hasAsked(promotion, person)) asked.push(item);
    const awaited = await awaitedIn(world, promotion);
    if (awaited !== null && isAwaited(awaited, speaker, role)) waiting.push(item);
  }
  return { waiting, asked };
};
