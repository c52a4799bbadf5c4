/** Which files a pattern names. */
import { expect, test } from 'vitest';
import { matchesPath } from '../../../src/core/rollback/path-pattern.ts';

test.each([
  ['db/migrations/**', 'db/migrations/1.sql', true],
  ['db/migrations/**', 'db/migrations/2026/1.sql', true],
  ['db/migrations/**', 'db/migrations.md', false],
  ['**/*.sql', 'a.sql', true],
  ['**/*.sql', 'db/x/a.sql', true],
  ['**/*.sql', 'db/x/a.sql.md', false],
  ['db/**/down/*.sql', 'db/down/1.sql', true],
  ['db/**/down/*.sql', 'db/a/b/down/1.sql', true],
  ['db/**/down/*.sql', 'db/a/up/1.sql', false],
  ['db/*.sql', 'db/x/1.sql', false],
  ['db/*_drop_*.sql', 'db/7_drop_users.sql', true],
  ['db/*_drop_*.sql', 'db/7_drop.sql', false],
  ['db/schema.rb', 'db/schema.rb', true],
  ['db/schema.rb', 'db/schemaXrb', false],
  ['**', 'anything/at/all', true],
])('%s and %s: %s', (pattern, path, isNamed) => {
  expect(matchesPath(pattern, path)).toBe(isNamed);
});

test('a pattern made to be slow is not', () => {
  const pattern = `${'**/'.repeat(60)}${'*a'.repeat(60)}`;
  expect(matchesPath(pattern, `${'a/'.repeat(100)}${'a'.repeat(59)}`)).toBe(false);
});
