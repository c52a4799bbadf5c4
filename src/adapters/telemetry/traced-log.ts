/** Each line of the log names the span that it was written in. */
import type { Log } from '../../ports/log.ts';

export const tracedLog = (log: Log, fields: () => object): Log => ({
  debug: (given, message) => log.debug({ ...given, ...fields() }, message),
  info: (given, message) => log.info({ ...given, ...fields() }, message),
  warn: (given, message) => log.warn({ ...given, ...fields() }, message),
  error: (given, message) => log.error({ ...given, ...fields() }, message),
});
