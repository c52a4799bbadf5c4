/**
 * `npm run bench`: measures the budgets, one after the other, and prints what came of each. `--json` is
 * for machines, `--quick` stores less and repeats less often. Ends with 1 where a budget is broken.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateSigningKey } from '../src/adapters/signer.ts';
import type { Row } from './row.ts';
import { ageRow } from './rows/age.ts';
import { callRows } from './rows/calls.ts';
import { decidingRow } from './rows/deciding.ts';
import { intakeRows } from './rows/intake.ts';
import { ownTimeRows } from './rows/own-time.ts';
import { pressRows } from './rows/press.ts';
import { memoryRow, startRow } from './rows/served.ts';
import { verificationRow } from './rows/verification.ts';
import { openOldShop } from './world/old-shop.ts';

const FEW_EVENTS = 1_000;
const VERIFIED_EVENTS = 50_000;
const MANY_EVENTS = { quick: 50_000, whole: 1_000_000 };

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
});
const isQuick = options.quick === true;

const measure = async (folder: string): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  const add = (...measured: readonly Row[]): void => {
    rows.push(...measured);
    for (const { what, measured: said } of measured) process.stderr.write(`${what}: ${said}\n`);
  };
  // First: what ran before in this process would make it slower.
  add(decidingRow());
  add(...(await callRows()));
  add(...(await ownTimeRows({ isQuick })));
  add(...(await pressRows({ isQuick })));
  const signingKey = generateSigningKey();
  await writeFile(join(folder, 'signing-key.pem'), signingKey);
  const pathOf = (name: string): string => join(folder, `${name}.db`);
  const urlOf = (name: string): string => `file:${pathOf(name)}`;
  const open = (name: string, events: number) => openOldShop(pathOf(name), events, signingKey);
  const middle = await open('middle', VERIFIED_EVENTS);
  add(await verificationRow(middle, folder));
  await middle.shop.close();
  const young = await open('young', FEW_EVENTS);
  const old = await open('old', isQuick ? MANY_EVENTS.quick : MANY_EVENTS.whole);
  add(await ageRow(young, old, { isQuick }));
  await young.shop.close();
  await old.shop.close();
  const beside = ` with ${old.events} events and ${old.promotions} promotions stored`;
  add(await startRow('', { folder, databaseUrl: urlOf('young') }));
  add(await startRow(beside, { folder, databaseUrl: urlOf('old') }));
  add(await memoryRow({ folder, databaseUrl: urlOf('fresh') }));
  const intakes = [
    { what: '', databaseUrl: urlOf('empty') },
    { what: beside, databaseUrl: urlOf('old') },
  ];
  add(...(await intakeRows(intakes, { isQuick })));
  return rows;
};

const table = (rows: readonly Row[]): string => {
  const cells = rows.map(({ what, budget, measured, verdict }) => [
    what,
    budget,
    measured,
    verdict,
  ]);
  const lines = [['what', 'budget', 'measured', 'verdict'], ...cells];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const [head, ...rest] = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [head, rule, ...rest].join('\n');
};

const machine = {
  cores: availableParallelism(),
  node: process.version,
  /** What else ran here in the last minute makes times longer. */
  loadBefore: loadavg()[0] ?? 0,
};
const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-bench-'));
try {
  const rows = await measure(folder);
  const whole = { machine, isQuick, rows };
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(whole, null, 2)}\n`
      : `${table(rows)}\n${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore.toFixed(1)} before it began\n`,
  );
  if (rows.some(({ verdict }) => verdict === 'broken')) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
