/** What ships is told by its pull requests and commits: a few, and a link to all where they are many. */
import { describe, expect, it } from 'vitest';
import { type Changes, changeLines } from '../../src/messages/changes.ts';
import { linksFor } from '../../src/messages/links.ts';

const links = linksFor('https://github.com/acme/shop');
const ada = { id: 1001, login: 'ada', machine: false };
const sha = (digit: string): string => digit.repeat(40);
const changes: Changes = {
  live: sha('a'),
  release: sha('b'),
  relation: 'on',
  pulls: [{ number: 7, title: 'Show `prices` <!channel>', author: ada }],
  commits: [{ sha: sha('c'), authors: [ada] }],
  total: 3,
};
const many = Array.from({ length: 9 }, (_, at) => ({
  number: at,
  title: `No. ${at}`,
  author: null,
}));

describe('what ships', () => {
  it('is told by pull request, and by commit where there is none', () => {
    expect(changeLines(changes, links)).toMatchInlineSnapshot(`
      "2 changes since what is live there, [\`aaaaaaa\`](https://github.com/acme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa):

      - [#7](https://github.com/acme/shop/pull/7) Show \\\`prices\\\` \\<\\!channel\\>, by \`ada\`
      - [\`ccccccc\`](https://github.com/acme/shop/commit/cccccccccccccccccccccccccccccccccccccccc) by \`ada\`, without a pull request"
    `);
  });

  it('is folded where it is much', () => {
    const said = changeLines({ ...changes, pulls: many }, links);
    expect(said.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(5);
    expect(said).toContain('10 changes since');
    expect(said).toContain(
      `And 5 more: [all of them](https://github.com/acme/shop/compare/${sha('a')}...${sha('b')})`,
    );
  });

  it('is counted alone where it is too much to tell apart', () => {
    const said = changeLines({ ...changes, pulls: [], commits: [], total: 400 }, links);
    expect(said).toContain('400 commits since');
    expect(said).toContain('[all of them]');
  });

  it.each([
    ['nothing is live', { live: null, relation: 'first' }, 'Nothing is live there yet.'],
    [
      'the same is live',
      { relation: 'same', pulls: [], commits: [], total: 0 },
      'The same content',
    ],
    ['it goes back', { relation: 'back', pulls: [], commits: [], total: 0 }, 'It lacks something'],
  ] as const)('says where %s', (_, more, words) => {
    expect(changeLines({ ...changes, ...more }, links)).toContain(words);
  });

  it('cuts a long title, and obeys none', () => {
    const pulls = [{ number: 1, title: `${'x'.repeat(300)} @ada`, author: null }];
    const said = changeLines({ ...changes, pulls, commits: [] }, links);
    expect(said).toContain(`${'x'.repeat(120)}…`);
    expect(said).not.toContain('x'.repeat(121));
  });
});
