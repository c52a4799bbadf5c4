/** `policy check`: what a policy asks for, and wrong lines shown without what would steer a terminal. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { policyCheck } from '../../../src/adapters/cli/verbs/policy-check.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { runVerb } from './run-verb.ts';

const check = (path: string) => runVerb((io) => policyCheck(io, path, { output: 'table' }));

const written = (text: string): string => {
  const path = join(temporaryFolder(), 'lockkeeper.yml');
  writeFileSync(path, text);
  return path;
};

it('says what each environment asks for, also where that is nothing', async () => {
  const path = written(
    'version: 1\nenvironments:\n  - name: staging\n  - name: production\n    production: true\n' +
      '    approvals: { rules: [{ name: platform, teams: [platform] }] }\n',
  );
  expect((await check(path)).stdout).toBe(
    `${path} is a valid policy: 2 environments: staging → production\n` +
      '  staging asks for nothing\n' +
      '  production asks for contains-live and predecessor; approvals: 1 from platform; separation of duties: strict\n',
  );
});

it('shows a wrong line without what would steer the terminal, and the caret below the place', async () => {
  const text = 'version: 1\nenvironments:\n  - name: a\n    gate: {} # \u001B[31m \u202E\n';
  const { code, stderr } = await check(written(text));
  expect(code).toBe(1);
  const [, source = '', caret = ''] = stderr.split('\n');
  expect(source).toBe('        gate: {} # ·[31m ·');
  expect(caret.indexOf('^')).toBe(source.indexOf('·'));
});

it('shows of a long line the part that is wrong', async () => {
  const { stderr } = await check(written(`{ version: 1, ${' '.repeat(500)} environment: [] }\n`));
  const [, source = '', caret = ''] = stderr.split('\n');
  expect(source.length).toBeLessThan(130);
  expect(caret.length).toBeLessThan(130);
});

it('says that a folder is none', async () => {
  const folder = temporaryFolder();
  expect(await check(folder)).toEqual({
    code: 3,
    stdout: '',
    stderr: `${folder} is a folder, and a file is needed.\n`,
  });
});

const FLOORS = `version: 1
floors:
  - environment: production
    expire_after: 1d
    approvals: { rules: [{ name: security, teams: [security] }] }
`;

const checkOn = (path: string, floors: string) =>
  runVerb((io) => policyCheck(io, path, { output: 'table', floors }));

it('says what the floors add', async () => {
  const path = written(
    'version: 1\nenvironments:\n  - name: production\n    expire_after: 12h\n    separation_of_duties: strict\n',
  );
  expect((await checkOn(path, written(FLOORS))).stdout).toContain(
    '  production asks for approvals: 1 from security; separation of duties: strict\n',
  );
});

it('names both places of what is below a floor', async () => {
  const path = written('version: 1\nenvironments:\n  - name: production\n    expire_after: 2d\n');
  const { code, stderr } = await checkOn(path, written(FLOORS));
  expect(code).toBe(1);
  expect(stderr).toContain(`${path}:4:19 \`expire_after\` of \`production\` is below the floor`);
  expect(stderr).toContain('line 4, column 5 of');
});

it('tells of broken floors, and of floors alone', async () => {
  const path = written('version: 1\nenvironments:\n  - name: production\n');
  const broken = written(FLOORS.replace('expire', 'expires'));
  const { code, stderr } = await checkOn(path, broken);
  expect(code).toBe(1);
  expect(stderr).toContain(`${broken}:4:5 `);
  const alone = written(FLOORS);
  expect((await check(alone)).stdout).toBe(`${alone} is a valid policy: 1 floor, no environment\n`);
  expect((await checkOn(path, temporaryFolder())).code).toBe(3);
});
