/** Who asks, from where: the channel brings the identity, everything else is the same for all. */
import type { Instant } from '../core/instant.ts';
import type { Channel, Person, Role } from '../core/person.ts';
import type { Repository } from '../ports/store.ts';

export interface Caller {
  readonly person: Person;
  /** The program that spoke in the person's name; it may ask for them and never votes for them. */
  readonly through: Person | null;
  readonly role: Role;
  readonly via: Channel;
  readonly repository: Repository;
  /** The page it was asked on; null where there is none. */
  readonly page: {
    readonly number: number;
    readonly isPullRequest: boolean;
    /** It was closed when it was asked on it, by GitHub's word. */
    readonly isClosed?: boolean;
  } | null;
  /** The comment that asked, by GitHub's id. */
  readonly comment: string | null;
  /** When it was asked, by GitHub's clock. */
  readonly at: Instant;
}

/** The pull request it was asked on; null for an issue, or where there is no page. */
export const pullNumberOf = ({ page }: Pick<Caller, 'page'>): number | null =>
  page?.isPullRequest === true ? page.number : null;
