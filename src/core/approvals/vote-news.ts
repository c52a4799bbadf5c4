/** What came to the votes on a promotion between two of its decisions. */
import type { Decision } from '../decision.ts';
import type { Person } from '../person.ts';
import type { Approval, IgnoredVote } from './approval.ts';
import type { Cast } from './ballots.ts';
import type { RuleCount } from './quorum.ts';

export interface VoteNews {
  /** Counted now, and not before. */
  readonly approved: readonly Approval[];
  /** Counted before, and no more: with the reason where the vote is still there. */
  readonly lost: readonly { readonly person: Person; readonly ignored: IgnoredVote | null }[];
  /** Ask for changes now, and did not before. */
  readonly against: readonly Person[];
  /** How it stands. */
  readonly rules: readonly RuleCount[];
}

/** Null where nothing did. */
export const voteNews = (
  before: Decision['verdicts'],
  now: Decision['verdicts'],
): VoteNews | null => {
  const was = standOf(before);
  const is = standOf(now);
  const approved = is.counted.filter(({ person }) => !isAmong(was.counted, person));
  const lost = was.counted
    .filter(({ person }) => !isAmong(is.counted, person))
    .map((vote) => ({
      person: vote.person,
      ignored: is.ignored.find((each) => isItsWord(each, vote)) ?? null,
    }));
  const against = is.against.filter((person) => !was.against.some(({ id }) => id === person.id));
  if (approved.length + lost.length + against.length === 0) return null;
  return { approved, lost, against, rules: is.rules };
};

interface Stand {
  readonly rules: readonly RuleCount[];
  readonly counted: readonly Approval[];
  readonly ignored: readonly IgnoredVote[];
  readonly against: readonly Person[];
}

const standOf = (verdicts: Decision['verdicts']): Stand => {
  const reasons = verdicts.flatMap(({ reasons }) => reasons);
  const said = reasons.flatMap((reason) => ('ignored' in reason ? [reason] : []));
  const rules = said.flatMap((reason) => reason.rules);
  // One vote may count for several rules.
  const counted = new Map(rules.flatMap((rule) => rule.counted).map((vote) => [vote.voteId, vote]));
  return {
    rules,
    counted: [...counted.values()],
    ignored: said.flatMap((reason) => reason.ignored),
    against: reasons.flatMap((reason) =>
      reason.code === 'changes_requested' ? reason.people : [],
    ),
  };
};

/** The vote itself; of reviews the person's newest, as it stands in the place of those before it. */
const isItsWord = (ignored: Cast, { voteId, person, via }: Cast): boolean =>
  ignored.voteId === voteId ||
  (via === 'review' && ignored.via === 'review' && ignored.person.id === person.id);

const isAmong = (votes: readonly Approval[], { id }: Person): boolean =>
  votes.some(({ person }) => person.id === id);
