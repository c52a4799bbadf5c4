/**
 * Who had a part in what ships, and therefore may not approve it. People are told apart by numeric
 * GitHub id; a commit whose people nobody can name makes the proof impossible, and says so.
 */
import type { Change, PullRequestFacts, ShippedFacts } from '../facts.ts';
import type { Instant } from '../instant.ts';
import type { Person, Speaker } from '../person.ts';
import type { EffectivePolicy, EnvironmentPolicy, Part } from '../policy.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import type { Sha } from '../release.ts';
import { type AddressBook, accountsOf, addressBook, isSamePerson } from './identity.ts';
import { ALL_PARTS, otherEyes } from './other-eyes.ts';
import {
  type Excluded,
  excludedOf,
  type Found,
  numberOf,
  type PartIn,
  partsIn,
  type UnknownAuthor,
  unknownAuthorsOf,
} from './parts.ts';

export interface ProvenChange {
  readonly pullNumber: number;
  /** Who read it on its last head and had no part in it. */
  readonly by: Person;
}

export interface Separation {
  readonly level: EffectivePolicy['environment']['separationOfDuties']['level'];
  readonly excluded: readonly Excluded[];
  readonly proven: readonly ProvenChange[];
  /** At the weaker levels: commits that ship along and were not looked at. */
  readonly unproven: readonly Sha[];
  readonly unknownAuthors: readonly UnknownAuthor[];
  /** Pull requests (or the default branch, null) with pushes that nobody recorded. */
  readonly unknownPushes: readonly (number | null)[];
  /** No change that was loaded holds the release's commit: nobody can say whose work it is. */
  readonly uncovered: boolean;
}

export interface SeparationInput {
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly pullRequest: PullRequestFacts | null;
  readonly shipped: ShippedFacts;
  readonly at: Instant;
}

/** Everyone with a part in what ships, as far as the environment's level asks. */
export const separate = (input: SeparationInput): Separation => {
  const { environment, people } = input.policy;
  const { level } = environment.separationOfDuties;
  const wanted = partsOf(level);
  const book = addressBook(people);
  const { judged, proven, unproven } = changesToJudge(input, book);
  const parts = judged.map((change) => ({ change, ...partsIn(change, wanted, book) }));
  const unknown =
    environment.unknownAuthors === 'ignore' ? [] : parts.flatMap((each) => each.unknown);
  const found = parts.flatMap((each) => each.found);
  return {
    level,
    excluded: excludedOf(wanted.has('requester') ? [...askers(input.promotion), ...found] : found),
    proven: proven.toSorted((a, b) => a.pullNumber - b.pullNumber),
    unproven: unproven.toSorted(),
    unknownAuthors: unknownAuthorsOf(unknown),
    unknownPushes: unknownPushesOf(parts),
    uncovered: looksAtChanges(wanted) && !isCovered(input),
  };
};

/** What somebody had a part in, and by which of their accounts where it is another than they spoke by. */
export interface OwnWork {
  readonly parts: readonly PartIn[];
  readonly as?: Person;
}

/** By id, or by the login that the policy's `people` gives; null if they may vote. */
export const ownWorkOf = ({ excluded }: Separation, speaker: Speaker): OwnWork | null => {
  for (const account of accountsOf(speaker)) {
    const parts = excluded
      .filter(({ person }) => isSamePerson(person, account))
      .flatMap((each) => each.parts);
    if (parts.length === 0) continue;
    return account === speaker.person ? { parts } : { parts, as: account };
  }
  return null;
};

/** Whether asking alone keeps a person from approving. */
export const excludesAskers = ({ approvals, separationOfDuties }: EnvironmentPolicy): boolean =>
  approvals.rules.length > 0 && partsOf(separationOfDuties.level).has('requester');

const partsOf = (level: Separation['level']): ReadonlySet<Part> => {
  switch (level) {
    case 'off':
      return new Set();
    case 'requester':
      return new Set<Part>(['requester']);
    case 'change':
    case 'strict':
      return new Set(ALL_PARTS);
    default:
      return new Set(level);
  }
};

const looksAtChanges = (wanted: ReadonlySet<Part>): boolean =>
  [...wanted].some((part) => part !== 'requester');

/** A machine that asked on behalf of a person makes the person the requester, and stays one too. */
const askers = (promotion: PromotionRequest): readonly Found[] =>
  promotion.requesters
    .flatMap(({ person, through }) => (through === null ? [person] : [person, through]))
    .map((person) => ({ person, part: 'requester', pullNumber: null, sha: null }));

interface Judged {
  readonly judged: readonly Change[];
  readonly proven: readonly ProvenChange[];
  readonly unproven: readonly Sha[];
}

/** Which changes count at this level, and which of the others ship unlooked-at. */
const changesToJudge = (input: SeparationInput, book: AddressBook): Judged => {
  const { pullRequest, shipped } = input;
  const { level } = input.policy.environment.separationOfDuties;
  if (level === 'off' || level === 'requester') return { judged: [], proven: [], unproven: [] };
  if (level === 'strict') return judgedStrictly(input, book);
  if (pullRequest === null) return { judged: shipped.changes, proven: [], unproven: [] };
  const others = othersThan(pullRequest, shipped);
  return {
    judged: [ownChange(input, pullRequest)],
    proven: [],
    unproven: others.flatMap(commitsOf),
  };
};

const judgedStrictly = (input: SeparationInput, book: AddressBook): Judged => {
  const { pullRequest, shipped, policy, at } = input;
  const exempts = policy.environment.separationOfDuties.reviewedChanges === 'exempt';
  const ignoresUnknown = policy.environment.unknownAuthors === 'ignore';
  const judged: Change[] = pullRequest === null ? [] : [ownChange(input, pullRequest)];
  const proven: ProvenChange[] = [];
  for (const change of othersThan(pullRequest, shipped)) {
    const eyes = exempts ? otherEyes([change], change, book, { ignoresUnknown, at }) : [];
    const by = eyes.find(({ canWrite }) => canWrite)?.person ?? null;
    const pullNumber = numberOf(change);
    if (by === null || pullNumber === null) judged.push(change);
    else proven.push({ pullNumber, by });
  }
  return { judged, proven, unproven: [] };
};

/** Its merge is part of what ships only where the release is the merge. */
const ownChange = ({ promotion }: SeparationInput, pullRequest: PullRequestFacts): Change => {
  if (pullRequest.mergeSha === promotion.release.sha) return { kind: 'pull-request', pullRequest };
  return { kind: 'pull-request', pullRequest: { ...pullRequest, mergeSha: null } };
};

const othersThan = (own: PullRequestFacts | null, shipped: ShippedFacts): readonly Change[] =>
  shipped.changes.filter((change) => own === null || numberOf(change) !== own.number);

const commitsOf = (change: Change): readonly Sha[] =>
  (change.kind === 'pull-request' ? change.pullRequest : change).commits.map(({ sha }) => sha);

const unknownPushesOf = (
  parts: readonly { readonly change: Change; readonly pushesUnknown: boolean }[],
): readonly (number | null)[] => {
  const unknown = parts.filter((each) => each.pushesUnknown).map((each) => numberOf(each.change));
  return [...new Set(unknown)].sort((a, b) => (a ?? 0) - (b ?? 0));
};

/** A force push can take a commit out of its pull request after it was asked for by SHA. */
const isCovered = ({ promotion, pullRequest, shipped }: SeparationInput): boolean => {
  const { sha } = promotion.release;
  if (pullRequest === null) {
    if (promotion.pullNumber !== null) return false;
    return shipped.relation === 'identical' || shipped.changes.length > 0;
  }
  if (pullRequest.number !== promotion.pullNumber) return false;
  const { headSha, mergeSha, commits } = pullRequest;
  return headSha === sha || mergeSha === sha || commits.some((commit) => commit.sha === sha);
};
