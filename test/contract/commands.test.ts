/** A command is one file, one line in the registry, and its words: help and the README follow. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTokens } from '../../src/commands/parse/tokens.ts';
import { commands } from '../../src/commands/registry.ts';

const folder = new URL('../../src/commands/', import.meta.url);
const known = new Set(['staging', 'production', 'prod']);

describe.each(Object.entries(commands))('the command %s', (name, command) => {
  it('is named like its file, its usage and its key', () => {
    expect(command.name).toBe(name);
    expect(existsSync(new URL(`${name}.ts`, folder))).toBe(true);
    expect(command.usage.startsWith(`/${name}`)).toBe(true);
  });

  it('understands its own examples', () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) {
      const tokens = readTokens(
        example.replace(/^\/\S+\s*/, ''),
        command.flags,
        'takesTime' in command,
      );
      expect(tokens.ok && command.parse(tokens.value, known).ok, example).toBe(true);
    }
  });
});

it('every file that makes a command is in the registry', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const makers = files.filter((file) =>
    /= command</.test(readFileSync(new URL(file, folder), 'utf8')),
  );
  expect(makers.map((file) => file.replace('.ts', '')).sort()).toEqual(
    Object.keys(commands).sort(),
  );
});
