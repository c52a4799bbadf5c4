/** What the documents say is so: paths exist, tables are those of the registries, examples are valid. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createMeters } from '../src/adapters/telemetry/meters.ts';
import { commands } from '../src/commands/registry.ts';
import { policyJsonSchema } from '../src/config/policy/schema.ts';
import { parsePolicy } from '../src/config/policy-file.ts';
import { gateNames } from '../src/core/gates/registry.ts';
import { HOUR, MINUTE, SECOND } from '../src/core/instant.ts';
import { eventTable } from '../src/messages/event-table.ts';
import { commandTable } from '../src/messages/help.ts';
import { WAITS } from '../src/services/notify/attempts.ts';

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
const readme = readFileSync(at('README.md'), 'utf8');
const map = readFileSync(at('src/README.md'), 'utf8');

interface Schema {
  /** A kind of value that the text beside the table explains. */
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** A row for every key: what may stand there, and what it means. A key of a list has `[]` before it. */
const keyRows = (schema: Schema, path = ''): readonly string[] =>
  Object.entries(mappingIn(schema)?.properties ?? {}).flatMap(([key, value]) => {
    const at = `${path}${key}`;
    if (value.title !== undefined)
      return [`| \`${at}\` | ${valuesOf(value)} | ${value.description} |`];
    const below = value.items === undefined ? `${at}.` : `${at}[].`;
    return [`| \`${at}\` | ${valuesOf(value)} | ${value.description} |`, ...keyRows(value, below)];
  });

const mappingIn = (schema: Schema): Schema | undefined =>
  [schema, schema.items ?? {}, ...(schema.anyOf ?? [])].find(({ properties }) => properties);

const valuesOf = (schema: Schema): string => {
  if (schema.title !== undefined) return schema.title;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(valuesOf))].join(', or ');
  if (schema.enum !== undefined) return schema.enum.map((each) => `\`${each}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.pattern?.includes('[dhms]')) return 'time, as `30m`, `2h`, `7d`';
  if (schema.items !== undefined) return `list of ${valuesOf(schema.items)}`;
  const words: Readonly<Record<string, string>> = {
    boolean: '`true`, `false`',
    integer: 'number',
    object: 'mapping',
    string: 'text',
  };
  return words[schema.type ?? ''] ?? 'anything';
};

/** Prometheus' client keeps the names of labels to itself. */
const labelsOf = (metric: object): string =>
  'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.join(', ') : '';

describe('README.md', () => {
  it('has every key of the policy, as its schema says it', () => {
    const written = /<!-- policy keys:.*?-->\n(.*?)\n<!-- end of policy keys -->/s.exec(
      readme,
    )?.[1];
    const { environments = {}, ...top } = (policyJsonSchema() as Schema).properties ?? {};
    const rows = [...keyRows({ properties: top }), ...keyRows(environments)];
    expect(written).toBe(['| key | value | meaning |', '|---|---|---|', ...rows].join('\n'));
  });

  it('has the command table of the registry', () => {
    const written = /<!-- commands:.*?-->\n(.*?)\n<!-- end of commands -->/s.exec(readme)?.[1];
    expect(written).toBe(commandTable(Object.values(commands)));
  });

  it('has every event that people are told of', () => {
    const written = /<!-- events:.*?-->\n(.*?)\n<!-- end of events -->/s.exec(readme)?.[1];
    expect(written).toBe(eventTable());
  });

  it('says when a webhook is tried again', () => {
    const said = /tried again after (.*?) hours/s.exec(readme)?.[1] ?? '';
    expect(said.match(/\d+/g)?.map(Number)).toEqual(
      WAITS.map((wait) =>
        wait >= HOUR ? wait / HOUR : wait >= MINUTE ? wait / MINUTE : wait / SECOND,
      ),
    );
  });

  it('names every gate', () => {
    const rows = [...readme.matchAll(/^\| `([a-z-]+)` \| /gm)].map(([, name]) => name);
    expect(rows).toEqual(expect.arrayContaining([...gateNames]));
  });

  it('shows a policy that is valid', () => {
    const policy = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? '';
    expect(parsePolicy(policy, 'README.md')).toMatchObject({ ok: true });
  });

  it('names every setting', () => {
    const files = ['settings.ts', 'slack-settings.ts', 'notify-settings.ts'];
    const settings = files.map((file) => readFileSync(at(`src/config/${file}`), 'utf8')).join();
    const names = [...settings.matchAll(/\bfrom\('([A-Z_]+)'\)/g)].map(([, name]) => name ?? '');
    const table = /\| setting \|.*?\n\n/s.exec(readme)?.[0] ?? '';
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });

  it('has every metric with its labels', async () => {
    const written = /<!-- metrics:.*?-->\n(.*?)\n<!-- end of metrics -->/s.exec(readme)?.[1] ?? '';
    const rows = [...written.matchAll(/^\| `(\w+)` \| (.*?) ?\|/gm)].map(
      ([, name, labels = '']) => [name, labels.replaceAll('`', '')],
    );
    const registry = new Registry();
    const labels = Object.values(createMeters(registry)).map(labelsOf);
    const named = (await registry.getMetricsAsJSON()).map(({ name }, at) => [name, labels[at]]);
    expect(rows).toEqual(named);
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(existsSync(at(link)), link).toBe(true);
  });
});

describe('the section Security', () => {
  const section = /\n## Security\n(.*?)\n## /s.exec(readme)?.[1] ?? '';
  const rows = section.split('\n').filter((line) => /^\| (?!what |-)/.test(line));

  it('shows each defence by tests that are there', () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const shownBy = row.split(' | ').at(-1) ?? '';
      const tests = [...shownBy.matchAll(/\]\((test\/[^)]+\.test\.ts)\)/g)].map(([, path]) => path);
      expect(tests.length, row).toBeGreaterThan(0);
      for (const path of tests) expect(existsSync(at(path ?? '')), path).toBe(true);
    }
  });

  it('links every test of hostile input', () => {
    const files = readdirSync(at('test/hostile')).filter((file) => file.endsWith('.test.ts'));
    expect(files.filter((file) => !section.includes(`(test/hostile/${file})`))).toEqual([]);
  });

  it('says what is left to the operator, and how to report a weakness', () => {
    expect(section).toContain('\nLeft to you: ');
    expect(section).toContain('\nTo report a weakness, ');
  });
});

describe('src/README.md', () => {
  it('points at files and folders that are there', () => {
    const paths = [...map.matchAll(/`([a-z/-]+(?:\.ts|\/))`/g)].map(([, path]) => path ?? '');
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) expect(existsSync(at(`src/${path}`)), path).toBe(true);
  });
});
