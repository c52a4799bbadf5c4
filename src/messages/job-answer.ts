/** What a waiting job of GitHub Actions is told: let go, turned away, or what it still waits for. */
import type { Person } from '../core/person.ts';
import type { PromotionState } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import type { CheckRunInput } from './check-run-input.ts';
import { stateText } from './check-run-state.ts';
import { code } from './escape.ts';
import { gateContext } from './gates/context.ts';
import { verdictSaid } from './gates/registry.ts';
import type { Links } from './links.ts';
import { people } from './people.ts';
import { refusalText } from './refusals.ts';

export interface JobAnswer {
  /** Null while there is no answer yet. */
  readonly state: 'approved' | 'rejected' | null;
  readonly comment: string;
}

/** Without relative times: what changes by the clock alone is no news. */
export const jobAnswer = (input: CheckRunInput): JobAnswer => {
  const { promotion } = input;
  const state = answerTo(promotion.state);
  if (state === 'approved') {
    const by = people(promotion.requesters.map((each) => each.person));
    const hash = input.decision?.entry.hash;
    const decision = hash === undefined ? '' : ` Decision ${code(hash)}.`;
    return {
      state,
      comment: `Let pass to ${code(promotion.environment)}, asked for by ${by}.${decision}`,
    };
  }
  const { title, lead } = stateText(input);
  const parts = [`${title}.`, lead, ...(state === null ? openGates(input) : [])];
  return { state, comment: parts.filter((part) => part !== '').join('\n') };
};

/** It waits for what can be mended: a broken policy, an environment that the policy does not have. */
export const jobHeld = (refusal: Refusal, links: Links): string =>
  `Nothing passes yet. ${refusalText(refusal, { links, now: null })} This goes on by itself when that is mended.`;

/** `who` started the run. */
export const jobRefused = (refusal: Refusal, links: Links, who: Person | undefined): string =>
  refusalText(refusal, { links, now: null, ...(who === undefined ? {} : { who }) });

const answerTo = (state: PromotionState): JobAnswer['state'] => {
  switch (state.kind) {
    case 'pending':
    case 'approved':
      return null;
    case 'deploying':
    case 'verifying':
    case 'completed':
      return 'approved';
    case 'rejected':
    case 'cancelled':
    case 'superseded':
    case 'expired':
    case 'failed':
    case 'rolled_back':
      return 'rejected';
    default:
      return state satisfies never;
  }
};

const openGates = ({ decision, promotion, links }: CheckRunInput): readonly string[] => {
  const verdicts = decision?.verdicts ?? [];
  const open = verdicts.filter(({ status }) => status !== 'pass' && status !== 'warn');
  const context = gateContext(promotion, { links, now: null, open: true });
  return open.map((verdict) => {
    const said = verdictSaid(verdict, context).map(({ sentence }) => sentence);
    return `${verdict.gate}: ${said.join('; ')}`;
  });
};
