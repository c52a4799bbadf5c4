/** The yeses to a promotion from everywhere, each by who gave it. */
import type { Review, StoredVote } from '../facts.ts';
import type { Instant } from '../instant.ts';
import type { Channel, Person, Speaker } from '../person.ts';
import { accountsOf } from './identity.ts';

/** A vote, by whichever way it came. */
export interface Cast {
  readonly voteId: string;
  readonly person: Person;
  readonly via: Channel;
  readonly at: Instant;
}

export type Ballot = Cast & Speaker & ({ readonly review: Review } | { readonly vote: StoredVote });

/** In the order they were cast. */
export const ballotsOf = (
  latest: readonly Review[],
  votes: readonly StoredVote[],
): readonly Ballot[] => {
  const reviews = latest
    .filter((review) => review.state !== 'changes_requested')
    .map(
      (review): Ballot => ({
        ...spokenBy(review),
        voteId: `review:${review.id}`,
        via: 'review',
        review,
      }),
    );
  const stored = votes
    .filter((vote) => vote.choice === 'approve')
    .map((vote): Ballot => ({ ...spokenBy(vote), voteId: vote.id, via: vote.via, vote }));
  return [...reviews, ...stored].sort(byAge);
};

export const byAge = (a: Pick<Cast, 'at' | 'voteId'>, b: Pick<Cast, 'at' | 'voteId'>): number =>
  a.at - b.at || (a.voteId < b.voteId ? -1 : 1);

/** A person counts once, by whichever of their accounts they speak. */
export const oneOf = (speaker: Speaker): number =>
  Math.min(...accountsOf(speaker).map(({ id }) => id));

const spokenBy = ({ person, alsoAs, at }: Speaker & { readonly at: Instant }) => ({
  person,
  at,
  ...(alsoAs === undefined ? {} : { alsoAs }),
});
