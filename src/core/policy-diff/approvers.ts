/**
 * Who has a say in what loosens an environment: those who approve there. A rule that tightens holds at
 * once, whoever wrote it, and so gives a say to nobody who had none: two people could let each other in.
 */
import { hasRole } from '../person.ts';
import type { ApprovalRule, Grant } from '../policy.ts';
import { RULE } from './about-people.ts';
import { isWithin } from './grants.ts';
import type { Terms } from './terms.ts';

/** What holds, and who has a say in it; left out, all who approve there. */
export interface UnderASay {
  readonly terms: Terms;
  readonly say?: readonly Grant[];
}

export const approversOf = ({ terms, say }: UnderASay): readonly Grant[] => say ?? askedBy(terms);

/** Also where no rule asks anybody. */
const askedBy = ({ environment }: Terms): readonly (Grant | ApprovalRule)[] => {
  const { rules } = environment.approvals;
  if (rules.length > 0) return rules;
  const { approve } = environment.allow;
  return [approve.permission === 'none' ? MAINTAIN : approve];
};

/** Floors let anybody vote by themselves; what they are is for those who keep their repository. */
const MAINTAIN: Grant = { users: [], teams: [], permission: 'maintain' };

/** `approved`: the parts of the approvals to which somebody with a say said yes. */
export const sayAfter = (
  former: UnderASay,
  terms: Terms,
  approved: readonly (string | null)[],
): Pick<UnderASay, 'say'> => {
  const asked = askedBy(terms);
  const kept = asked.filter(
    (grant) =>
      hadSay(former, grant) || ('name' in grant && approved.includes(`${RULE}${grant.name}`)),
  );
  if (kept.length === asked.length) return {};
  if (kept.length > 0) return { say: kept };
  return approved.length > 0 ? {} : { say: approversOf(former) };
};

const hadSay = (former: UnderASay, grant: Grant): boolean => {
  const { approvals, allow } = former.terms.environment;
  const { permission } = allow.approve;
  // Whoever approves must be allowed to, whatever the rule.
  if (former.say === undefined && approvals.rules.length === 0 && permission !== 'none')
    return true;
  const isStricter = hasRole(permission ?? 'none', grant.permission ?? 'none');
  const whole = { ...grant, permission: isStricter ? permission : grant.permission };
  return approversOf(former).some((own) => isWithin(whole, own));
};
