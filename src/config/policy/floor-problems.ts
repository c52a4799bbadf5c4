/** What is wrong with floors: of what they are for; and where a policy asks for less than they do. */
import { type Undercut, undercutsOf } from '../../core/floors/floor.ts';
import type { Floor, Policy } from '../../core/policy.ts';
import type { TermKey } from '../../core/policy-diff/policy-diff.ts';
import { selectorIn } from './keys/floors.ts';
import { type Path, type Places, type PolicyProblem, problemAt } from './problem.ts';
import { span } from './said.ts';
import type { PolicyText } from './schema.ts';

/** The floors of an organisation, and how people know the file that they stand in. */
export interface Floors {
  readonly file: string;
  readonly floors: readonly Floor[];
}

export const NO_FLOORS: Floors = { file: '', floors: [] };

export const selectorProblems = (
  floors: PolicyText['floors'] = [],
  places: Places,
): readonly PolicyProblem[] => {
  const selectors = floors.map((each) => selectorIn(each)?.toLowerCase() ?? null);
  return floors.flatMap((_floor, index): readonly PolicyProblem[] => {
    const path = ['floors', index];
    const selector = selectors[index] ?? null;
    if (selector === null) {
      const message =
        'A floor is for one of `environment`, `pattern` and `production: true`: give it one of these.';
      return [problemAt(places(path), path, { code: 'not_configured', message })];
    }
    if (selectors.indexOf(selector) === index) return [];
    const message = `Two floors are for ${span(selector)}: put them together.`;
    return [problemAt(places(path), path, { code: 'duplicate_name', found: selector, message })];
  });
};

/** Everything in which the environments ask for less than the floors, with both places. */
export const undercutProblems = (
  policy: Policy,
  { file, floors }: Floors,
  places: Places,
): readonly PolicyProblem[] =>
  policy.environments.flatMap((environment, index) =>
    undercutsOf(policy, environment, floors).map((undercut) => {
      const key = keyOf(undercut);
      const path = ['environments', index, ...pathOf(undercut, key)];
      const at = undercut.floor.places[key];
      const where =
        at === undefined ? span(file) : `line ${at.line}, column ${at.column} of ${span(file)}`;
      const what = undercut.difference.part;
      const message = `${span(key)}${what === null ? '' : ` (${what})`} of ${span(environment.name)} is below the floor for ${span(undercut.floor.selector)} (${where}): it must be as strict at least.`;
      return problemAt(places(path), path, { code: 'below_floor', message });
    }),
  );

const KEYS: Partial<Record<TermKey, string>> = {
  gates: 'gates',
  approvals: 'approvals',
  separationOfDuties: 'separation_of_duties',
  unknownAuthors: 'unknown_authors',
  allowForks: 'allow_forks',
  allow: 'allow',
  expireAfterMs: 'expire_after',
  trustDeploymentsBy: 'trust_deployments_by',
  freezes: 'freezes',
};

const keyOf = ({ difference }: Undercut): string => KEYS[difference.key] ?? difference.key;

/** Gates and verbs stand below their key. */
const pathOf = ({ difference: { key, part } }: Undercut, written: string): Path =>
  part !== null && (key === 'gates' || key === 'allow') ? [written, part] : [written];
