/** `lockkeeper deliveries`: what was told of late, to whom, and what came of it; also beside a running app. */
import { toIso } from '../../../core/instant.ts';
import type { Store } from '../../../ports/store.ts';
import type { TargetDelivery } from '../../../ports/target-deliveries.ts';
import type { Io } from '../io.ts';
import { inTerminal } from '../terminal.ts';

export interface DeliveriesAsk {
  readonly database: string;
  /** `owner/name`; all where left out. */
  readonly repository?: string | undefined;
  readonly failed?: boolean | undefined;
  readonly limit: number;
  readonly output: 'table' | 'json';
}

/** 0 listed, 3 there is no such repository. */
export const deliveries = async (
  io: Io,
  { database, repository, failed = false, limit, output }: DeliveriesAsk,
  openStore: (url: string, options: { readonly readOnly: boolean }) => Promise<Store>,
): Promise<number> => {
  const store = await openStore(database, { readOnly: true });
  try {
    const of = repository === undefined ? null : await repositoryNamed(store, repository);
    if (repository !== undefined && of === null) {
      const shown = inTerminal(repository, MAX_SHOWN);
      io.stderr(`${shown} is no repository that this database knows; write it as owner/name.\n`);
      return 3;
    }
    const found = await store.targetDeliveries.list({ repositoryId: of, failed }, limit);
    const rows: Row[] = [];
    for (const each of found) rows.push(await rowOf(store, each));
    if (output === 'json') io.stdout(`${JSON.stringify({ success: true, deliveries: rows })}\n`);
    else io.stdout(tableOf(rows));
    return 0;
  } finally {
    await store.close();
  }
};

const MAX_SHOWN = 60;

const repositoryNamed = async (store: Store, fullName: string): Promise<number | null> => {
  const [owner = '', name = ''] = fullName.split('/');
  return (await store.repositories.byName(owner, name))?.id ?? null;
};

interface Row {
  readonly id: string;
  readonly at: string;
  readonly repository: string | null;
  readonly environment: string | null;
  readonly event: string;
  readonly kind: string;
  readonly target: string;
  readonly state: string;
  readonly attempts: number;
  readonly tried_at: string | null;
  readonly error: string | null;
}

const rowOf = async (store: Store, delivery: TargetDelivery): Promise<Row> => {
  const { id, address, environment, event, target, state, attempts, error } = delivery;
  const repository = await store.repositories.byId(delivery.repositoryId);
  return {
    id,
    at: toIso(delivery.createdAt),
    repository: repository === null ? null : `${repository.owner}/${repository.name}`,
    environment,
    event,
    kind: address.kind,
    target,
    state,
    attempts,
    tried_at: attempts === 0 ? null : toIso(delivery.updatedAt),
    error,
  };
};

const HEAD = [
  'at',
  'repository',
  'environment',
  'event',
  'to',
  'target',
  'state',
  'tries',
  'error',
];

const tableOf = (rows: readonly Row[]): string => {
  if (rows.length === 0) return 'Nobody was told of anything.\n';
  const cells = rows.map((row) =>
    [
      `${row.at.slice(0, 19).replace('T', ' ')} UTC`,
      row.repository ?? '',
      row.environment ?? '',
      row.event,
      row.kind,
      row.target,
      row.state,
      String(row.attempts),
      row.error ?? '',
    ].map((cell) => inTerminal(cell, MAX_SHOWN)),
  );
  const all = [HEAD, ...cells];
  const widths = HEAD.map((_, at) => Math.max(...all.map((line) => line[at]?.length ?? 0)));
  return all
    .map((line) => line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};
