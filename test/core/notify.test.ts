import { expect, test } from 'vitest';
import { NOTIFY_EVENTS, SEVERITY_OF, wants } from '../../src/core/notify.ts';

const told = (wish: Parameters<typeof wants>[0]) =>
  NOTIFY_EVENTS.filter((event) => wants(wish, event));

test('who names nothing is told of all', () => {
  expect(told({ events: null, severity: 'info' })).toEqual(NOTIFY_EVENTS);
});

test('a severity is the least', () => {
  const warned = told({ events: null, severity: 'warning' });
  expect(warned).toEqual(NOTIFY_EVENTS.filter((event) => SEVERITY_OF[event] !== 'info'));
  expect(warned).toContain('failed');
  expect(told({ events: null, severity: 'error' })).toEqual(['failed']);
});

test('who names events is told of those alone, and of none that is less grave', () => {
  expect(told({ events: ['failed', 'locked'], severity: 'info' })).toEqual(['failed', 'locked']);
  expect(told({ events: ['failed', 'locked'], severity: 'error' })).toEqual(['failed']);
  expect(told({ events: [], severity: 'info' })).toEqual([]);
});
