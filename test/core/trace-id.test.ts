/** Ids of 128 bits are the ids of traces; nothing else is. */
import { expect, test } from 'vitest';
import { newId } from '../../src/adapters/clock.ts';
import { referenceOf, traceIdOf } from '../../src/core/trace-id.ts';

test.each([
  ['72d3162e-cc78-11e3-81ab-4c9367dc0958', '72d3162ecc7811e381ab4c9367dc0958'],
  ['72D3162E-CC78-11E3-81AB-4C9367DC0958', '72d3162ecc7811e381ab4c9367dc0958'],
  ['00000000000000000000000010', '00000000000000000000000000000020'],
  ['7ZZZZZZZZZZZZZZZZZZZZZZZZZ', 'ffffffffffffffffffffffffffffffff'],
  ['8ZZZZZZZZZZZZZZZZZZZZZZZZZ', null],
  ['0000000000000000000000000I', null],
  ['00000000000000000000000000', null],
  ['00000000-0000-0000-0000-000000000000', null],
  ['promotion', null],
  ['', null],
])('%j is %s', (id, traceId) => {
  expect(traceIdOf(id)).toBe(traceId);
});

test('every promotion has one of its own', () => {
  const ids = Array.from({ length: 100 }, () => traceIdOf(newId(1_795_262_400_000)));
  expect(new Set(ids).size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});

test('what people are given as a reference is a part of it', () => {
  const deliveries = [
    '58474f00-b361-11eb-836d-0e4f3503ccbe',
    '58474F01-B361-11EB-836D-0E4F3503CCBE',
  ];
  expect(deliveries.map(referenceOf)).toEqual(['58474f00', '58474f01']);
  const promotions = Array.from({ length: 100 }, () => newId(1_795_262_400_000));
  expect(new Set(promotions.map(referenceOf)).size).toBe(100);
  for (const id of [...deliveries, ...promotions]) {
    expect(traceIdOf(id)).toContain(referenceOf(id));
  }
  expect(referenceOf('comment:1234567890')).toBe('34567890');
});
