// Merges that make new commits, and merges that people make by hand and GitHub only notices.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

const REPO = '/repos/acme/shop';
let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

const openTwo = () => {
  const ada = at.sandbox.as('ada');
  const first = ada.openPull({ title: 'A change', branch: 'change', files: { a: '1', b: '1' } });
  const { sha } = ada.push({ branch: 'change', files: { a: '2' }, message: 'Again' });
  return { number: first.number, first: first.headSha, last: sha };
};

interface Found {
  readonly sha: string;
  readonly commit: {
    readonly message: string;
    readonly tree: { readonly sha: string };
    readonly author: { readonly email: string };
    readonly committer: { readonly email: string };
  };
  readonly parents: readonly { readonly sha: string }[];
}
const commit = async (ref: string): Promise<Found> =>
  (await at.call<Found>('GET', `${REPO}/commits/${ref}`)).body;
const treesOf = async (refs: readonly string[]) =>
  Promise.all(refs.map(async (ref) => (await commit(ref)).commit.tree.sha));
const landed = async (from: string) => {
  const path = `${REPO}/compare/${from}...main`;
  const { body } = await at.call<{ readonly commits: readonly Found[] }>('GET', path);
  return body.commits;
};
const typesOn = async (ref: string) => {
  const { body } = await at.call<readonly { readonly activity_type: string }[]>(
    'GET',
    `${REPO}/activity?ref=${ref}`,
  );
  return body.map((each) => each.activity_type);
};
const pullsOf = async (sha: string) => {
  const { body } = await at.graphql<{
    readonly repository: { readonly object: { readonly associatedPullRequests: unknown } };
  }>(
    `{ repository(owner: "acme", name: "shop") { object(oid: "${sha}") { ... on Commit {
      associatedPullRequests(first: 5) { nodes { number state mergeCommit { oid } } } } } } }`,
  );
  return body.data.repository.object.associatedPullRequests;
};

describe('a merge by rebase', () => {
  test('rewrites every commit, by its author and with the person who merges as committer', async () => {
    const { sha: before } = await commit('main');
    const { number, first, last } = openTwo();
    const { sha } = at.sandbox.as('grace').merge(number, 'rebase');
    const made = await landed(before);
    expect(made.map((each) => each.commit)).toMatchObject([
      { message: 'A change', author: { email: 'ada@acme.example' } },
      { message: 'Again', author: { email: 'ada@acme.example' } },
    ]);
    expect(made.map((each) => each.commit.committer.email)).toEqual([
      'grace@acme.example',
      'grace@acme.example',
    ]);
    expect(made.map((each) => each.sha)).not.toEqual([first, last]);
    expect(made.at(-1)?.sha).toBe(sha);
    expect(at.sandbox.read.pull(number)).toMatchObject({ mergeSha: sha, headSha: last });
    expect(await typesOn('main')).toEqual(['pr_merge']);
  });

  test('leaves every tree as it was when the base did not move', async () => {
    const { sha: before } = await commit('main');
    const { number, first, last } = openTwo();
    at.sandbox.as('grace').merge(number, 'rebase');
    const made = (await landed(before)).map((each) => each.sha);
    expect(await treesOf(made)).toEqual(await treesOf([first, last]));
  });

  test('puts only what each commit changed on a base that moved', async () => {
    const { number } = openTwo();
    const { sha: before } = at.sandbox.as('bob').push({ branch: 'main', files: { c: '1' } });
    at.sandbox.as('grace').merge(number, 'rebase');
    const [one, two] = await landed(before);
    const [asPushed] = await treesOf([
      at.sandbox.as('bob').push({ branch: 'same', files: { a: '2', b: '1', c: '1' } }).sha,
    ]);
    expect(two?.commit.tree.sha).toBe(asPushed);
    expect(one?.commit.tree.sha).not.toBe(asPushed);
    expect([one?.parents, two?.parents]).toMatchObject([[{ sha: before }], [{ sha: one?.sha }]]);
  });

  test('every commit it made answers with the pull request', async () => {
    const { sha: before } = await commit('main');
    const { number } = openTwo();
    const { sha: oid } = at.sandbox.as('grace').merge(number, 'rebase');
    for (const { sha } of await landed(before)) {
      expect(await pullsOf(sha)).toEqual({
        nodes: [{ number, state: 'MERGED', mergeCommit: { oid } }],
      });
    }
  });
});

describe('a merge by hand', () => {
  test('pushes the same commits when the base did not move, and GitHub marks it merged', async () => {
    const { number, first, last } = openTwo();
    const { sha } = at.sandbox.as('grace').mergeByHand(number);
    expect(sha).toBe(last);
    expect((await commit('main')).sha).toBe(last);
    expect(at.sandbox.read.pull(number)).toMatchObject({ state: 'merged', mergeSha: last });
    expect(await typesOn('main')).toEqual(['push']);
    for (const each of [first, last]) {
      expect(await pullsOf(each)).toMatchObject({ nodes: [{ number, state: 'MERGED' }] });
    }
    await at.sandbox.settled();
    expect(at.heard.slice(-2)).toMatchObject([
      { event: 'push', body: { ref: 'refs/heads/main', after: last, sender: { login: 'grace' } } },
      {
        event: 'pull_request',
        body: {
          action: 'closed',
          sender: { login: 'grace' },
          pull_request: { merged: true, merge_commit_sha: last, merged_by: { login: 'grace' } },
        },
      },
    ]);
  });

  test('makes a merge commit of the person when the base moved', async () => {
    const { number, last } = openTwo();
    const { sha: before } = at.sandbox.as('bob').push({ branch: 'main', files: { c: '1' } });
    const { sha } = at.sandbox.as('grace').mergeByHand(number);
    expect(await commit(sha)).toMatchObject({
      parents: [{ sha: before }, { sha: last }],
      commit: {
        author: { email: 'grace@acme.example' },
        committer: { email: 'grace@acme.example' },
      },
    });
    expect(at.sandbox.read.pull(number)).toMatchObject({ state: 'merged', mergeSha: sha });
    expect(await typesOn('main')).toEqual(['push', 'push']);
  });

  test('can make a merge commit where none was needed', async () => {
    const { number, last } = openTwo();
    const { sha } = at.sandbox.as('grace').mergeByHand(number, { mergeCommit: true });
    expect(sha).not.toBe(last);
    expect(await treesOf([sha])).toEqual(await treesOf([last]));
  });

  test('is refused to those who may not write, for conflicts and for what is closed', () => {
    const { number } = openTwo();
    expect(() => at.sandbox.as('mallory').mergeByHand(number)).toThrow('write access');
    at.sandbox.as('bob').push({ branch: 'main', files: { a: 'other' } });
    expect(() => at.sandbox.as('grace').mergeByHand(number)).toThrow('conflict in a');
    at.sandbox.as('ada').closePull(number);
    expect(() => at.sandbox.as('grace').mergeByHand(number)).toThrow('not open');
  });
});
