/** How what is asked of a rollback compares: its gates, its approvals, and the files it is warned of. */
import type { MigrationPattern, RollbackPolicy } from '../policy.ts';
import { gatesOfRollback } from '../rollback/policy.ts';
import { approvalsRule } from './about-people.ts';
import { gatesRule } from './about-releases.ts';
import { type Effect, type KeyRule, type PartDifference, parts, type Sides } from './rule.ts';
import type { Terms } from './terms.ts';

type RollbackPart = RollbackPolicy[keyof RollbackPolicy];

export const rollbackRule: KeyRule<RollbackPolicy> = parts<RollbackPolicy, RollbackPart>({
  split: (rollback) => new Map<string, RollbackPart>(Object.entries(rollback)),
  join: (kept) => Object.fromEntries(kept) as unknown as RollbackPolicy,
  effect: (_before, _after, sides, part) => {
    const { before, after } = sides;
    const [was, is] = [before.environment.rollback, after.environment.rollback];
    if (part === 'gates') {
      // One that is said for rollbacks comes in the place of the environment's own.
      const [held, holds] = [before, after].map(({ environment }) => gatesOfRollback(environment));
      return worst(gatesRule.differences(held ?? [], holds ?? [], sides));
    }
    if (part === 'approvals') {
      return worst(approvalsRule.differences(was.approvals, is.approvals, ofRollbacks(sides)));
    }
    return migrationsEffect(was.migrations, is.migrations);
  },
});

const worst = (found: readonly PartDifference[]): Effect =>
  found.some(({ effect }) => effect === 'loosens') ? 'loosens' : 'tightens';

/** Rules of rollbacks are compared among each other. */
const ofRollbacks = ({ before, after }: Sides): Sides => {
  const swapped = (terms: Terms): Terms => {
    const { environment } = terms;
    return { ...terms, environment: { ...environment, approvals: environment.rollback.approvals } };
  };
  return { before: swapped(before), after: swapped(after) };
};

const migrationsEffect = (
  before: readonly MigrationPattern[],
  after: readonly MigrationPattern[],
): Effect => {
  const isKept = ({ path, irreversible }: MigrationPattern): boolean =>
    after.some((each) => each.path === path && (each.irreversible || !irreversible));
  return before.every(isKept) ? 'tightens' : 'loosens';
};
