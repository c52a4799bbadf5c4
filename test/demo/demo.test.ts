/** The demo tells what people type and read, readable in a terminal, and keeps its record where asked. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { playDemo } from '../../src/demo/demo.ts';
import { plain } from '../../src/demo/plain.ts';
import { runVerb } from '../adapters/cli/run-verb.ts';
import { temporaryFolder } from '../adapters/store/temporary-folder.ts';

it('is played to its end, with what everybody types', async () => {
  const keep = join(temporaryFolder(), 'kept');
  const { code, stdout, stderr } = await runVerb((io) => playDemo(io, { keep }));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('\n   ada: /promote production\n');
  expect(stdout).toContain('\n   grace: presses [Approve] in Slack\n');
  expect(stdout).toContain('not linked to an account of GitHub');
  expect(stdout).toContain('Approved by grace (slack, ');
  expect(stdout).toContain('lock        locked by `bob`');
  expect(stdout).toContain('   omar: /freeze except production\n');
  expect(stdout).toContain('Rolls `production` back');
  expect(stdout).toContain("calls to the sandbox's GitHub");
  expect(stdout).not.toMatch(/^ +│ \|/m);
  expect(readdirSync(keep).sort()).toEqual(['audit.jsonl', 'signing-key.pub.pem']);
}, 60_000);

it('shows a table in columns', () => {
  const table =
    '**A**\n\n| | gate | |\n|---|---|---|\n| ✅ | checks | 2 of 2 |\n| ⛔ | a | x \\| y |\n\nend';
  expect(plain(table)).toBe('**A**\n\n    gate\n✅  checks  2 of 2\n⛔  a       x | y\n\nend');
});
