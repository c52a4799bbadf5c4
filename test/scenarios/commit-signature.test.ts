/** `commit-signature`: what GitHub has not verified is named, with GitHub's reason. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Pull, plain, type Story, tellStory } from './story.ts';

const POLICY = `version: 1
environments:
  - name: staging
    gates:
      commit-signature: true
`;
let story: Story;
beforeEach(async () => {
  story = await tellStory(POLICY);
});
afterEach(async () => {
  const { warnings } = story;
  expect(story.sandbox.unknownCalls).toEqual([]);
  await story.close();
  expect(warnings).toEqual([]);
});

const rowOf = (sha: string, names: Readonly<Record<string, string>> = {}): string =>
  plain(story.checkRun(sha, 'staging')?.summary ?? 'none', names)
    .split('\n')
    .find((line) => line.includes('| commit-signature |')) ?? 'no row';

const opened = async (signature?: string): Promise<Pull> => {
  const files = { 'tax.txt': 'new\n' };
  const pull = story.as('ada').openPull({ title: 'Tax', branch: 'tax', files, signature });
  await story.quiet();
  return pull;
};
const pushed = async (file: string, signature?: string): Promise<string> => {
  const { sha } = story.as('bob').push({ branch: 'tax', files: { [file]: 'new\n' }, signature });
  await story.quiet();
  return sha;
};

describe('a pull request', () => {
  it('passes when every commit of it is verified, by the one query of the facts', async () => {
    const { number } = await opened('valid');
    const head = await pushed('more.txt', 'valid');
    const before = story.sandbox.calls.length;
    await story.say('ada', number, '/promote staging');
    const queries = story.sandbox.calls.slice(before).flatMap(({ graphql }) => graphql ?? []);
    expect(queries).toEqual(['Snapshot']);
    expect(story.deployments('staging')).toEqual([head]);
    expect(rowOf(head)).toBe(
      '| ✅ | commit-signature | GitHub verified the signatures of all 2 commits |',
    );
  });

  it('is held back by a commit of somebody else that is not signed, which is named', async () => {
    const { number } = await opened('valid');
    const unsigned = await pushed('more.txt');
    const head = await pushed('most.txt', 'valid');
    await story.say('ada', number, '/promote staging');
    expect(story.run(head, 'staging')).toBe('failure: Blocked by commit-signature');
    expect(rowOf(head, { UNSIGNED: unsigned })).toBe(
      '| ⛔ | commit-signature | not verified by GitHub: `UNSIGNED` (not signed). Sign the commits, push them, and ask again for the new head. |',
    );
    expect(story.deployments('staging')).toEqual([]);
  });

  it('says why GitHub does not take a signature', async () => {
    const { number, headSha } = await opened('unknown_key');
    await story.say('ada', number, '/promote staging');
    expect(rowOf(headSha, { HEAD: headSha })).toContain(
      '`HEAD` (signed with a key that no GitHub account has)',
    );
  });

  it('passes as the squash that GitHub signed, and not as a rebase, which it does not sign', async () => {
    const { number } = await opened('valid');
    const { sha } = story.as('ada').merge(number, 'squash');
    await story.quiet();
    await story.say('ada', number, '/promote staging');
    expect(rowOf(sha)).toContain('✅');
    await story.deployed('staging');
    const files = { 'menu.txt': 'new\n' };
    const other = story
      .as('bob')
      .openPull({ title: 'Menu', branch: 'menu', files, signature: 'valid' });
    const rebased = story.as('bob').merge(other.number, 'rebase').sha;
    await story.quiet();
    await story.say('bob', other.number, '/promote staging');
    expect(rowOf(rebased, { REBASED: rebased })).toContain('`REBASED` (not signed)');
  });

  it('is not saved by a squash where one of its own commits was not signed', async () => {
    const { number, headSha } = await opened();
    const { sha } = story.as('ada').merge(number, 'squash');
    await story.quiet();
    await story.say('ada', number, '/promote staging');
    expect(rowOf(sha, { HEAD: headSha })).toContain('not verified by GitHub: `HEAD` (not signed)');
  });
});

it('looks without a pull request at everything since what is live', async () => {
  const onMain = async (file: string, signature?: string): Promise<string> => {
    const { sha } = story.as('omar').push({ branch: 'main', files: { [file]: '1' }, signature });
    await story.quiet();
    return sha;
  };
  const { number } = story.as('omar').openIssue({ title: 'Ship it' });
  const promote = async (sha: string): Promise<void> => {
    await story.say('omar', number, `/promote staging ${sha}`);
  };
  const first = await onMain('a', 'valid');
  await promote(first);
  await story.deployed('staging');
  const [unsigned, head] = [await onMain('b', 'malformed_signature'), await onMain('c', 'valid')];
  await promote(head);
  expect(story.deployments('staging')).toEqual([first]);
  expect(rowOf(head, { UNSIGNED: unsigned })).toContain(
    'not verified by GitHub: `UNSIGNED` (its signature cannot be read)',
  );
});
