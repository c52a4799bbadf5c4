/**
 * What somebody is told whose lock became another's, or who got one. The comment mentions them, once,
 * as nothing else would call them to a page they may have left days ago.
 */
import type { Lock } from '../core/lock.ts';
import type { Person } from '../core/person.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { clause, code } from './escape.ts';
import { mention } from './mention.ts';
import { people, person } from './people.ts';
import { type StopContext, untilSaid } from './stops.ts';

export const lockStolen = (former: Lock, lock: Lock, { now }: StopContext): string =>
  `${mention(former.owner.login)}: ${person(lock.owner)} has taken over your lock of ${code(lock.environment)}, ${untilSaid(lock, now)}: ${clause(lock.reason)}. ${code(`/lock ${lock.environment} because "<reason>" --wait`)} asks for it next.`;

export const lockTakenOff = (
  lock: Lock,
  { by, reason }: { readonly by: Person; readonly reason: string | null },
  _context: StopContext,
): string =>
  `${mention(lock.owner.login)}: ${person(by)} has ended your lock of ${code(lock.environment)}${reason === null ? '' : `: ${clause(reason)}`}.`;

export const lockHandedOver = (lock: Lock, { links, now }: StopContext): string => {
  const { environment, owner, pullNumber } = lock;
  const passes =
    pullNumber === null ? 'what you ask for passes' : `only ${links.pull(pullNumber)} passes`;
  return `${mention(owner.login)}: ${code(environment)} is yours now, ${untilSaid(lock, now)}: ${passes}. ${code(`/unlock ${environment}`)} ends the lock.`;
};

/** To somebody in the queue who was passed by. */
export const lockTurnLost = (waiter: {
  readonly person: Person;
  readonly environment: string;
}): string =>
  `${mention(waiter.person.login)}: it would be your turn to have ${code(waiter.environment)} now, but you may no longer lock it.`;

export const lockPassed = (lock: Lock, rollback: Promotion, { links }: StopContext): string => {
  const { environment, release, requesters, reason } = rollback;
  const why = reason === null ? '' : `: ${clause(reason)}`;
  return `⚠️ ${mention(lock.owner.login)}: a rollback of ${code(environment)} to ${links.commit(release.sha)}, asked for by ${people(requesters.map((each) => each.person))}, went past your lock${why}. The lock still stands.`;
};
