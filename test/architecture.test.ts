// Holds the repository to the rules that its text alone can show: who may write what, where time and
// settings come from, how files are named. Each rule is a pure function over (path, text) and brings
// samples that it must catch, so a rule that has gone blind fails as well.
import { readdirSync, readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';
import { describe, expect, test } from 'vitest';

interface Source {
  readonly path: string;
  readonly text: string;
}

type Sample = readonly [path: string, text: string];

interface Rule {
  readonly name: string;
  /** What is wrong with this file, in a person's words; empty when nothing is. */
  readonly faults: (source: Source) => readonly string[];
  readonly bad: readonly Sample[];
  readonly good: readonly Sample[];
}

/** Split so that this file does not break its own rules. */
const UNFINISHED = ['TO', 'DO'].join('');
const BANNER = `// ${'-'.repeat(10)}`;
const SOMEONES_FOLDER = ['', 'home', 'someone', 'lockkeeper'].join('/');

const MAX_LINES = 250;
const VAGUE_NAMES = /^(utils?|helpers?|managers?|handlers?|data|infos?)$/;
const NOT_OURS = /^(?:(?:\.git|node_modules|data|coverage|screenshots)\/|\.env)/;
const PEOPLE_OUTSIDE = ['src/sandbox/', 'src/demo/'];

const RULES: readonly Rule[] = [
  {
    name: 'check runs are written in adapters/github/check-run.ts only',
    faults: onlyIn(
      ['src/adapters/github/check-run.ts', ...PEOPLE_OUTSIDE],
      /\bchecks\.(?:create|update)\b|\/check-runs\b|\b(?:create|update)CheckRun\s*\(\s*input/g,
    ),
    bad: [
      ['src/services/a.ts', 'await octokit.rest.checks.create({ name });'],
      ['src/adapters/github/comment.ts', 'octokit.checks.update({})'],
      ['src/adapters/github/facts.ts', "octokit.request('POST /repos/{owner}/{repo}/check-runs')"],
    ],
    good: [
      ['src/adapters/github/check-run.ts', 'octokit.checks.create({})'],
      ['src/adapters/github/facts.ts', 'octokit.checks.listForRef({})'],
      ['src/services/a.ts', 'await host.createCheckRun(repository, content);'],
      ['src/adapters/github/facts.ts', '// not with checks.create\nexport const a = 1;'],
      ['src/sandbox/github/checks.ts', "app.post('/repos/:owner/:repo/check-runs')"],
    ],
  },
  {
    name: 'comments are written in adapters/github/comment.ts only',
    faults: onlyIn(
      ['src/adapters/github/comment.ts', ...PEOPLE_OUTSIDE],
      /\b(?:issues|pulls|repos)\.(?:create|update|delete)\w*Comment\w*|\bcreateReplyForReviewComment\b|\b(?:POST|PATCH|DELETE) [^'"`]*\/comments\b|\b(?:add|update|delete|minimize)(?:Issue|PullRequestReview)?Comment\s*\(\s*input/g,
    ),
    bad: [
      ['src/adapters/github/app.ts', 'octokit.rest.issues.createComment({ body })'],
      ['src/adapters/github/app.ts', 'octokit.issues.updateComment({ body })'],
      ['src/adapters/github/app.ts', 'octokit.pulls.createReviewComment({ body })'],
      ['src/adapters/github/app.ts', "request('POST /repos/{o}/{r}/issues/{n}/comments')"],
      ['src/adapters/github/app.ts', 'const m = `mutation { addComment(input: $i) { id } }`;'],
    ],
    good: [
      ['src/adapters/github/comment.ts', 'octokit.issues.createComment({})'],
      ['src/adapters/github/facts.ts', 'octokit.issues.listComments({})'],
      ['src/services/a.ts', 'await host.createComment(repository, number, body);'],
    ],
  },
  {
    name: 'deployments are written in adapters/github/deployment.ts only',
    faults: onlyIn(
      ['src/adapters/github/deployment.ts', ...PEOPLE_OUTSIDE],
      /\brepos\.(?:create|delete)Deployment(?:Status)?\b|\{[^}]*\bcreateDeployment\w*[^}]*\}\s*=[^;]*\brepos\b|\b(?:POST|DELETE) [^'"`]*\/deployments\b|\bcreateDeployment(?:Status)?\s*\(\s*input/g,
    ),
    bad: [
      ['src/adapters/deployers/actions.ts', 'octokit.repos.createDeployment({ ref })'],
      ['src/services/a.ts', 'const { createDeploymentStatus } = octokit.repos;'],
      ['src/services/a.ts', "request('POST /repos/{owner}/{repo}/deployments')"],
    ],
    good: [
      ['src/adapters/github/deployment.ts', 'octokit.repos.createDeployment({ ref })'],
      ['src/services/a.ts', 'await host.createDeployment(repository, ask);'],
    ],
  },
  {
    name: 'SQL is written in adapters/store only',
    faults: onlyIn(
      ['src/adapters/store/'],
      /\bsql(?:\.raw\(|`)|\.(?:selectFrom|insertInto|updateTable|deleteFrom)\(|['"`]\s*(?:(?:select|SELECT)\s[^'"`]*\s(?:from|FROM)\s|(?:insert into|INSERT INTO|delete from|DELETE FROM|create table|CREATE TABLE|pragma|PRAGMA)\s|(?:update|UPDATE)\s\w+\s(?:set|SET)\s)/g,
    ),
    bad: [
      ['src/services/a.ts', "db.selectFrom('promotion')"],
      ['src/services/a.ts', 'const rows = sql<Row>`select 1`;'],
      ['src/adapters/queue/poll.ts', "db.prepare('SELECT id FROM job WHERE due < ?')"],
      ['src/adapters/queue/poll.ts', 'db.exec(`\n  update job set done = 1`)'],
    ],
    good: [
      ['src/adapters/store/a.ts', "db.selectFrom('promotion')"],
      ['src/messages/a.ts', "export const hint = 'Select a release from the list';"],
    ],
  },
  {
    name: 'the environment is read in config/settings.ts only',
    faults: onlyIn(
      ['src/config/settings.ts'],
      /\bprocess\??\.env\b|\bprocess\[|\bimport\.meta\.env\b|\{[^}]*\benv\b[^}]*\}\s*(?:=\s*process\b|from\s*["'](?:node:)?process["'])/g,
    ),
    bad: [
      ['src/main.ts', 'const port = process.env.PORT;'],
      ['src/main.ts', 'const { env } = process;'],
      ['src/main.ts', "import { env } from 'node:process'; env.PORT;"],
    ],
    good: [
      ['src/config/settings.ts', 'export const read = () => process.env;'],
      ['src/main.ts', '// process.env is read elsewhere\nprocess.exit(1);'],
    ],
  },
  {
    name: 'time and chance come from adapters/clock.ts only',
    faults: (source) =>
      source.path === 'src/core/instant.ts'
        ? found(
            source,
            /\bnew Date\b(?!\(\s*[^)\s])|\bDate\.now\b|\bMath\.random\b|\brandomUUID\b/g,
          )
        : onlyIn(
            ['src/adapters/clock.ts'],
            /\bnew Date\b|\bDate\(\)|\bDate\.now\b|\bMath\.random\b|\brandomUUID\b/g,
          )(source),
    bad: [
      ['src/services/a.ts', 'const at = new Date();'],
      ['src/services/a.ts', 'const at = new Date(row.at);'],
      ['src/services/a.ts', 'const at = Date.now();'],
      ['src/sandbox/github/a.ts', 'const id = crypto.randomUUID();'],
      ['src/adapters/http/a.ts', "import { randomUUID } from 'node:crypto'; randomUUID();"],
      ['src/core/a.ts', 'const chance = Math.random();'],
      ['src/core/instant.ts', 'const at = new Date();'],
      ['src/core/instant.ts', 'const at = new Date;'],
      ['src/core/instant.ts', 'const at = Date.now();'],
    ],
    good: [
      ['src/adapters/clock.ts', 'export const now = () => new Date();'],
      ['src/core/instant.ts', 'export const read = (text: string) => new Date(text);'],
      ['src/services/a.ts', 'const at: Date = clock.now();'],
      ['src/adapters/web/a.tsx', 'export const at = (text: string) => <time>{text}</time>;'],
    ],
  },
  {
    name: 'a module is named where the direction rules can see it',
    faults: ({ path, text }) => (isSource(path) ? matches(text, /(?<!\bawait\s+)\bimport\(/g) : []),
    bad: [
      ['src/core/a.ts', "export type A = import('../adapters/github/app.ts').A;"],
      ['src/core/a.ts', "export function f(a: import('../ports/a.ts').A): void {}"],
    ],
    good: [['src/cli.ts', "const verb = await import('./adapters/cli/verbs/demo.ts');"]],
  },
  {
    name: `a file in src has at most ${MAX_LINES} lines`,
    faults: ({ path, text }) => {
      const lines = text.trimEnd().split('\n').length;
      return isSource(path) && lines > MAX_LINES
        ? [`${lines} lines: split it by what it does`]
        : [];
    },
    bad: [['src/core/a.ts', 'x;\n'.repeat(MAX_LINES + 1)]],
    good: [
      ['src/core/a.ts', 'x;\n'.repeat(MAX_LINES)],
      ['test/core/a.test.ts', 'x;\n'.repeat(MAX_LINES + 1)],
    ],
  },
  {
    name: 'a file is named after what it is about',
    faults: ({ path }) =>
      path.startsWith('src/')
        ? path
            .split(/[/.-]/)
            .filter((word) => VAGUE_NAMES.test(word))
            .map((word) => `"${word}" says nothing: name what it holds`)
        : [],
    bad: [
      ['src/core/utils.ts', ''],
      ['src/helpers/dates.ts', ''],
      ['src/services/lock-manager.ts', ''],
      ['src/adapters/github/webhook-handler.ts', ''],
    ],
    good: [
      ['src/core/metadata.ts', ''],
      ['src/adapters/github/handle.ts', ''],
    ],
  },
  {
    name: 'a file in src begins by saying what it is for',
    faults: ({ path, text }) =>
      isSource(path) && !/^(?:#!.*\n)?(?:\/\/ ?|\/\*\*?\s*(?:\* )?)[`\p{L}]/u.test(text)
        ? ['begin with one to three sentences: what it is for, and what a reader would not guess']
        : [],
    bad: [
      ['src/core/a.ts', "import { b } from './b.ts';\n"],
      ['src/core/a.ts', ''],
    ],
    good: [
      ['src/core/a.ts', '// Says what it is for.\n'],
      ['src/core/a.ts', '/** Says what it is for. */\n'],
      ['src/core/a.ts', '/**\n * Says what it is for.\n */\n'],
      ['src/cli.ts', '#!/usr/bin/env node\n// Says what it is for.\n'],
    ],
  },
  {
    name: 'nothing is left unfinished, and no banner divides a file',
    faults: ({ path, text }) =>
      isOurText(path)
        ? matches(
            text,
            new RegExp(
              `\\b(?:${UNFINISHED}|FIX${'ME'})\\b|^[ \\t]*(?://|/?\\*|--)[ \\t]*[-=*#~_─═]{4,}.*`,
              'gm',
            ),
          )
        : [],
    bad: [
      ['src/core/a.ts', `// ${UNFINISHED}: later`],
      ['test/a.test.ts', `${BANNER}\n// Helpers\n${BANNER}`],
      ['src/core/a.ts', '/* ===== parts ===== */'],
      ['db/migrations/0001.sql', `-- FIX${'ME'} index`],
    ],
    good: [
      ['src/core/a.ts', '// A list - of dashes -- in a sentence.'],
      ['src/core/a.ts', '/** A doc comment. */'],
    ],
  },
  {
    name: 'no folder of a person or a machine is named',
    faults: ({ path, text }) =>
      path === 'package-lock.json'
        ? []
        : matches(
            text,
            /(?<=^|[\s'"`(=:,]|file:\/\/)\/(?:home|Users|work|workspaces?)\/(?!(?:node|runner)\b)[\w.-]+/gm,
          ),
    bad: [
      ['README.md', `Run it in ${SOMEONES_FOLDER}.`],
      ['src/core/a.ts', `const path = '${SOMEONES_FOLDER}/a';`],
      ['.ci/run', `cd ${['', 'work', 'place'].join('/')}`],
    ],
    good: [
      ['README.md', 'See https://example.com/home/page and /api/v1/work/items.'],
      ['Dockerfile', 'WORKDIR /home/node/app'],
    ],
  },
];

/** Text to code, as every rule asks for the same files. */
const codes = new Map<string, string>();

const repository: readonly Source[] = readRepository();

describe.each(RULES)('$name', (rule) => {
  test.each(rule.bad)('catches %s: %s', (path, text) => {
    expect(rule.faults({ path, text })).not.toEqual([]);
  });

  test.each(rule.good)('lets pass %s: %s', (path, text) => {
    expect(rule.faults({ path, text })).toEqual([]);
  });

  test('holds in this repository', () => {
    const faults = repository.flatMap((source) =>
      rule.faults(source).map((fault) => `${source.path}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });
});

describe('decide is called by one service only', () => {
  const service = { path: 'src/services/judge.ts', text: 'export const a = decide(policy);' };

  test.each<readonly [string, readonly Source[]]>([
    ['two services', [service, { ...service, path: 'src/services/preview.ts' }]],
    ['an adapter', [{ ...service, path: 'src/adapters/http/a.ts' }]],
    ['core itself', [{ ...service, path: 'src/core/gates/a.ts' }]],
    [
      'an alias',
      [
        {
          path: 'src/commands/why.ts',
          text: "import { decide as d } from '../core/decide.ts'; d();",
        },
      ],
    ],
  ])('catches %s', (_, sources) => {
    expect(faultsOfDecide(sources)).not.toEqual([]);
  });

  test('lets pass one service and the definition', () => {
    const definition = { path: 'src/core/decide.ts', text: 'export function decide() {}' };
    expect(faultsOfDecide([definition, service])).toEqual([]);
  });

  test('holds in this repository', () => {
    expect(faultsOfDecide(repository)).toEqual([]);
  });
});

/** `decide` is the one entrance to core, and one service is the one way to it. */
function faultsOfDecide(sources: readonly Source[]): readonly string[] {
  const callers = sources.filter(
    (source) =>
      isSource(source.path) &&
      source.path !== 'src/core/decide.ts' &&
      /(?<![.\w])decide\(|\bdecide\b(?: as \w+)?[^}]*\}\s*from\s*["'][^"']*\/decide\.ts["']/.test(
        codeOf(source),
      ),
  );
  const misplaced = callers.filter(({ path }) => !path.startsWith('src/services/'));
  if (callers.length > 1) return callers.map(({ path }) => `${path} is one of ${callers.length}`);
  return misplaced.map(({ path }) => `${path} is not a service`);
}

/** A rule that allows a piece of code in some files (a path, or a folder ending in /) of src. */
function onlyIn(allowed: readonly string[], pattern: RegExp): Rule['faults'] {
  return (source) => {
    const isAllowed = allowed.some((one) =>
      one.endsWith('/') ? source.path.startsWith(one) : source.path === one,
    );
    return !isSource(source.path) || isAllowed ? [] : found(source, pattern);
  };
}

function found(source: Source, pattern: RegExp): readonly string[] {
  return matches(codeOf(source), pattern);
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([match]) => match.trim());
}

/** What runs: the source without types and comments, so that rules never trip over prose. */
function codeOf({ path, text }: Source): string {
  const known = codes.get(text);
  if (known !== undefined) return known;
  const { code } = transformSync(text, {
    configFile: false,
    swcrc: false,
    jsc: {
      target: 'esnext',
      parser: { syntax: 'typescript', tsx: path.endsWith('.tsx') },
      transform: { react: { runtime: 'preserve' } },
      minify: { compress: false, mangle: false, format: { comments: false, beautify: true } },
    },
  });
  codes.set(text, code);
  return code;
}

function isSource(path: string): boolean {
  return /^src\/.+\.tsx?$/.test(path);
}

function isOurText(path: string): boolean {
  return /\.(?:tsx?|cjs|sql|md|ya?ml)$/.test(path) && !path.startsWith('fixtures/');
}

/** Every text file of the checkout, in a stable order, without what tools put there. */
function readRepository(): readonly Source[] {
  return readdirSync('.', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => (entry.parentPath === '.' ? entry.name : `${entry.parentPath}/${entry.name}`))
    .filter((path) => !NOT_OURS.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => !text.includes('\0'));
}
