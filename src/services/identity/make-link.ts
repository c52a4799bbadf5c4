/** Ties a Slack user to an account that both were proved to be, and tells both of it. */
import type { Person } from '../../core/person.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { linkNotice } from '../../messages/linking.ts';
import type { IdentityLink, LinkTicket } from '../../ports/identities.ts';
import type { Tables } from '../../ports/store.ts';
import { noticeEffect } from '../effects.ts';
import type { World } from '../world.ts';
import { linkToldEffect } from './link-effects.ts';
import { recordLink } from './record-link.ts';

/** Proved once more, it is the same link for longer, and nobody has to be told. */
export const makeLink = async (
  world: World,
  tx: Tables,
  { slack, promotionId }: LinkTicket,
  person: Person,
): Promise<IdentityLink> => {
  const now = world.clock.now();
  const former = await tx.identities.of(slack);
  if (former?.person.id === person.id) {
    const again = { ...former, person, provedAt: now };
    await tx.identities.put(again);
    await recordLink(world, tx, again, { kind: 'link.proved' });
    return again;
  }
  if (former !== null) {
    await recordLink(world, tx, former, { kind: 'link.ended', why: 'replaced' });
  }
  const others = await tx.identities.ofPerson(person.id);
  const link = { id: world.clock.newId(), slack, person, provedAt: now, toldOnGitHub: false };
  await tx.identities.put(link);
  await recordLink(world, tx, link, { kind: 'link.made' });
  for (const to of [slack, ...others.map((other) => other.slack)]) {
    await tx.outbox.add(linkToldEffect({ linkId: link.id, slack, person, to }, now));
  }
  const promotion = promotionId === null ? null : await tx.promotions.byId(promotionId);
  if (promotion !== null) await tellFirstUse(world, tx, link, promotion);
  return link;
};

/** The account is told of the link on GitHub, once: where it was made for a promotion, else at its first use. */
export const tellFirstUse = async (
  world: World,
  tx: Tables,
  { id, slack }: IdentityLink,
  { repositoryId, pullNumber }: Promotion,
): Promise<void> => {
  const link = await tx.identities.of(slack);
  if (link?.id !== id || link.toldOnGitHub || pullNumber === null) return;
  await tx.identities.put({ ...link, toldOnGitHub: true });
  const body = linkNotice(link.person, slack, world.webUrl);
  const notice = { repositoryId, number: pullNumber, about: `link:${id}`, body };
  await tx.outbox.add(noticeEffect(notice, world.clock.now()));
};
