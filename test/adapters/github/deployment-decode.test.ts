// A payload is an object or text by GitHub's documents: ours is known in both, and nobody else's is.
import { expect, test } from 'vitest';
import { lockkeeperIn } from '../../../src/adapters/github/deployment-decode.ts';

const OURS = { promotion: '01J', fence: 3 };

test('ours is known as an object and as the text of one', () => {
  expect(lockkeeperIn({ lockkeeper: OURS })).toEqual(OURS);
  expect(lockkeeperIn(JSON.stringify({ lockkeeper: OURS }))).toEqual(OURS);
});

test.each([null, '', '{', 'null', {}, [], { lockkeeper: 'x' }, { lockkeeper: null }, '{"a": 1}'])(
  'there is nothing of ours in %o',
  (payload) => {
    expect(lockkeeperIn(payload)).toBeNull();
  },
);
