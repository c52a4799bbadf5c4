/**
 * What somebody is told of who did not ask just now: a title, and a few sentences in Markdown that say
 * what happened, where, by whom and why. Everything else (mail, webhooks, Slack) is made from these.
 */
import type { VoteNews } from '../core/approvals/vote-news.ts';
import { cut } from '../core/cut.ts';
import type { GateVerdict } from '../core/decision.ts';
import type { Halt } from '../core/halt.ts';
import type { Lock } from '../core/lock.ts';
import type { NotifyEvent } from '../core/notify.ts';
import type { Person } from '../core/person.ts';
import { isByRule } from '../core/promotion/request.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Sha } from '../core/release.ts';
import type { CheckRunInput } from './check-run-input.ts';
import { stateText } from './check-run-state.ts';
import { clause, code } from './escape.ts';
import { allHolding } from './gate-table.ts';
import { gateContext } from './gates/context.ts';
import { verdictSaid } from './gates/registry.ts';
import type { Links } from './links.ts';
import { people, person } from './people.ts';
import { haltHelp, haltSaid, lockSentence } from './stops.ts';
import { votesText, votesTitle } from './votes-said.ts';

export type Happened =
  | {
      readonly kind: 'promotion';
      readonly event: NotifyEvent;
      /** In the state that it came to by this. */
      readonly seen: CheckRunInput;
      /** What came to the votes, where that is what is told. */
      readonly votes: VoteNews | null;
    }
  | { readonly kind: 'locked'; readonly lock: Lock }
  | {
      readonly kind: 'unlocked';
      readonly lock: Lock;
      readonly why: 'expired' | 'pull_request_closed' | 'unlocked';
      readonly by: Person | null;
      readonly reason: string | null;
    }
  | {
      readonly kind: 'deployed_past_us';
      readonly environment: string;
      readonly sha: Sha;
      readonly by: Person | null;
      /** The app that did it for them. */
      readonly through: string | null;
    }
  | { readonly kind: 'late_success'; readonly promotion: Promotion }
  | { readonly kind: 'halted' | 'resumed'; readonly halt: Halt; readonly by: Person };

export interface Said {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  /** The same for who knows what it is about; empty where the title says it all. */
  readonly more: string;
}

export const notificationSaid = (
  what: Happened,
  of: {
    readonly repository: string;
    readonly environment: string | null;
    readonly links: Links;
  },
): Said => {
  const { word, text, more = text } = said(bounded(what), of.links);
  const to = of.environment === null ? '' : ` → ${of.environment}`;
  return { title: `${of.repository}${to}: ${word}`, text, more };
};

/** Of what others wrote, so much is enough to know whether to read on. */
const MAX_REASON = 500;

const short = <T extends string | null>(reason: T): T =>
  reason !== null && reason.length > MAX_REASON ? (`${cut(reason, MAX_REASON)}…` as T) : reason;

const bounded = (what: Happened): Happened => {
  switch (what.kind) {
    case 'promotion': {
      const { promotion } = what.seen;
      const { state, reason } = promotion;
      const cutState =
        state.kind === 'rejected' ? { ...state, reason: short(state.reason) } : state;
      const seen = { ...promotion, reason: short(reason), state: cutState };
      return { ...what, seen: { ...what.seen, promotion: seen } };
    }
    case 'locked':
      return { ...what, lock: { ...what.lock, reason: short(what.lock.reason) } };
    case 'unlocked':
      return { ...what, reason: short(what.reason) };
    case 'halted':
    case 'resumed':
      return { ...what, halt: { ...what.halt, reason: short(what.halt.reason) } };
    default:
      return what;
  }
};

interface Words {
  /** Plain, for a title. */
  readonly word: string;
  readonly text: string;
  readonly more?: string;
}

const said = (what: Happened, links: Links): Words => {
  const still = { links, now: null };
  switch (what.kind) {
    case 'promotion':
      return promotionSaid(what);
    case 'locked':
      return { word: `Locked by ${what.lock.owner.login}`, text: lockSentence(what.lock, still) };
    case 'unlocked':
      return { word: 'Unlocked', text: unlockedText(what) };
    case 'deployed_past_us':
      return { word: 'Deployed past Lockkeeper', text: pastUs(what, links) };
    case 'late_success': {
      const { release, environment } = what.promotion;
      const text = `The deployment of ${links.commit(release.sha)} to ${code(environment)} succeeded after it had failed here: it runs there now.`;
      return { word: 'Deployed after it had failed', text };
    }
    case 'halted':
      return {
        word: 'Halted',
        text: `${haltSaid(what.halt, still)}. ${haltHelp(what.halt)}`,
      };
    case 'resumed': {
      const { by, halt } = what;
      const whose = by.id === halt.by.id ? 'their halt' : `the halt by ${person(halt.by)}`;
      return { word: 'Resumed', text: `${person(by)} ended ${whose}: ${clause(halt.reason)}.` };
    }
    default:
      return what satisfies never;
  }
};

type OfPromotion = Extract<Happened, { readonly kind: 'promotion' }>;

const promotionSaid = (what: OfPromotion): Words => {
  const { seen } = what;
  const { promotion } = seen;
  const { word, more } = promotionWords(what);
  const title = promotion.kind === 'rollback' ? `Rollback: ${word}` : word;
  const text = [aboutText(promotion, seen.links), more].filter((part) => part !== '').join(' ');
  return { word: title, text, more };
};

const promotionWords = ({
  event,
  seen,
  votes,
}: OfPromotion): { readonly word: string; readonly more: string } => {
  const verdicts = seen.decision?.verdicts ?? [];
  switch (event) {
    case 'requested':
      return { word: 'Asked for', more: '' };
    case 'waiting':
      return { word: stateText(seen).title, more: heldBy(allHolding(verdicts), seen) };
    case 'approved': {
      const { title, lead } = stateText(seen);
      return { word: title, more: `${approvedBy(verdicts)}${lead}` };
    }
    case 'voted':
      return votes === null
        ? { word: stateText(seen).title, more: '' }
        : { word: votesTitle(votes), more: votesText(votes, seen.links) };
    case 'frozen': {
      const freezes = verdicts.filter(({ gate }) => gate === 'freeze');
      return { word: 'Held up by a freeze', more: heldBy(freezes, seen) };
    }
    default: {
      const { title, lead } = stateText(seen);
      return { word: title, more: lead };
    }
  }
};

/** Nothing where nobody is asked for. */
const approvedBy = (verdicts: readonly GateVerdict[]): string => {
  const rules = verdicts
    .flatMap(({ reasons }) => reasons)
    .flatMap((reason) => (reason.code === 'approved' ? reason.rules : []));
  const counted = rules.flatMap((rule) => rule.counted.map((approval) => approval.person));
  const each = new Map(counted.map((who) => [who.id, who]));
  return each.size === 0 ? '' : `Approved by ${people([...each.values()])}. `;
};

const aboutText = (promotion: Promotion, links: Links): string => {
  const { release, pullNumber, environment, reason, kind } = promotion;
  const of = pullNumber === null ? '' : ` of ${links.pull(pullNumber)}`;
  const way = kind === 'rollback' ? 'back to' : 'to';
  const who = isByRule(promotion)
    ? 'the policy'
    : people(promotion.requesters.map((each) => each.person));
  const why = reason === null ? '' : `: ${clause(reason)}`;
  const what =
    kind === 'rollback'
      ? `${code(environment)} ${way} ${links.commit(release.sha)}${of}`
      : `${links.commit(release.sha)}${of} ${way} ${code(environment)}`;
  return `${what}, asked for by ${who}${why}.`;
};

/** Every gate that holds it, as everywhere else. */
const heldBy = (holding: readonly GateVerdict[], { promotion, links }: CheckRunInput): string => {
  const context = { ...gateContext(promotion, { links, now: null, open: true }), pressable: true };
  return holding
    .flatMap((verdict) =>
      verdictSaid(verdict, context).map(({ sentence, remedy }) =>
        [`${verdict.gate}: ${sentence}.`, ...(remedy === undefined ? [] : [remedy])].join(' '),
      ),
    )
    .join(' ');
};

const ENDED = {
  expired: 'Its time was over',
  pull_request_closed: 'Its pull request was closed',
} as const;

const unlockedText = ({ lock, why, by, reason }: Extract<Happened, { kind: 'unlocked' }>) => {
  const whose = `The lock of ${code(lock.environment)} by ${person(lock.owner)} is over.`;
  if (why !== 'unlocked') return `${whose} ${ENDED[why]}.`;
  const said = reason === null ? '' : `: ${clause(reason)}`;
  return by === null ? whose : `${whose} ${person(by)} ended it${said}.`;
};

const pastUs = (
  { environment, sha, by, through }: Extract<Happened, { kind: 'deployed_past_us' }>,
  links: Links,
): string => {
  const who = by === null ? '' : ` by ${person(by)}`;
  const with_ = through === null ? '' : ` with ${code(through)}`;
  return `${links.commit(sha)} was deployed to ${code(environment)}${who}${with_}, past Lockkeeper: no gate was asked.`;
};
