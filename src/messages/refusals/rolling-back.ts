/** Words for rollbacks that cannot be, or not like that. */
import type { RefusalCode } from '../../core/reasons.ts';
import { code } from '../escape.ts';
import { people } from '../people.ts';
import { commitOf, risksText } from '../rollback.ts';
import type { RefusalWords } from './table.ts';

export const rollbackRefusals = {
  never_promoted: ({ environment, asked, candidates }) => ({
    sentence:
      asked === null
        ? `Nothing has completed in ${code(environment)} yet, so there is nothing to go back to.`
        : `No release that begins with ${code(asked)} has completed in ${code(environment)}.`,
    ...(candidates.length === 0 ? {} : { remedy: `Name one that has: ${named(environment)}.` }),
  }),
  nothing_to_go_back_to: ({ environment, candidates }) => ({
    sentence: `There is no earlier release in ${code(environment)} to go back to that was not rolled back, marked faulty or put in quarantine.`,
    ...(candidates.length === 0
      ? {}
      : { remedy: `To go back to one of them all the same: ${named(environment)}.` }),
  }),
  rollback_of_rollback: ({ environment, sha }, { links }) => ({
    sentence: `${links.commit(sha)} is live in ${code(environment)} by a rollback, and where to go from there must be said.`,
    remedy: `Name it: ${named(environment)}.`,
  }),
  rollback_open: ({ environment, sha, requesters, state }, { links }) => ({
    sentence: `A rollback of ${code(environment)} to ${links.commit(sha)}, asked for by ${people(requesters)}, is ${code(state)}; there is one at a time.`,
    remedy: ['deploying', 'verifying'].includes(state)
      ? 'It ends with its deployment, or at its time limit; then ask again.'
      : `Withdraw it first: ${code(`/cancel ${environment}`)}.`,
  }),
  rollback_unconfirmed: ({ environment, impact, confirm, stale, reason }, { links }) => ({
    sentence: `${stale ? 'That code is for something else: what is live, or what would be undone, is another now. ' : ''}Rolling ${code(environment)} back to ${commitOf(impact.target, links)} is risky, because ${risksText(impact.because)}.`,
    remedy: `If you want it all the same: ${code(`/rollback ${environment} to ${impact.target.sha.slice(0, 7)} confirm ${confirm} because "${(reason ?? '…').replaceAll('"', '\\"')}"`)}.`,
  }),
  rollback_blocked: ({ environment, impact }, { links }) => ({
    sentence: `${code(environment)} cannot be rolled back to ${commitOf(impact.target, links)}, because ${risksText(impact.because)}.`,
    remedy: `Without ${code('to')} it goes back to the last good one. Somebody other than who put it in quarantine ends that with ${code(`/quarantine lift ${impact.target.sha.slice(0, 7)}`)}.`,
  }),
} satisfies Partial<RefusalWords<RefusalCode>>;

const named = (environment: string): string =>
  code(`/rollback ${environment} to <sha> because "<reason>"`);
