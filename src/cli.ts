#!/usr/bin/env node
/** `lockkeeper`: the command line. Each verb is one file in `adapters/cli/verbs`. */
import { Command } from 'commander';
import { auditExport } from './adapters/cli/verbs/audit-export.ts';
import { auditReplay } from './adapters/cli/verbs/audit-replay.ts';
import { auditVerify } from './adapters/cli/verbs/audit-verify.ts';
import { policyCheck } from './adapters/cli/verbs/policy-check.ts';
import { policySchema } from './adapters/cli/verbs/policy-schema.ts';
import { keyRing } from './adapters/signer.ts';
import { openStore } from './adapters/store/open-store.ts';
import { processEnv } from './config/settings.ts';
import { playDemo } from './demo/demo.ts';
import { openSandbox } from './demo/open-sandbox.ts';
import { VERSION } from './version.ts';

const io = {
  stdout: (text: string): void => {
    process.stdout.write(text);
  },
  stderr: (text: string): void => {
    process.stderr.write(text);
  },
};

const program = new Command('lockkeeper')
  .description('Moves releases through environments on GitHub, with a record that can be verified.')
  .version(VERSION)
  .showHelpAfterError('Say --help to see what there is.')
  .exitOverride();
const exits = (code: Promise<number>): Promise<void> =>
  code.then((value) => {
    process.exitCode = value;
  });
const OUTPUT = ['-o, --output <format>', 'table or json', 'table'] as const;

const policy = program.command('policy').description('work with policy files');
policy
  .command('check')
  .description('say everything that is wrong with a policy file')
  .argument('<file>')
  .option(...OUTPUT)
  .action((file: string, options: { output: string }) => exits(policyCheck(io, file, options)));
policy
  .command('schema')
  .description('print the JSON Schema of policy files')
  .action(() => exits(policySchema(io)));

const audit = program.command('audit').description('work with the record');
audit
  .command('export')
  .description('write the record as JSON Lines to standard output')
  .option(
    '--database <url>',
    'the database',
    processEnv().DATABASE_URL ?? 'file:./data/lockkeeper.db',
  )
  .option('--format <format>', 'jsonl or csv', 'jsonl')
  .action((options: { database: string; format: string }) =>
    exits(auditExport(io, options, openStore)),
  );
audit
  .command('verify')
  .description('check an export, offline, with the public key alone')
  .argument('<file>')
  .requiredOption(
    '--public-key <file>',
    'a public key that you trust, in PEM, with the keys that follow from it; more than one if you like',
    (each: string, before: readonly string[] = []) => [...before, each],
  )
  .option(...OUTPUT)
  .action((file: string, options: { publicKey: readonly string[]; output: string }) =>
    exits(auditVerify(io, file, options, keyRing)),
  );
audit
  .command('replay')
  .description('decide every recorded decision of an export again')
  .argument('<file>')
  .option(...OUTPUT)
  .action((file: string, options: { output: string }) => exits(auditReplay(io, file, options)));

program
  .command('demo')
  .description('play one promotion from the comment to the verified record')
  .action(() => exits(playDemo(io)));
program
  .command('sandbox')
  .description('open a GitHub on this machine to play in')
  .option('--port <port>', 'of its page', '4010')
  .option('--app-port <port>', 'of the app', '4011')
  .action((options: { port: string; appPort: string }) => exits(openSandbox(io, options)));

try {
  await program.parseAsync();
} catch (fault) {
  // commander has said what is wrong; 2 is usage, and asking for help is no error.
  const code = fault instanceof Error && 'exitCode' in fault ? Number(fault.exitCode) : null;
  if (code === null) {
    io.stderr(`${fault instanceof Error ? fault.message : String(fault)}\n`);
    process.exitCode = 1;
  } else process.exitCode = code === 0 ? 0 : 2;
}
