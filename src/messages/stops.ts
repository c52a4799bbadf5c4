/** How locks, halts and quarantines are told wherever they show: who, why, since, until, what helps. */
import type { Halt } from '../core/halt.ts';
import type { Instant } from '../core/instant.ts';
import type { Lock } from '../core/lock.ts';
import type { Quarantine } from '../core/quarantine.ts';
import { clause, code } from './escape.ts';
import type { Links } from './links.ts';
import { person } from './people.ts';
import { instantFrom } from './time.ts';

export interface StopContext {
  readonly links: Links;
  /** Null in a text that stays. */
  readonly now: Instant | null;
}

/** `locked by ada for #12 alone, since …, until …: the load test`; no full stop at its end. */
export const lockSaid = (lock: Lock, { links, now }: StopContext): string => {
  const passing = lock.pullNumber === null ? 'their own requests' : links.pull(lock.pullNumber);
  const since = `since ${instantFrom(lock.since, now)}, ${untilSaid(lock, now)}`;
  return `locked by ${person(lock.owner)} for ${passing} alone, ${since}: ${clause(lock.reason)}`;
};

/** The same as a sentence of its own. */
export const lockSentence = (lock: Lock, context: StopContext): string =>
  `${code(lock.environment)} is ${lockSaid(lock, context)}.`;

export const untilSaid = ({ expiresAt }: Lock, now: Instant | null): string =>
  expiresAt === null ? 'until somebody unlocks it' : `until ${instantFrom(expiresAt, now)}`;

/** What helps against somebody else's lock. */
export const lockHelp = ({ environment, owner }: Pick<Lock, 'environment' | 'owner'>): string =>
  `${person(owner)} or an admin ends it with ${code(`/unlock ${environment}`)}. ${code(`/lock ${environment} because "<reason>" --wait`)} asks for it next, and with ${code('--steal')} instead takes it over.`;

export const haltSaid = (halt: Halt, { now }: Pick<StopContext, 'now'>): string => {
  const what = halt.scope === 'repository' ? 'this repository' : 'the whole organisation';
  const also = halt.all ? ', rollbacks too,' : '';
  return `${person(halt.by)} halted ${what}${also} on ${instantFrom(halt.since, now)}: ${clause(halt.reason)}`;
};

export const haltHelp = ({ scope, by }: Halt): string =>
  scope === 'repository'
    ? `${person(by)} or an admin ends it with ${code('/resume')}.`
    : `${person(by)} or an owner of the organisation ends it with ${code('/resume --org')}.`;

export const quarantineSaid = (mark: Quarantine, { links, now }: StopContext): string =>
  `${person(mark.by)} put ${links.commit(mark.sha)} in quarantine on ${instantFrom(mark.since, now)}: ${clause(mark.reason)}`;

export const quarantineHelp = ({ by, sha }: Quarantine): string =>
  `Somebody other than ${person(by)}, who may quarantine, ends it with ${code(`/quarantine lift ${sha.slice(0, 7)}`)}.`;

/** Everything that stands in the way in a repository, a line each; empty where nothing does. */
export const stopLines = (
  stops: {
    readonly locks: readonly (Lock & { readonly waiting?: readonly Lock['owner'][] })[];
    readonly halts: readonly Halt[];
    readonly quarantines: readonly Quarantine[];
  },
  context: StopContext,
): string =>
  [
    ...stops.halts.map((halt) => `- ⛔ ${haltSaid(halt, context)}. ${haltHelp(halt)}`),
    ...stops.locks.map((lock) => {
      const waiting = (lock.waiting ?? []).map(person).join(', ');
      const next = waiting === '' ? '' : ` Waiting for it, in this order: ${waiting}.`;
      return `- ⛔ ${lockSentence(lock, context)} ${lockHelp(lock)}${next}`;
    }),
    ...stops.quarantines.map(
      (mark) => `- ⛔ ${quarantineSaid(mark, context)}. ${quarantineHelp(mark)}`,
    ),
  ].join('\n');
