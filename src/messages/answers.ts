/** What the author of a command reads in reply; null where a reaction or the status comment says it. */
import type { Answer } from '../core/answer.ts';
import type { Decision } from '../core/decision.ts';
import type { PromotionRequest } from '../core/promotion/request.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import { checkRunName } from './check-run-name.ts';
import { code } from './escape.ts';
import { foreignCode } from './foreign-code.ts';
import { allHolding, gateTable, notCounted } from './gate-table.ts';
import { gateContext } from './gates/context.ts';
import { whoConfirms } from './gates/freeze.ts';
import type { Links } from './links.ts';
import { list, person } from './people.ts';
import { refusalText } from './refusals.ts';
import { candidateList, impactList, rollbackLead } from './rollback.ts';
import { stopAnswerText } from './stop-answers.ts';

export const answerText = (answer: Answer, links: Links, now: number): string | null => {
  switch (answer.kind) {
    case 'refused':
      return refusedText(answer.refusal, links, now);
    case 'dry_run':
      return dryRunText(answer.request, answer.decision, answer.forkOf, links, now);
    case 'requested':
      return requestedText(answer, links);
    case 'rollback_requested':
      return rollbackText(answer, links, now);
    case 'rollback_dry_run': {
      const { request, decision, impact } = answer;
      const said = dryRunText(request, decision, null, links, now);
      return [
        said,
        rollbackLead(request.environment, impact, links),
        impactList(impact, links),
      ].join('\n\n');
    }
    case 'executed':
      return answer.known ? underWay(answer.promotion) : null;
    case 'rejection_lifted':
      return `The rejection by ${person(answer.of)} for ${code(answer.environment)} no longer stands.`;
    case 'exception_asked':
      return `You asked to let the promotion to ${code(answer.environment)} through ${list(answer.freezes.map(code), 'and')}. A second person confirms it with ${code(`/freeze except ${answer.environment}`)}: ${whoConfirms(answer)}.`;
    case 'locked':
    case 'lock_awaited':
    case 'lock_wait_ended':
    case 'unlocked':
    case 'halted':
    case 'resumed':
    case 'quarantined':
    case 'quarantine_lifted':
      return stopAnswerText(answer, { links, now });
    case 'text':
      return answer.markdown === '' ? null : answer.markdown;
    case 'exception_confirmed':
    case 'vote_noted':
    case 'vote_withdrawn':
    case 'ended':
      return null;
    default:
      return answer satisfies never;
  }
};

/** Below the reason stands what there is to know: what a rollback takes away, or can go back to. */
const refusedText = (refusal: Refusal, links: Links, now: number): string => {
  const below = [
    'impact' in refusal ? impactList(refusal.impact, links) : '',
    'candidates' in refusal ? candidateList(refusal, links) : '',
  ];
  return [refusalText(refusal, { links, now }), ...below]
    .filter((part) => part !== '')
    .join('\n\n');
};

const rollbackText = (
  { promotion, impact, decision }: Extract<Answer, { kind: 'rollback_requested' }>,
  links: Links,
  now: number,
): string => {
  const { environment } = promotion;
  const holds = allHolding(decision.verdicts);
  const context = gateContext(promotion, { links, now, open: true });
  return [
    rollbackLead(environment, impact, links),
    ...(holds.length === 0 ? [] : ['It does not go on yet:', gateTable(holds, context)]),
    impactList(impact, links),
    `The check run ${code(checkRunName(environment))} of ${links.commit(impact.target.sha)} shows how it goes, and what it waits for; ${code(`/why ${environment}`)} and ${code(`/cancel ${environment}`)} work here.`,
  ].join('\n\n');
};

const requestedText = (
  { promotion, asked, elsewhere, excludesAskers, forkOf }: Extract<Answer, { kind: 'requested' }>,
  links: Links,
): string | null => {
  const { environment, state } = promotion;
  const loud = forkOf === null ? [] : [foreignCode(forkOf)];
  switch (asked) {
    case 'first': {
      const said = [...loud, ...(elsewhere ? [whereItShows(promotion, links)] : [])];
      return said.length === 0 ? null : said.join('\n\n');
    }
    case 'again': {
      const what = promotion.kind === 'rollback' ? 'rollback of' : 'promotion to';
      const now = `The ${what} ${code(environment)} is ${code(state.kind)}.`;
      return [...loud, `You asked for this already. ${now}`].join('\n\n');
    }
    case 'joined': {
      const so = excludesAskers ? ', and so may not approve it' : '';
      const said = `This was asked for already; you now count as asking for it too${so}.`;
      return [...loud, said].join('\n\n');
    }
    default:
      return asked satisfies never;
  }
};

/** Its pull request has the status comment, and this page has not. */
const whereItShows = ({ environment, release }: Promotion, links: Links): string =>
  `You asked for ${links.commit(release.sha)} to go to ${code(environment)}. The check run ${code(checkRunName(environment))} of that commit shows how it goes; ${code(`/why ${environment}`)}, ${code(`/approve ${environment}`)} and ${code(`/cancel ${environment}`)} work here as well.`;

/** Executed before, or about to go by itself: nothing more is needed from anybody. */
const underWay = ({ environment, state }: Promotion): string =>
  state.kind === 'approved'
    ? `The promotion to ${code(environment)} goes on by itself as soon as it is its turn.`
    : `The promotion to ${code(environment)} is ${code(state.kind)} already.`;

const OUTCOMES = {
  allow: 'would go on at once',
  pending: 'would wait',
  deny: 'would be held back',
} as const;

const dryRunText = (
  request: PromotionRequest,
  decision: Decision,
  fork: string | null,
  links: Links,
  now: number,
): string => {
  const { environment, release } = request;
  const context = gateContext(request, { links, now, open: true });
  return [
    `Dry run: ${request.kind === 'rollback' ? 'going back to ' : ''}${links.commit(release.sha)} ${request.kind === 'rollback' ? 'in' : 'to'} ${code(environment)} ${OUTCOMES[decision.outcome]}. Nothing was stored.`,
    foreignCode(fork),
    gateTable(decision.verdicts, context),
    notCounted(decision.verdicts, context),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};
