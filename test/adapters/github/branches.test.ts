// Branches and which of them have a commit: by full names, and never more than can be read.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CodeHost, HostFault } from '../../../src/ports/code-host.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { hostOnSandbox, SHOP } from './host.ts';

let host: CodeHost;
let sandbox: Sandbox;
beforeEach(async () => {
  ({ host, sandbox } = await hostOnSandbox());
});
afterEach(async () => {
  const { unknownCalls } = sandbox;
  await sandbox.close();
  expect(unknownCalls).toEqual([]);
});

/** The exchange of tokens is not counted. */
const calls = (): number =>
  sandbox.calls.filter(({ route }) => !route.includes('access_tokens')).length;

const push = (branch: string, file: string, signature?: string): string =>
  sandbox.as('ada').push({ branch, files: { [file]: '1' }, signature }).sha;

describe('the branches that have a commit', () => {
  test('are those whose head is it or comes after it, by one call', async () => {
    const first = push('main', 'a');
    const second = push('main', 'b');
    sandbox.as('ada').createBranch('release/1', first);
    const own = push('feature', 'c');
    sandbox.as('ada').createTag('v1', own);
    const names = ['main', 'release/1', 'feature', 'gone', 'v1'];
    const before = calls();
    expect(await host.branchesHaving(SHOP, names, first)).toEqual(['main', 'release/1', 'feature']);
    expect(calls() - before).toBe(1);
    expect(await host.branchesHaving(SHOP, names, second)).toEqual(['main', 'feature']);
    expect(await host.branchesHaving(SHOP, names, own)).toEqual(['feature']);
    expect(await host.branchesHaving(SHOP, [], own)).toEqual([]);
  });

  test('are not looked for in more than GitHub is asked to walk', async () => {
    const names = Array.from({ length: 51 }, (_, index) => `release/${index}`);
    const asked = host.branchesHaving(SHOP, names, 'a'.repeat(40));
    await expect(asked).rejects.toThrow('Too many to compare: 51 branches, at most 50.');
    await expect(asked).rejects.toBeInstanceOf(HostFault);
  });
});

test('all branches are listed, on however many pages', async () => {
  const sha = push('main', 'a');
  for (let index = 0; index < 101; index += 1) sandbox.as('ada').createBranch(`b/${index}`, sha);
  sandbox.as('ada').createTag('v1', sha);
  const all = await host.branches(SHOP);
  expect(all).toHaveLength(102);
  expect(all).toContain('b/100');
  expect(all).not.toContain('v1');
});

test('signatures are told by the snapshot, and of any commits on their own', async () => {
  const said = ['valid', 'unknown_key', 'malformed_signature', undefined];
  const shas = said.map((signature, index) => push('tax', `tax-${index}`, signature));
  const { number } = sandbox.as('ada').openPull({ title: 'Tax', branch: 'tax', files: {} });
  const reasons = ['valid', 'unknown_key', 'malformed_sig', 'unsigned'];
  const expected = reasons.map((reason, index) => ({
    sha: shas[index],
    verified: reason === 'valid',
    reason,
  }));
  const snapshot = await host.snapshot(SHOP, { pullNumber: number, sha: null, teams: [] });
  expect(snapshot.pullRequest?.signatures).toEqual(expected);
  expect(snapshot.signature).toEqual(expected.at(-1));
  expect(await host.signatures(SHOP, shas)).toEqual(expected);
  expect(await host.signatures(SHOP, [])).toEqual([]);
});

test('signatures of many commits take a call for each 100, and a commit that is gone is a fault', async () => {
  const shas = Array.from({ length: 101 }, (_, index) => push('main', `more-${index}`, 'valid'));
  const before = calls();
  const found = await host.signatures(SHOP, shas);
  expect(calls() - before).toBe(2);
  expect(found.map(({ sha }) => sha)).toEqual(shas);
  await expect(host.signatures(SHOP, ['a'.repeat(40)])).rejects.toThrow('cannot be read');
  await expect(host.signatures(SHOP, ['main'])).rejects.toThrow('not a full commit SHA');
});
