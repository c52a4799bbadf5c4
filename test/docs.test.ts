/** What the documents say is so: paths exist, tables are those of the registries, examples are valid. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/commands/registry.ts';
import { parsePolicy } from '../src/config/policy-file.ts';
import { gateNames } from '../src/core/gates/registry.ts';
import { commandTable } from '../src/messages/help.ts';

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
const readme = readFileSync(at('README.md'), 'utf8');
const map = readFileSync(at('src/README.md'), 'utf8');

describe('README.md', () => {
  it('has the command table of the registry', () => {
    const written = /<!-- commands:.*?-->\n(.*?)\n<!-- end of commands -->/s.exec(readme)?.[1];
    expect(written).toBe(commandTable(Object.values(commands)));
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
    const settings = readFileSync(at('src/config/settings.ts'), 'utf8');
    const names = [...settings.matchAll(/\bfrom\('([A-Z_]+)'\)/g)].map(([, name]) => name ?? '');
    const table = /\| setting \|.*?\n\n/s.exec(readme)?.[0] ?? '';
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(existsSync(at(link)), link).toBe(true);
  });
});

describe('src/README.md', () => {
  it('points at files and folders that are there', () => {
    const paths = [...map.matchAll(/`([a-z/-]+(?:\.ts|\/))`/g)].map(([, path]) => path ?? '');
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) expect(existsSync(at(`src/${path}`)), path).toBe(true);
  });
});
