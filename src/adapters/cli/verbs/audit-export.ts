/** `lockkeeper audit export`: the record as JSON Lines or CSV, also beside a running app. */
import type { Store } from '../../../ports/store.ts';
import { exportCsv, exportLines } from '../../../services/audit/audit-export.ts';
import type { Io } from '../io.ts';
import { writeOut } from '../write-out.ts';

export const auditExport = async (
  io: Io,
  options: {
    readonly database: string;
    readonly format: 'jsonl' | 'csv';
    readonly out?: string | undefined;
  },
  openStore: (url: string, options: { readonly readOnly: boolean }) => Promise<Store>,
): Promise<number> => {
  const store = await openStore(options.database, { readOnly: true });
  try {
    const lines = options.format === 'csv' ? exportCsv(store) : exportLines(store);
    await writeOut(io, options.out, lines);
    return 0;
  } finally {
    await store.close();
  }
};
