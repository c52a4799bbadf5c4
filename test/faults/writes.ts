/** Stands between the app and its disk, to do harm there: found by watching, whatever it is that is written. */
import Database from 'better-sqlite3';

/** Is given each write that commits: the end of a transaction, or a statement outside of one. */
export type Watch = (write: () => unknown) => unknown;

/** For this process, until it is called back; what it returns does that. */
export const watchWrites = (watch: Watch): (() => void) => {
  const file = new Database(':memory:');
  const methods = Object.getPrototypeOf(file.prepare('SELECT 1')) as Database.Statement;
  file.close();
  const plain = { run: methods.run, all: methods.all };
  for (const name of ['run', 'all'] as const) {
    const call = plain[name] as (this: unknown, ...values: unknown[]) => unknown;
    const watched = function (this: Database.Statement, ...values: unknown[]): unknown {
      const write = (): unknown => call.apply(this, values);
      const commits =
        /^commit/i.test(this.source) || (!this.readonly && !this.database.inTransaction);
      return commits ? watch(write) : write();
    };
    Object.assign(methods, { [name]: watched });
  }
  return () => void Object.assign(methods, plain);
};
