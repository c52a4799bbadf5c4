/** Who is excluded, under whatever name they come; the levels themselves are in the golden corpus. */
import { describe, expect, test } from 'vitest';
import { ownWorkOf, separate } from '../../../src/core/approvals/separation-of-duties.ts';
import type { Change, PullRequestFacts } from '../../../src/core/facts.ts';
import { MINUTE } from '../../../src/core/instant.ts';
import type { Person } from '../../../src/core/person.ts';
import { releaseOf } from '../../../src/core/release.ts';
import {
  ada,
  commit,
  grace,
  HEAD,
  HEAD_TREE,
  identity,
  linus,
  NOON,
  person,
  policy,
  pull,
  release,
  request,
  requester,
  review,
  robot,
  sha,
  shipped,
  shippedPull,
} from '../samples.ts';

const separation = (
  over: Partial<PullRequestFacts>,
  changes: readonly Change[] = [],
  people: Readonly<Record<string, string>> = {},
) =>
  separate({
    policy: policy({}, people),
    promotion: request(),
    pullRequest: pull(over),
    shipped: shipped(changes),
    at: NOON + MINUTE,
  });
const mayVote = (who: Person, ...from: Parameters<typeof separation>): boolean =>
  ownWorkOf(separation(...from), { person: who }) === null;

describe('the same person', () => {
  const oldAddress = identity(null, 'Ada.Old@mail.example');

  test('under another login', () => {
    expect(mayVote(person(1, 'ada-renamed'), {})).toBe(false);
  });

  test('under the login that the policy gives an address, in any case', () => {
    const over = { commits: [commit('a', [oldAddress])], author: grace, pushers: [grace] };
    const people = { 'ada.old@MAIL.example': 'GRACE-2' };
    expect(mayVote(person(8, 'grace-2'), over, [], people)).toBe(false);
    expect(mayVote(linus, over, [], people)).toBe(true);
  });

  test('under two logins of one account, shown the same in either order', () => {
    const names = [person(5, 'before'), person(5, 'after')];
    const read = (pushers: readonly Person[]) => separation({ pushers }).excluded;
    expect(read(names)).toEqual(read(names.toReversed()));
    expect(read(names).filter((each) => each.person.id === 5)).toHaveLength(1);
  });
});

test('another person with a login taken over is another person', () => {
  expect(mayVote(person(77, 'ada'), {})).toBe(true);
});

test('all parts of a person are told, each with its commits', () => {
  const commits = [commit('b', [identity(linus)]), commit('a', [identity(ada)])];
  const { excluded } = separation({ commits, pushers: [ada, linus] });
  expect(excluded.map((each) => each.person.id)).toEqual([1, 3]);
  expect(excluded[0]?.parts).toEqual([
    { part: 'author', pullNumber: 12, commits: [] },
    { part: 'committers', pullNumber: 12, commits: [HEAD] },
    { part: 'pushers', pullNumber: 12, commits: [] },
    { part: 'requester', pullNumber: null, commits: [] },
  ]);
});

test('everyone who asked is excluded, and the machine they asked through', () => {
  const promotion = request({ requesters: [requester(linus), requester(grace, robot)] });
  const input = { policy: policy(), promotion, pullRequest: pull(), shipped: shipped(), at: NOON };
  expect(separate(input).excluded.map((each) => each.person.id)).toEqual([1, 2, 3, 90]);
});

test('a change that an outsider of it read excludes nobody; its reader may have a part elsewhere', () => {
  const read = shippedPull(5, grace, { reviews: [review(ada, { sha: sha('b5') })] });
  expect(separation({}, [read])).toMatchObject({ proven: [{ pullNumber: 5, by: ada }] });
  expect(mayVote(grace, {}, [read])).toBe(true);
});

test('a change whose reader is known by an address as its author is not proven', () => {
  const read = shippedPull(5, grace, {
    commits: [commit('b5', [identity(grace), identity(null, 'old@mail.example')])],
    reviews: [review(linus, { sha: sha('b5') })],
  });
  expect(separation({}, [read], { 'old@mail.example': 'Linus' }).proven).toEqual([]);
  expect(mayVote(linus, {}, [read], { 'old@mail.example': 'Linus' })).toBe(false);
});

test('a change whose author has no account any more is not proven, whoever read it', () => {
  const reviews = [review(linus, { sha: sha('b5') })];
  expect(separation({}, [shippedPull(5, grace, { reviews })]).proven).toHaveLength(1);
  expect(separation({}, [shippedPull(5, grace, { reviews, author: null })]).proven).toEqual([]);
});

test('GitHub as committer is left out by its whole name, and somebody under its address is not', () => {
  const by = (name: string) => {
    const committer = { name, email: 'NoReply@github.com', person: null };
    return separation({ commits: [commit('a', [identity(ada)], committer)] }).unknownAuthors;
  };
  expect(by('GitHub')).toEqual([]);
  expect(by('Mallory')).toEqual([{ email: 'noreply@github.com', commits: [sha('a')] }]);
});

test('the promoted pull request is not judged a second time among what ships', () => {
  const again = shippedPull(12, linus);
  expect(mayVote(linus, {}, [again])).toBe(true);
});

test.each([
  ['the head', {}, release, false],
  [
    'an earlier commit',
    { headSha: sha('b'), commits: [commit('a', [identity(ada)]), commit('b', [identity(ada)])] },
    release,
    false,
  ],
  [
    'the merge',
    { mergeSha: sha('d'), mergeTree: HEAD_TREE },
    releaseOf(7, sha('d'), HEAD_TREE),
    false,
  ],
  [
    'no commit of it any more',
    { headSha: sha('b'), commits: [commit('b', [identity(ada)])] },
    release,
    true,
  ],
])('a release that is %s of its pull request', (_, over, promoted, uncovered) => {
  const promotion = request({ release: promoted });
  const asked = { policy: policy(), promotion, at: NOON };
  const input = { ...asked, pullRequest: pull(over), shipped: shipped() };
  expect(separate(input).uncovered).toBe(uncovered);
});
