/**
 * Does once what somebody asked for in a chat, and answers them alone: what changes, the mark that it was
 * handled and the answer are one transaction.
 */
import type { ChatSubject } from '../core/chat-content.ts';
import type { Instant } from '../core/instant.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import { no, ok, type Result } from '../core/result.ts';
import { answerText } from '../messages/answers.ts';
import { chatAnswerText, chatText } from '../messages/chat-answers.ts';
import { linkOfferText } from '../messages/link-offer.ts';
import { linksFor } from '../messages/links.ts';
import type { ChatAddress } from '../ports/chat.ts';
import type { SlackIdentity } from '../ports/identities.ts';
import type { Repository, Tables } from '../ports/store.ts';
import { chatAnswerEffect, chatMessageEffect } from '../services/chat/chat-effects.ts';
import { tellFirstUse } from '../services/identity/make-link.ts';
import { offerLink } from '../services/identity/offer-link.ts';
import { type WhoIs, whoIs } from '../services/identity/who-is.ts';
import { linksOf } from '../services/links.ts';
import { type Plan, refuse } from '../services/promotion/plan.ts';
import { audit } from '../services/record.ts';
import type { World } from '../services/world.ts';

export interface ChatAsk {
  /** One request has one effect, however often it comes. */
  readonly id: string;
  readonly who: SlackIdentity;
  readonly to: ChatAddress;
  readonly receivedAt: Instant;
}

export interface Handled {
  readonly plan: Plan;
  /** Below the answer. */
  readonly more?: string;
  /** Null for somebody whom nobody knows. */
  readonly known: Known | null;
  readonly repository: Repository | null;
  readonly promotion: Promotion | null;
  readonly subject: ChatSubject | null;
  /** What was done shows where it was pressed: no words are needed. */
  readonly shows: boolean;
}

/** Somebody who proved both accounts. */
export type Known = Extract<WhoIs, { readonly kind: 'known' }>;

export const answerInChat = async (
  world: World,
  ask: ChatAsk,
  handle: () => Promise<Handled>,
): Promise<void> => {
  const key = `chat:${ask.id}`;
  if ((await world.store.surfaces.get(key)) !== null) return;
  const handled = await handle();
  const { plan, promotion, repository, known } = handled;
  const now = world.clock.now();
  const said = saidOf(world, handled, now);
  await world.store.transaction(async (tx) => {
    await plan.apply?.(tx);
    await tx.surfaces.put({ key, externalId: null, digest: null, state: plan.answer.kind });
    if (said !== null) {
      await tx.outbox.add(
        chatAnswerEffect(ask.id, ask.to, chatText(said, subjectOf(handled)), now),
      );
    }
    // A command names none, and its answer does.
    const used = promotion ?? ('promotion' in plan.answer ? plan.answer.promotion : null);
    if (known !== null && used !== null && repository !== null) {
      await tellFirstUse(world, tx, known.link, used);
    }
    if (plan.answer.kind !== 'refused') return;
    await auditRefusal(world, tx, ask, handled, plan.answer.refusal);
    // What they pressed may be old: it is brought up to date.
    if (promotion !== null && repository !== null) {
      await tx.outbox.add(chatMessageEffect(promotion, now));
    }
  });
};

/** Who it is on GitHub; else what they read, and how they can prove it. */
export const knownIn = async (
  world: World,
  who: SlackIdentity,
  promotionId: string | null,
): Promise<Result<Known, Pick<Handled, 'plan' | 'more'>>> => {
  const found = await whoIs(world, who);
  if (found.kind === 'known') return ok(found);
  const offer = await offerLink(world, who, promotionId);
  return no({
    plan: refuse({ code: 'not_linked', why: found.kind }),
    more: linkOfferText(offer, world.clock.now()),
  });
};

/** What was pressed shows on the message by itself; a command has none. */
const saidOf = (
  world: World,
  { plan, more, repository, shows }: Handled,
  now: Instant,
): string | null => {
  const links = repository === null ? linksFor(world.webUrl) : linksOf(world, repository);
  const said = (shows ? answerText : chatAnswerText)(plan.answer, links, now);
  return more === undefined ? said : `${said ?? ''} ${more}`;
};

const subjectOf = ({ subject, repository, promotion }: Handled): ChatSubject | null => {
  if (subject !== null || repository === null) return subject;
  const name = `${repository.owner}/${repository.name}`;
  return { repository: name, pullNumber: promotion?.pullNumber ?? null };
};

const auditRefusal = async (
  world: World,
  tx: Tables,
  { who, receivedAt }: ChatAsk,
  { known, promotion, repository }: Handled,
  refusal: Refusal,
): Promise<void> => {
  const repositoryId = repository?.id ?? promotion?.repositoryId ?? null;
  // Without a repository there is no record that it would be part of.
  if (repositoryId === null) return;
  await audit(world, tx, {
    repositoryId,
    kind: 'refused',
    at: receivedAt,
    promotionId: promotion?.id ?? null,
    environment: promotion?.environment ?? null,
    person: known?.person ?? null,
    body: { ...refusal, via: 'slack', slack: who },
  });
};
