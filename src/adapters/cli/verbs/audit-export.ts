/** `lockkeeper audit export`: the record as JSON Lines or CSV, also beside a running app. */
import type { Store } from '../../../ports/store.ts';
import { exportCsv, exportLines } from '../../../services/audit-export.ts';
import type { Io } from '../io.ts';

export const auditExport = async (
  io: Io,
  options: { readonly database: string; readonly format: string },
  openStore: (url: string, options: { readonly readOnly: boolean }) => Promise<Store>,
): Promise<number> => {
  if (options.format !== 'jsonl' && options.format !== 'csv') {
    io.stderr(`There is no format "${options.format}"; there are jsonl and csv.\n`);
    return 2;
  }
  const store = await openStore(options.database, { readOnly: true });
  try {
    const lines = options.format === 'csv' ? exportCsv(store) : exportLines(store);
    for await (const line of lines) io.stdout(`${line}\n`);
    return 0;
  } finally {
    await store.close();
  }
};
