/**
 * What Slack's libraries say of themselves goes into the app's log as detail: what a person may act on is
 * told by the app, and their words may hold what was sent.
 */
import { LogLevel } from '@slack/bolt';
import type { Log } from '../../ports/log.ts';

export const boltLog = (log: Log) => {
  const say = (...words: readonly unknown[]): void =>
    log.debug({ said: words.map(String).join(' ') }, 'Slack’s library says');
  return {
    debug: () => undefined,
    info: say,
    warn: say,
    error: say,
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
};
