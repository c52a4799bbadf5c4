/** What is said for the gate `soak`. */
import type { Soaked, SoakReason } from '../../core/gates/soak.ts';
import type { Instant } from '../../core/instant.ts';
import { code } from '../escape.ts';
import { instantFrom, span } from '../time.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const soakWords: Words<SoakReason, GateContext> = {
  soaked: (reason, { now, decidedAt }) => ({ sentence: soakedSaid(reason, now ?? decidedAt) }),
  soaking: (reason, { now }) => ({
    sentence: `${soakedSaid(reason, now)}, until ${instantFrom(reason.since + reason.neededMs, now)}`,
    remedy: 'It goes on by itself then.',
  }),
  not_completed: ({ environment, withdrawn, future }, { named }) => {
    const ahead = future ? ' (what completed there is dated later than now)' : '';
    const sha = named === null ? '' : ` ${named.slice(0, 7)}`;
    return {
      sentence: `it ${withdrawn ? 'was taken back' : 'has not completed'} in ${code(environment)}${ahead}`,
      remedy: `Promote it there first: ${code(`/promote ${environment}${sha}`)}.`,
    };
  },
  replaced: ({ environment, by, contains }, { links, named }) => {
    const sha = named === null ? '' : ` ${named.slice(0, 7)}`;
    return {
      sentence: contains
        ? `${links.commit(by)}, which is live in ${code(environment)}, did not complete there or was taken back`
        : `${links.commit(by)} took its place in ${code(environment)} and does not contain it`,
      remedy: `Promote it there again, and its time begins anew: ${code(`/promote ${environment}${sha}`)}.`,
    };
  },
  nowhere: () => ({
    sentence: 'no environment comes before this one, so it can soak in none',
    remedy: `Say in the policy where: ${code('soak: { for: 2h, in: [staging] }')}.`,
  }),
};

/** `3 h of 2 h in staging`; without an instant to count to, only what is needed. */
const soakedSaid = ({ environment, since, neededMs }: Soaked, at: Instant | null): string => {
  const time = at === null ? '' : `${span(Math.max(0, at - since))} of `;
  return `${time}${span(neededMs)} in ${code(environment)}`;
};
