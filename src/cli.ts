#!/usr/bin/env node
/** `lockkeeper`: the command line. Each verb is one file in `adapters/cli/verbs`. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { auditExport } from './adapters/cli/verbs/audit-export.ts';
import { auditReplay } from './adapters/cli/verbs/audit-replay.ts';
import { auditVerify } from './adapters/cli/verbs/audit-verify.ts';
import { type DeliveriesAsk, deliveries } from './adapters/cli/verbs/deliveries.ts';
import { policyCheck } from './adapters/cli/verbs/policy-check.ts';
import { policySchema } from './adapters/cli/verbs/policy-schema.ts';
import { keyRing } from './adapters/signer.ts';
import { openStore } from './adapters/store/open-store.ts';
import { databaseUrlIn, processEnv } from './config/settings.ts';
import { VERSION } from './version.ts';

const io = {
  stdout: (text: string): void => {
    process.stdout.write(text);
  },
  stderr: (text: string): void => {
    process.stderr.write(text);
  },
};

process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  // Whoever read has read enough, as `head` does: what a shell says of a program that this ended.
  if (fault.code === 'EPIPE') process.exit(141);
  throw fault;
});

const program = new Command('lockkeeper')
  .description('Moves releases through environments on GitHub, with a record that can be verified.')
  .version(VERSION)
  .showHelpAfterError('Say --help to see what there is.')
  .addHelpText(
    'afterAll',
    `
Exit codes:
  0  all is well
  1  something is wrong with what was looked at, or the command failed
  2  there is no such command or option
  3  a file or repository that was named is not there, or cannot be read`,
  )
  .exitOverride();
const exits = (code: Promise<number>): Promise<void> =>
  code.then((value) => {
    process.exitCode = value;
  });
type Output = 'table' | 'json';
const output = (): Option =>
  new Option('-o, --output <format>', 'how to say it').choices(['table', 'json']).default('table');
const OUT = [
  '--out <file>',
  'into this file, which must be new, and not to standard output',
] as const;
const DATABASE = [
  '--database <url>',
  `the database (default: DATABASE_URL, or ${databaseUrlIn({})})`,
] as const;
/** An option that may be repeated. */
const each = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

const upTo =
  (most: number) =>
  (value: string): number => {
    if (/^[1-9]\d*$/.test(value) && Number(value) <= most) return Number(value);
    throw new InvalidArgumentError(`It must be a number from 1 to ${most}.`);
  };

const policy = program.command('policy').description('work with policy files');
policy
  .command('check')
  .description('say everything that is wrong with a policy file')
  .argument('<file>')
  .option('--floors <file>', 'the policy file of the organisation, whose floors it must keep to')
  .addOption(output())
  .action((file: string, options: { output: Output; floors?: string }) =>
    exits(policyCheck(io, file, options)),
  );
policy
  .command('schema')
  .description('print the JSON Schema of policy files')
  .option(...OUT)
  .action((options: { out?: string }) => exits(policySchema(io, options)));

const audit = program.command('audit').description('work with the record');
audit
  .command('export')
  .description('write the record, as JSON Lines, to standard output')
  .option(...DATABASE)
  .addOption(
    new Option('--format <format>', 'csv is for people, and cannot be verified')
      .choices(['jsonl', 'csv'])
      .default('jsonl'),
  )
  .option(...OUT)
  .action((options: { database?: string; format: 'jsonl' | 'csv'; out?: string }) => {
    const database = options.database ?? databaseUrlIn(processEnv());
    return exits(auditExport(io, { ...options, database }, openStore));
  });
audit
  .command('verify')
  .description('check an export, offline, with the public key alone')
  .argument('<file>')
  .requiredOption(
    '--public-key <file>',
    'a public key that you trust, in PEM, with the keys that follow from it; more than one if you like',
    each,
  )
  .option(
    '--expect <chain:entry:hash>',
    'an entry that was seen elsewhere, as in a check run, and must be here; more than one if you like',
    each,
  )
  .addOption(output())
  .action((file: string, options: { publicKey: string[]; expect?: string[]; output: Output }) =>
    exits(auditVerify(io, file, options, keyRing)),
  );
audit
  .command('replay')
  .description('decide every recorded decision of an export again')
  .argument('<file>')
  .addOption(output())
  .action((file: string, options: { output: Output }) => exits(auditReplay(io, file, options)));

program
  .command('deliveries')
  .description('list what was told of late, to whom, and what came of it')
  .option(...DATABASE)
  .option('--repository <owner/name>', 'of this repository alone')
  .option('--failed', 'only what could not be told')
  .option('--limit <number>', 'so many at most', upTo(1_000), 50)
  .addOption(output())
  .action((options: Omit<DeliveriesAsk, 'database'> & { database?: string }) => {
    const database = options.database ?? databaseUrlIn(processEnv());
    return exits(deliveries(io, { ...options, database }, openStore));
  });

program
  .command('demo')
  .description('play one promotion from the comment to the verified record')
  .option('--keep <folder>', 'keep the record and its public key there')
  .action(async (options: { keep?: string }) => {
    const { playDemo } = await import('./demo/demo.ts');
    await exits(playDemo(io, options));
  });
program
  .command('sandbox')
  .description('open a GitHub on this machine to play in')
  .option('--port <port>', 'of its page', '4010')
  .option('--app-port <port>', 'of the app', '4011')
  .action(async (options: { port: string; appPort: string }) => {
    const { openSandbox } = await import('./demo/open-sandbox.ts');
    await exits(openSandbox(io, options));
  });

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
