/** What is said for the gate `http`. A service's own reason is foreign text. */
import type { HttpReason } from '../../core/gates/http.ts';
import { clause, code } from '../escape.ts';
import { instantFrom, span } from '../time.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

const AGAIN = 'Press **Check again** to ask again.';

export const httpWords: Words<HttpReason, GateContext> = {
  not_asked: ({ host }) => ({ sentence: `${code(host)} has not been asked yet` }),
  asked: ({ host, since }, { now }) => ({
    sentence: `${code(host)} was asked at ${instantFrom(since, now)} and has not answered`,
    remedy: 'It goes on by itself when it answers.',
  }),
  allowed: ({ host, reason, at }, { now }) => ({
    sentence: `${code(host)} allowed it at ${instantFrom(at, now)}${why(reason)}`,
  }),
  denied: ({ host, reason }) => ({
    sentence: `${code(host)} said no${why(reason)}`,
    remedy: 'When that is mended, press **Check again**.',
  }),
  told_to_wait: ({ host, reason, until }, { now }) => ({
    sentence: `${code(host)} says to wait${until === null ? '' : ` until ${instantFrom(until, now)}`}${why(reason)}`,
    remedy:
      until === null
        ? 'It goes on by itself when it answers.'
        : 'It is asked again by itself then.',
  }),
  unusable: ({ host, problem }) => ({
    sentence: `${code(host)} gave no answer that counts: ${clause(problem)}`,
    remedy: `Nothing passes meanwhile. ${AGAIN}`,
  }),
  timed_out: ({ host, afterMs, last }) => ({
    sentence: `${code(host)} did not answer within ${span(afterMs)}${last === undefined ? '' : `; at the last try, ${clause(last)}`}`,
    remedy: `Nothing passes meanwhile. ${AGAIN}`,
  }),
};

const why = (reason: string): string => (reason === '' ? '' : `: ${clause(reason)}`);
