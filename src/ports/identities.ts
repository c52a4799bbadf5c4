/** Who of Slack is who of GitHub, as both of them proved it in one browser. Nothing else ties the two. */
import type { Instant } from '../core/instant.ts';
import type { Person } from '../core/person.ts';

/** A user of Slack: user ids mean nothing without their workspace. */
export interface SlackIdentity {
  readonly team: string;
  readonly user: string;
}

export interface IdentityLink {
  readonly id: string;
  readonly slack: SlackIdentity;
  /** A person's own account; the login is the one it had when it was last looked at. */
  readonly person: Person;
  /** When both sides were proved; a link is no longer good 90 days after that. */
  readonly provedAt: Instant;
  /** The account was told of it on a page of GitHub, or that is about to be done. */
  readonly toldOnGitHub: boolean;
}

/**
 * An offer to link, for one Slack user, once. It is known by the hash of its token, which is in the
 * person's hands alone.
 */
export interface LinkTicket {
  readonly tokenHash: string;
  readonly slack: SlackIdentity;
  readonly offeredAt: Instant;
  readonly expiresAt: Instant;
  /** What they wanted to do there, where it was offered for that. */
  readonly promotionId: string | null;
}

/** What a browser has to bring next; `nothing` while something is being asked outside, or after that failed. */
export type LinkStep = 'slack' | 'github' | 'consent' | 'nothing';

/**
 * One browser in which an offer is taken up, known by the hash of its cookie. It ends with its ticket.
 */
export interface LinkSession {
  readonly cookieHash: string;
  readonly tokenHash: string;
  readonly next: LinkStep;
  /** What Slack calls the two, for the person to recognise; null until Slack was asked. */
  readonly names: { readonly user: string; readonly team: string } | null;
  /** The account of GitHub that was proved; null until it was. */
  readonly person: Person | null;
}

export interface Identities {
  of(slack: SlackIdentity): Promise<IdentityLink | null>;
  /** Several users of Slack may be one person of GitHub. */
  ofPerson(personId: number): Promise<readonly IdentityLink[]>;
  /** By id, from behind `after` on. */
  all(after: string | null, limit: number): Promise<readonly IdentityLink[]>;
  /** In the place of the one that the Slack user had; that they proved this account is kept for good. */
  put(link: IdentityLink): Promise<void>;
  /** Of each of these accounts, every other that some Slack user proved besides it, by the login of then. */
  provedBeside(
    personIds: readonly number[],
  ): Promise<readonly { readonly personId: number; readonly other: Person }[]>;
  /** Throws `Conflict` where it is gone already. */
  remove(id: string): Promise<void>;
  offer(ticket: LinkTicket): Promise<void>;
  ticket(tokenHash: string): Promise<(LinkTicket & { readonly used: boolean }) | null>;
  /** Throws `Conflict` where it was used meanwhile. */
  use(tokenHash: string): Promise<void>;
  begin(session: LinkSession): Promise<void>;
  session(cookieHash: string): Promise<LinkSession | null>;
  /** Stores it where that was still to come next; else throws `Conflict`. */
  step(session: LinkSession, from: LinkStep): Promise<void>;
  /** Removes the tickets that ran out before then, with their sessions. */
  forget(before: Instant): Promise<void>;
}
