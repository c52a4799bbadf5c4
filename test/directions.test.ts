// Proves that the rules of .dependency-cruiser.cjs can fail: for each rule a small tree that breaks it
// and must be reported under its name. `npm run check` then holds the real tree to the same rules.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Tree = Readonly<Record<string, string>>;

const config: IConfiguration = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const rules = config.forbidden ?? [];

/** Where each tree stands: one folder with our packages, so that imports of packages resolve. */
let stage = '';

beforeAll(() => {
  stage = mkdtempSync(join(tmpdir(), 'directions-'));
});

afterAll(() => {
  rmSync(stage, { recursive: true });
});

const CLEAN: Tree = {
  'src/main.ts': "import '../src/adapters/github/comment.ts';",
  'src/cli.ts': "const verb = await import('./adapters/cli/verb.ts'); verb.run();",
  'src/adapters/github/comment.ts':
    "import { Probot } from 'probot'; import { run } from '../../commands/promote.ts'; export const all = [Probot, run];",
  'src/adapters/cli/verb.ts': "export { start as run } from '../../sandbox/server.ts';",
  'src/adapters/store/queries.ts': "import { Kysely } from 'kysely'; export const db = Kysely;",
  'src/sandbox/server.ts': "import { Hono } from 'hono'; export const start = () => new Hono();",
  'src/commands/promote.ts': "export { promote as run } from '../services/promote.ts';",
  'src/services/promote.ts':
    "import { decide } from '../core/decide.ts'; import type { Store } from '../ports/store.ts'; import { words } from '../messages/words.ts'; export const promote = (_: Store) => words(decide());",
  'src/ports/store.ts':
    "import type { decide } from '../core/decide.ts'; export type Store = typeof decide;",
  'src/messages/words.ts': 'export const words = (text: string) => text;',
  'src/core/decide.ts':
    "import { z } from 'zod'; import { digest } from './digest.ts'; export const decide = () => digest(String(z));",
  'src/core/digest.ts':
    "import { createHash } from 'node:crypto'; export const digest = (text: string) => String(createHash(text));",
};

/** Rule name → trees, each of which breaks that rule. */
const BROKEN: Readonly<Record<string, readonly Tree[]>> = {
  'core-imports-only-inwards': [
    {
      'src/core/gate.ts': "import type { Store } from '../ports/store.ts'; export type G = Store;",
      'src/ports/store.ts': 'export type Store = string;',
    },
    {
      'src/core/gate.ts':
        "export class Gate<T> { #own = 1; async load(key: T) { return { all: [(await import('../config/settings.ts')) satisfies unknown, key] }; } }",
      'src/config/settings.ts': 'export const settings = 1;',
    },
    {
      'src/core/gate.ts': "export * from '../messages/words.ts';",
      'src/messages/words.ts': 'export const words = 1;',
    },
  ],
  'ports-imports-only-inwards': [
    {
      'src/ports/store.ts': "import type { A } from '../services/a.ts'; export type S = A;",
      'src/services/a.ts': 'export type A = 1;',
    },
  ],
  'messages-imports-only-inwards': [
    {
      'src/messages/words.ts': "import type { P } from '../ports/p.ts'; export type W = P;",
      'src/ports/p.ts': 'export type P = 1;',
    },
  ],
  'config-imports-only-inwards': [
    {
      'src/config/settings.ts': "export { words } from '../messages/words.ts';",
      'src/messages/words.ts': 'export const words = 1;',
    },
  ],
  'services-imports-only-inwards': [
    {
      'src/services/promote.ts': "export { write } from '../adapters/github/comment.ts';",
      'src/adapters/github/comment.ts': 'export const write = 1;',
    },
    {
      'src/services/promote.ts': "export { run } from '../commands/promote.ts';",
      'src/commands/promote.ts': 'export const run = 1;',
    },
  ],
  'commands-imports-only-inwards': [
    {
      'src/commands/promote.ts': "export { write } from '../adapters/slack/app.ts';",
      'src/adapters/slack/app.ts': 'export const write = 1;',
    },
  ],
  'sandbox-imports-only-inwards': [
    {
      'src/sandbox/server.ts': "export { digest } from '../core/digest.ts';",
      'src/core/digest.ts': 'export const digest = 1;',
    },
  ],
  'adapters-do-not-know-each-other': [
    {
      'src/adapters/slack/app.ts': "export { write } from '../github/comment.ts';",
      'src/adapters/github/comment.ts': 'export const write = 1;',
    },
    {
      'src/adapters/slack/app.ts': "export { now } from '../clock.ts';",
      'src/adapters/clock.ts': 'export const now = 1;',
    },
    {
      'src/adapters/clock.ts': "export { now } from './store/queries.ts';",
      'src/adapters/store/queries.ts': 'export const now = 1;',
    },
  ],
  'nobody-imports-main-or-cli': [
    { 'src/demo/story.ts': "import '../main.ts';", 'src/main.ts': 'export {};' },
    { 'src/main.ts': "import './cli.ts';", 'src/cli.ts': 'export {};' },
  ],
  'composition-stays-at-the-top': [
    {
      'src/services/promote.ts': "export { parts } from '../compose.ts';",
      'src/compose.ts': 'export const parts = 1;',
    },
  ],
  'sandbox-is-for-trying-out': [
    {
      'src/adapters/github/app.ts': "export { start } from '../../sandbox/server.ts';",
      'src/sandbox/server.ts': 'export const start = 1;',
    },
  ],
  'demo-is-for-trying-out': [
    {
      'src/services/promote.ts': "export { story } from '../demo/story.ts';",
      'src/demo/story.ts': 'export const story = 1;',
    },
  ],
  'core-uses-few-packages': [{ 'src/core/gate.ts': "export { parse } from 'yaml';" }],
  'core-leaves-node-alone': [
    { 'src/core/gate.ts': "export { readFileSync } from 'node:fs';" },
    { 'src/core/gate.ts': "export { createHash } from 'node:crypto';" },
  ],
  'core-digest-only-hashes': [{ 'src/core/digest.ts': "export { readFileSync } from 'fs';" }],
  'outside-languages-stay-outside': [
    {
      'src/services/promote.ts': "import type { Octokit } from 'probot'; export type O = Octokit;",
    },
    { 'src/commands/promote.ts': "export { Command } from 'commander';" },
  ],
  'sql-only-in-the-store': [
    {
      'src/adapters/queue/queue.ts':
        "import type { Kysely } from 'kysely'; export type K = Kysely<1>;",
    },
    { 'src/main.ts': "import 'pg';" },
  ],
  'src-does-not-import-tests': [
    { 'src/main.ts': "import '../test/clock.ts';", 'test/clock.ts': 'export {};' },
  ],
  'src-does-not-need-dev-dependencies': [{ 'src/main.ts': "import 'fast-check';" }],
  'no-undeclared-package': [{ 'src/main.ts': "import 'acorn';" }],
  'every-import-resolves': [
    { 'src/main.ts': "import './gone.ts';" },
    { 'src/main.ts': "import 'a-package-that-is-not-installed';" },
  ],
  'no-cycles': [
    {
      'src/core/a.ts': "import type { B } from './b.ts'; export type A = B | 1;",
      'src/core/b.ts': "import type { A } from './a.ts'; export type B = A | 2;",
    },
  ],
  'no-orphans': [{ 'src/core/alone.ts': 'export const alone = 1;' }],
};

test('a tree that keeps the directions is not reported', async () => {
  expect(await brokenRules(CLEAN, 'clean')).toEqual([]);
});

test('every rule has a tree that breaks it', () => {
  expect(Object.keys(BROKEN).sort()).toEqual(rules.map((rule) => rule.name ?? '').sort());
});

describe.each(Object.entries(BROKEN))('%s', (name, trees) => {
  test.each(trees.map((tree, index) => [index, tree] as const))('tree %i', async (index, tree) => {
    expect(await brokenRules(tree, `${name}-${index}`)).toContain(name);
  });
});

test.each(rules.map((rule) => [rule.name ?? '', rule] as const))('%s teaches', (_, rule) => {
  expect(rule.severity).toBe('error');
  expect(rule.comment).toMatch(/^[A-Za-z].{80,}[.]$/);
});

async function brokenRules(tree: Tree, folder: string): Promise<readonly string[]> {
  const root = join(stage, folder);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const name of ['node_modules', 'package.json']) symlinkSync(resolve(name), join(root, name));
  const { output } = await cruise(['src'], {
    ...config.options,
    ruleSet: { forbidden: rules },
    validate: true,
    baseDir: root,
  });
  const { summary } = output as ICruiseResult;
  return [...new Set(summary.violations.map((violation) => violation.rule.name))];
}
