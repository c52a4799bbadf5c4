/**
 * An offer is taken up in one browser, which brings a proof of Slack, then one of GitHub, then the
 * person's yes. Each is taken once, in this order, from the browser that began, within the offer's time;
 * who ends up linked was proved here alone, so a link that was sent to somebody else ties nobody.
 */
import type { Person } from '../../core/person.ts';
import type {
  IdentityLink,
  LinkSession,
  LinkStep,
  LinkTicket,
  SlackIdentity,
} from '../../ports/identities.ts';
import type { Tables } from '../../ports/store.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';
import { makeLink } from './make-link.ts';
import { recordLink } from './record-link.ts';

/** Why an offer cannot be taken up. */
export type OfferClosed = { readonly kind: 'unknown' | 'used' | 'expired' };
/** Why a browser may not take a step: it began nothing, or another step comes next. */
export type StepRefused = OfferClosed | { readonly kind: 'stranger' | 'out_of_turn' };

export interface Taken {
  readonly kind: 'taken';
  readonly session: LinkSession;
  readonly ticket: LinkTicket;
}

export const offerAt = async (
  world: World,
  tokenHash: string,
  tables: Tables = world.store,
): Promise<{ readonly kind: 'open'; readonly ticket: LinkTicket } | OfferClosed> => {
  const ticket = await tables.identities.ticket(tokenHash);
  if (ticket === null) return { kind: 'unknown' };
  if (ticket.used) return { kind: 'used' };
  return world.clock.now() < ticket.expiresAt ? { kind: 'open', ticket } : { kind: 'expired' };
};

/** In a browser that is known by the hash of its cookie from here on. */
export const beginLink = async (
  world: World,
  tokenHash: string,
  cookieHash: string,
): Promise<{ readonly kind: 'open'; readonly ticket: LinkTicket } | OfferClosed> => {
  const offer = await offerAt(world, tokenHash);
  if (offer.kind !== 'open') return offer;
  const session = { cookieHash, tokenHash, next: 'slack', names: null, person: null } as const;
  await world.store.identities.begin(session);
  return offer;
};

/** What the browser would bring next; nothing is taken by asking. */
export const sessionAt = async (
  world: World,
  cookieHash: string,
  step: LinkStep,
  tables: Tables = world.store,
): Promise<Taken | StepRefused> => {
  const session = await tables.identities.session(cookieHash);
  if (session === null) return { kind: 'stranger' };
  const offer = await offerAt(world, session.tokenHash, tables);
  if (offer.kind !== 'open') return offer;
  if (session.next !== step) return { kind: 'out_of_turn' };
  return { kind: 'taken', session, ticket: offer.ticket };
};

/** Before anything is asked outside: what fails after that is begun anew. */
export const takeStep = (
  world: World,
  cookieHash: string,
  step: 'slack' | 'github',
): Promise<Taken | StepRefused> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      const taken = await sessionAt(world, cookieHash, step, tx);
      if (taken.kind !== 'taken') return taken;
      await tx.identities.step({ ...taken.session, next: 'nothing' }, step);
      return taken;
    }),
  );

/** Whom Slack's sign-in named: nobody but the one whom the offer was made to. */
export const slackProved = async (
  world: World,
  { session, ticket }: Taken,
  found: SlackIdentity,
  names: NonNullable<LinkSession['names']>,
): Promise<'proved' | 'somebody_else'> => {
  const { slack } = ticket;
  if (found.team !== slack.team || found.user !== slack.user) {
    await refuse(world, slack, { why: 'other_slack_user', found });
    return 'somebody_else';
  }
  await world.store.identities.step({ ...session, names, next: 'github' }, 'nothing');
  return 'proved';
};

/** Whom GitHub's sign-in named. */
export const githubProved = async (
  world: World,
  { session, ticket }: Taken,
  person: Person,
): Promise<'proved' | 'not_a_person'> => {
  if (person.machine) {
    await refuse(world, ticket.slack, { why: 'not_a_person', found: null });
    return 'not_a_person';
  }
  await world.store.identities.step({ ...session, person, next: 'consent' }, 'nothing');
  return 'proved';
};

/** The person saw both named, and said yes: the offer is used and the link made, or neither. */
export const consent = (
  world: World,
  cookieHash: string,
): Promise<{ readonly kind: 'linked'; readonly link: IdentityLink } | StepRefused> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      const taken = await sessionAt(world, cookieHash, 'consent', tx);
      if (taken.kind !== 'taken') return taken;
      const { session, ticket } = taken;
      if (session.person === null) return { kind: 'out_of_turn' };
      await tx.identities.step({ ...session, next: 'nothing' }, 'consent');
      await tx.identities.use(ticket.tokenHash);
      return { kind: 'linked', link: await makeLink(world, tx, ticket, session.person) };
    }),
  );

const refuse = (
  world: World,
  slack: SlackIdentity,
  refused: {
    readonly why: 'other_slack_user' | 'not_a_person';
    readonly found: SlackIdentity | null;
  },
): Promise<void> =>
  retryOnConflict(() =>
    world.store.transaction((tx) =>
      recordLink(world, tx, { slack, person: null }, { kind: 'link.refused', ...refused }),
    ),
  );
