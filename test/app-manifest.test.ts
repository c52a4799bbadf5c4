/** The app asks GitHub for exactly the events it handles, and no permission without a reason. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { webhookHandlers } from '../src/adapters/github/webhooks/registry.ts';

const text = readFileSync(new URL('../app.yml', import.meta.url), 'utf8');
const manifest = parse(text) as {
  readonly default_events: readonly string[];
  readonly default_permissions: Readonly<Record<string, string>>;
};

/** GitHub sends these to every app without a subscription. */
const ALWAYS_SENT = ['github_app_authorization', 'installation', 'installation_repositories'];

describe('app.yml', () => {
  it('subscribes to exactly the events that have a handler', () => {
    const handled = Object.keys(webhookHandlers).map((name) => name.split('.')[0] ?? name);
    const wanted = [...new Set(handled)].filter((name) => !ALWAYS_SENT.includes(name)).sort();
    expect(manifest.default_events).toEqual(wanted);
  });

  it('gives a reason for every permission, and writes only where the app writes', () => {
    const lines = text.split('\n').filter((line) => /^ {2}[a-z_]+: (read|write)/.test(line));
    expect(lines).toHaveLength(Object.keys(manifest.default_permissions).length);
    for (const line of lines) expect(line).toMatch(/ # \S/);
    const writes = Object.entries(manifest.default_permissions).filter(
      ([, level]) => level === 'write',
    );
    expect(writes.map(([name]) => name)).toEqual([
      'actions',
      'checks',
      'deployments',
      'issues',
      'pull_requests',
    ]);
  });
});
