/** Words of the gate `freeze`. */
import { isSamePerson } from '../../core/approvals/identity.ts';
import type { Exception, UnheardWhy, Word } from '../../core/freezes/exception.ts';
import type { FreezeReason, OpenWindow } from '../../core/gates/freeze.ts';
import type { Instant } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import type { Grant } from '../../core/policy.ts';
import { clause, code } from '../escape.ts';
import type { Links } from '../links.ts';
import { granted, grantedExcept, list, person } from '../people.ts';
import { instantFrom } from '../time.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';
import { alsoAs, partsSentence } from './separation-of-duties.ts';

export const freezeWords: Words<FreezeReason, GateContext> = {
  not_frozen: () => ({ sentence: 'no freeze is on' }),
  excepted: ({ windows }, { now, links }) => ({
    sentence: list(
      windows.map(
        (window) =>
          `${windowSaid(window, now)}, and this goes through: ${exceptionSaid(window, links)}`,
      ),
      'and',
    ),
  }),
  frozen: ({ windows, nextOpen, notBefore, except, excluded }, { now, links, environment }) => {
    const until = nextOpen === null ? 'at least until' : 'until';
    const each = windows.map((window) =>
      [whichSaid(window, notBefore, now), exceptionSaid(window, links)].filter(Boolean).join(' · '),
    );
    return {
      sentence: `closed ${until} ${instantFrom(notBefore, now)}: ${each.join('; ')}`,
      remedy: `It goes on by itself then. ${waysThrough(windows, { except, excluded, environment })}`,
    };
  },
};

/** `closed until 2026-11-24 08:00 UTC (weekend)`. */
const windowSaid = ({ freeze, reason, to }: OpenWindow, now: Instant | null): string =>
  `closed until ${instantFrom(to, now)} (${code(freeze)}${reason === null ? '' : `: ${clause(reason)}`})`;

/** Its own end stands beside it where another window follows or lasts longer. */
const whichSaid = (
  { freeze, reason, to }: OpenWindow,
  notBefore: Instant,
  now: Instant | null,
): string => {
  const end = to === notBefore ? '' : ` until ${instantFrom(to, now)}`;
  return `${code(freeze)}${end}${reason === null ? '' : ` (${clause(reason)})`}`;
};

/** Empty where nobody said anything. */
const exceptionSaid = ({ exception }: OpenWindow, links: Links): string => {
  if (exception === null) return '';
  const { asked, confirmed, unheard } = exception;
  return [
    ...(asked === null ? [] : [`${askedSaid(asked)}${confirmedSaid(confirmed)}`]),
    ...(confirmed === null ? unheard : []).map((word) => unheardSaid(word, links)),
  ].join('; ');
};

const askedSaid = ({ person: who, reason }: Word): string =>
  `${person(who)} asked for an exception${reason === null ? '' : ` (${clause(reason)})`}`;

const confirmedSaid = (confirmed: Word | null): string =>
  confirmed === null ? '' : `, ${person(confirmed.person)} confirmed it`;

const unheardSaid = (word: Exception['unheard'][number], links: Links): string =>
  `what ${person(word.person)} said does not count: ${unheardWhy(word.why, links, person(word.person))}`;

/** `who` said it: a name, or `you`. */
export const unheardWhy = (why: UnheardWhy, links: Links, who: string): string => {
  switch (why.code) {
    case 'asked_for_it':
      return `${who} asked for the exception, and a second person confirms it`;
    case 'machine':
      return 'machines let nothing through';
    case 'own_work':
      return `nobody lets their own work through, and ${alsoAs(who, why.as)} ${partsSentence(why.parts, links)}`;
    case 'may_not_except':
      return `confirming an exception here is for ${granted(why.need)}`;
    case 'in_future':
      return 'it is dated later than now, so some clock is wrong';
    case 'policy_changed':
      return 'the policy of this environment changed after it; ask again';
    default:
      return why satisfies never;
  }
};

const waysThrough = (
  windows: readonly OpenWindow[],
  who: Omit<Confirming, 'asked'> & { readonly environment: string },
): string => {
  const asked = windows.flatMap(({ exception }) =>
    exception?.confirmed === null && exception.asked !== null ? [exception.asked.person] : [],
  );
  if (asked.length === 0) {
    return `An exception needs a reason and a second person: ${code(`/freeze except ${who.environment} because "…"`)}.`;
  }
  return `A second person confirms the exception with ${code(`/freeze except ${who.environment}`)}: ${whoConfirms({ ...who, asked })}.`;
};

interface Confirming {
  readonly except: Grant;
  readonly excluded: readonly Person[];
  readonly asked: readonly Person[];
}

/** `anyone with maintain permission except ada and grace`. */
export const whoConfirms = ({ except, excluded, asked }: Confirming): string => {
  const out = [...excluded, ...asked];
  return grantedExcept(
    except,
    out.filter((each, index) => out.findIndex((other) => isSamePerson(other, each)) === index),
  );
};
