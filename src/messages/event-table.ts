/** The events that people can be told of, as documents list them. */
import { NOTIFY_EVENTS, type NotifyEvent, SEVERITY_OF } from '../core/notify.ts';
import { typeOf } from './webhook-body.ts';

/** What each tells of. */
const MEANINGS: Readonly<Record<NotifyEvent, string>> = {
  requested: 'somebody, or the policy, asked for a promotion or a rollback',
  waiting: 'nothing is missing any more but people',
  voted: 'an approval came that is not the last one, counts no more, or changes were asked for',
  approved: 'every gate lets it pass',
  rejected: 'a person, or a gate, ended it',
  cancelled: 'it was withdrawn, or what it was for is gone',
  superseded: 'a newer one took its place',
  expired: 'it was not let pass in time',
  started: 'it is being deployed',
  phase: 'a phase of its deployment ended: not told yet, as nothing is deployed in phases',
  succeeded: 'it is deployed, and verified where that is asked for',
  failed: 'its deployment or verification failed',
  rolled_back: 'a rollback took its place',
  locked: 'somebody holds an environment, or took it over',
  unlocked: 'a lock has ended',
  frozen: 'a freeze holds up a promotion: once each time that the freeze is on',
  drift_found:
    'something was deployed past Lockkeeper by somebody whom the policy does not trust with it, or succeeded after it had failed',
  halted: 'somebody halted everything, in a repository or in all of an organisation',
  resumed: 'a halt is over',
};

export const eventTable = (): string =>
  [
    '| event | severity | `type` of a webhook | when |',
    '|---|---|---|---|',
    ...NOTIFY_EVENTS.map(
      (event) =>
        `| \`${event}\` | ${SEVERITY_OF[event]} | \`${typeOf(event)}\` | ${MEANINGS[event]} |`,
    ),
  ].join('\n');
