/** The answer to `/why`: what was asked, every gate with who or what can change it, and the record. */
import type { GateVerdict } from '../core/decision.ts';
import type { Changer, Wake } from '../core/gates/gate.ts';
import type { Instant } from '../core/instant.ts';
import { isWaiting } from '../core/promotion/lifecycle.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { DecisionBody } from '../core/record.ts';
import { code } from './escape.ts';
import { gateTable, notCounted } from './gate-table.ts';
import { gateContext } from './gates/context.ts';
import type { Links } from './links.ts';
import { grantedExcept, list, people } from './people.ts';
import { instant, instantFrom } from './time.ts';
import { type VerificationStep, verificationLines } from './verification.ts';

export interface WhyInput {
  readonly promotion: Promotion;
  readonly decision: {
    readonly body: DecisionBody;
    readonly hash: string;
    readonly seq: number;
  } | null;
  readonly verification: readonly VerificationStep[];
  readonly links: Links;
  readonly now: Instant;
}

export const whyMarkdown = ({
  promotion,
  decision,
  verification,
  links,
  now,
}: WhyInput): string => {
  const open = isWaiting(promotion.state);
  const context = gateContext(promotion, { links, now, open });
  const asked = people(promotion.requesters.map((each) => each.person));
  const [release, place] = [links.commit(promotion.release.sha), code(promotion.environment)];
  const what =
    promotion.kind === 'rollback' ? `Back to ${release} in ${place}` : `${release} to ${place}`;
  const lead = `${what}: **${promotion.state.kind.replace('_', ' ')}**. ${asked} asked for it at ${instantFrom(promotion.requestedAt, now)}.`;
  if (decision === null) return `${lead} The gates have not been asked yet.`;
  const { verdicts, policy, at } = decision.body;
  const source = policy.sources[0];
  return [
    lead,
    verificationLines(verification),
    gateTable(verdicts, context),
    open ? helpLines(verdicts, now) : '',
    notCounted(verdicts, context),
    `Decided at ${instant(at)} under ${source === undefined ? 'no policy' : links.policy(source)}. Entry ${decision.seq} of the record: ${code(decision.hash)}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};

/** Who or what can change each answer that is not yes. */
const helpLines = (verdicts: readonly GateVerdict[], now: Instant): string => {
  const open = verdicts.filter((verdict) => verdict.status !== 'pass');
  if (open.length === 0) return '';
  const lines = open.map(
    (verdict) =>
      `- ${verdict.gate}: ${list(
        verdict.changedBy.map((by) => changer(by, now)),
        'or',
      )}`,
  );
  return `What can change it:\n${lines.join('\n')}`;
};

const WAKES: Readonly<Record<Wake, string>> = {
  checks: 'a check of the commit',
  reviews: 'a review of the commit',
  votes: 'a vote',
  teams: 'a change of the team',
  deployments: 'a deployment that completes',
  pushes: 'a push',
  branches: 'a branch that comes to have it',
  policy: 'a change of the policy',
  locks: 'the end of the lock',
  halts: 'the end of the halt',
  quarantines: 'the end of the quarantine',
  inquiries: 'an answer, or **Check again** on the check run',
};

const changer = (by: Changer, now: Instant): string => {
  switch (by.kind) {
    case 'people':
      return grantedExcept(by.who, by.except);
    case 'event':
      return WAKES[by.wake];
    case 'time':
      return `time alone, at ${instantFrom(by.at, now)}`;
    default:
      return by satisfies never;
  }
};
