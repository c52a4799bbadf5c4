/**
 * Every comment of `fixtures/comments`, as people type them, and what is understood of it: in the JSON
 * beside it. `vitest run test/commands -u` writes them anew; read the difference before keeping it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { KnownNames } from '../../src/commands/command.ts';
import { type CommandLine, findCommands } from '../../src/commands/parse/find-commands.ts';
import { readTokens, type Tokens } from '../../src/commands/parse/tokens.ts';
import { isMeant, usageMeant } from '../../src/commands/plan-command.ts';
import { commandNames, commands } from '../../src/commands/registry.ts';
import type { Refusal } from '../../src/core/reasons.ts';
import type { Result } from '../../src/core/result.ts';
import { linksFor } from '../../src/messages/links.ts';
import { refusalSaid } from '../../src/messages/refusals.ts';

const ROOT = 'fixtures/comments';
const ENVIRONMENTS = new Set(['development', 'dev', 'staging', 'stage', 'production', 'prod']);

interface SomeCommand {
  readonly usage: string;
  readonly flags: readonly string[];
  readonly takesTime?: boolean;
  readonly parse: (tokens: Tokens, known: KnownNames) => Result<unknown, string>;
}

const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, files: readdirSync(`${ROOT}/${name}`).sort() }));

const fixtures = folders.flatMap(({ name, files }) =>
  files
    .filter((file) => file.endsWith('.md'))
    .map((file) => ({ name: `${name}/${file.replace(/\.md$/, '')}`, command: name })),
);

const understood = (text: string) => {
  const found = findCommands(text);
  const runs = found.commands.filter(isMeant).map(readLine);
  return found.tooMany ? { runs, tooMany: true } : { runs };
};

const readLine = ({ name, rest, text: line }: CommandLine) => {
  const command: SomeCommand | undefined = Object.entries(commands).find(
    ([key]) => key === name,
  )?.[1];
  if (command === undefined) {
    const didYouMean = usageMeant(name);
    const [, sentence] = said({ code: 'unknown_command', asked: name, didYouMean, known: [] });
    return { line, answer: sentence };
  }
  const tokens = readTokens(rest, command.flags, command.takesTime);
  const args = tokens.ok ? command.parse(tokens.value, ENVIRONMENTS) : tokens;
  if (args.ok) return { line, command: name, arguments: args.value };
  const [answer] = said({
    code: 'usage',
    command: name,
    usage: command.usage,
    problem: args.problem,
  });
  return { line, command: name, answer };
};

const context = { links: linksFor('https://github.com/acme/shop'), now: 0 };
const said = (refusal: Refusal): readonly [all: string, sentence: string] => {
  const { sentence, remedy = '' } = refusalSaid(refusal, context);
  return [`${sentence} ${remedy}`.trim(), sentence];
};

describe.each(fixtures)('$name', ({ name }) => {
  const text = readFileSync(`${ROOT}/${name}.md`, 'utf8');

  test('is understood as the file beside it says', async () => {
    await expect(`${JSON.stringify(understood(text), null, 2)}\n`).toMatchFileSnapshot(
      `../../${ROOT}/${name}.json`,
    );
  });

  test('is understood alike with the line ends of Windows', () => {
    expect(understood(text.replace(/\r?\n/g, '\r\n'))).toEqual(understood(text));
  });
});

test.each(fixtures.filter(({ name }) => name.includes('/not-')))(
  '$name runs nothing',
  ({ name }) => {
    expect(understood(readFileSync(`${ROOT}/${name}.md`, 'utf8')).runs).toEqual([]);
  },
);

describe.each(commandNames)('/%s', (name) => {
  const own = fixtures
    .filter(({ command }) => command === name)
    .flatMap((fixture) => understood(readFileSync(`${ROOT}/${fixture.name}.md`, 'utf8')).runs)
    .filter((run) => run.command === name);

  test('is typed rightly in one comment and wrongly in another', () => {
    expect(own.filter((run) => 'arguments' in run)).not.toEqual([]);
    expect(own.filter((run) => 'answer' in run)).not.toEqual([]);
  });

  test('is typed with every option that it has', () => {
    const { flags }: SomeCommand = commands[name];
    for (const flag of flags) {
      const typed = own.filter(
        (run) => 'arguments' in run && run.line.toLowerCase().includes(`--${flag}`),
      );
      expect(typed, flag).not.toEqual([]);
    }
  });
});

// Looked up before the tests run: a snapshot that is missing would be written by its test.
const stray = folders.flatMap(({ name, files }) =>
  files
    .filter((file) => {
      const other = file.endsWith('.md')
        ? file.replace(/md$/, 'json')
        : file.replace(/json$/, 'md');
      return other === file || !files.includes(other);
    })
    .map((file) => `${name}/${file}`),
);

test('every folder is a command, and no file is left over or alone', () => {
  expect(folders.map(({ name }) => name)).toEqual([...commandNames].sort());
  expect(stray).toEqual([]);
});
