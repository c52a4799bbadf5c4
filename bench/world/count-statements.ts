/** How many statements SQLite was given in this process, by whomever: from the first import on. */
import Database from 'better-sqlite3';

let statements = 0;

const probe = new Database(':memory:');
const prototype = Object.getPrototypeOf(probe.prepare('SELECT 1')) as Record<
  string,
  (this: unknown, ...values: unknown[]) => unknown
>;
probe.close();

for (const method of ['all', 'get', 'iterate', 'run']) {
  const original = prototype[method];
  prototype[method] = function (...values) {
    statements += 1;
    return original?.apply(this, values);
  };
}

export const statementsSoFar = (): number => statements;
