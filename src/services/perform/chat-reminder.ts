/**
 * Reminds each person whose yes is waited for, by a message to them alone: those who are linked, want to
 * be reminded, and not before their quiet hours end.
 */
import { isProved } from '../../core/identity-link.ts';
import type { Instant } from '../../core/instant.ts';
import { hasRole, type Role } from '../../core/person.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { chatReminder } from '../../messages/chat-reminder.ts';
import type { IdentityLink, SlackIdentity } from '../../ports/identities.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import { type Awaited, awaitedNow, isAwaited } from '../chat/awaited.ts';
import { chatReminderEffect } from '../chat/chat-effects.ts';
import { reminderAt } from '../chat/wishes.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { speakerOf } from '../identity/accounts.ts';
import { linksOf, pageOf } from '../links.ts';
import type { World } from '../world.ts';

const PAGE = 100;
/** So many who are linked are looked at: more than any environment asks. */
const MOST = 2_000;

export const performChatReminders = async (
  world: World,
  _effect: LeasedEffect,
  { promotionId }: EffectPayloads['chat-reminders'],
): Promise<void> => {
  const found = await stillAwaited(world, promotionId);
  if (found === null) return;
  const now = world.clock.now();
  for await (const link of linked(world)) {
    if (!(await isAsked(world, found, link))) continue;
    const at = await reminderAt(world, link.slack, now);
    if (at !== null) await remindOnce(world, found.promotion, link.slack, at);
  }
};

/** However often it is begun again for the others. */
const remindOnce = (
  world: World,
  promotion: Promotion,
  who: SlackIdentity,
  at: Instant,
): Promise<void> => {
  const key = `chat-reminded:${promotion.id}:${who.team}:${who.user}`;
  return world.store.transaction(async (tx) => {
    if ((await tx.surfaces.get(key)) !== null) return;
    await tx.surfaces.put({ key, externalId: null, digest: null, state: null });
    await tx.outbox.add(chatReminderEffect(promotion, who, at));
  });
};

/** Asked once more when it is time: meanwhile it may have gone on, or they wish otherwise. */
export const performChatReminder = async (
  world: World,
  { key, uncertain }: LeasedEffect,
  { promotionId, who }: EffectPayloads['chat-reminder'],
): Promise<void> => {
  const found = await stillAwaited(world, promotionId);
  const link = await world.store.identities.of(who);
  if (found === null || link === null || world.chat === null) return;
  if (!(await isAsked(world, found, link))) return;
  const now = world.clock.now();
  const at = await reminderAt(world, who, now);
  if (at === null) return;
  if (at > now) return world.store.outbox.add(chatReminderEffect(found.promotion, who, at));
  const { promotion, repository, awaited } = found;
  const content = chatReminder({
    promotion,
    ways: awaited.waiting.ways ?? null,
    repository: `${repository.owner}/${repository.name}`,
    links: linksOf(world, repository),
    page: pageOf(world, repository, promotion),
    now,
  });
  await world.chat.direct(who, content, { key, uncertain });
};

interface Found {
  readonly promotion: Promotion;
  readonly repository: Repository;
  readonly awaited: Awaited;
}

const stillAwaited = async (world: World, promotionId: string): Promise<Found | null> => {
  const promotion = await world.store.promotions.byId(promotionId);
  if (promotion === null) return null;
  const repository = await activeRepository(world, promotion.repositoryId);
  const awaited = repository === null ? null : await awaitedNow(world, repository, promotion);
  return repository === null || awaited === null ? null : { promotion, repository, awaited };
};

async function* linked(world: World): AsyncGenerator<IdentityLink> {
  let after: string | null = null;
  for (let seen = 0; seen < MOST; seen += PAGE) {
    const links: readonly IdentityLink[] = await world.store.identities.all(after, PAGE);
    yield* links;
    after = links.at(-1)?.id ?? null;
    if (links.length < PAGE) return;
  }
}

/** GitHub is asked for the role of those alone who are asked but for that: who may not write cannot vote. */
const isAsked = async (
  world: World,
  { repository, awaited }: Found,
  { person, provedAt }: IdentityLink,
): Promise<boolean> => {
  if (!isProved(provedAt, world.clock.now())) return false;
  const speaker = await speakerOf(world.store, person);
  if (!isAwaited(awaited, speaker, ANY_ROLE)) return false;
  const role = await world.host.roleOf(repository, person.login);
  return hasRole(role, 'write') && isAwaited(awaited, speaker, role);
};

const ANY_ROLE: Role = 'admin';
