/**
 * Settles what a policy file on the default branch changes: what tightens holds at once, what loosens
 * an environment holds there once somebody without a part in it approved it. GitHub is asked here, and
 * nothing is written: that is for the transaction which makes the file the one that holds.
 */
import { selectorOf } from '../../core/floors/floor.ts';
import { allHoldingsOf, namedIn } from '../../core/floors/hold.ts';
import type { Policy } from '../../core/policy.ts';
import {
  approvalOf,
  type FileHistory,
  type LooseningApproval,
} from '../../core/policy-diff/approved.ts';
import { type Held, type Holding, isSameName } from '../../core/policy-diff/hold.ts';
import { type Terms, termsOf } from '../../core/policy-diff/terms.ts';
import type { Sha } from '../../core/release.ts';
import type { PolicyFile, PolicyForm } from '../../ports/policies.ts';
import type { Repository } from '../../ports/store.ts';
import { fileHistory, whoWaits } from '../facts/file-history.ts';
import type { World } from '../world.ts';
import { readPolicyFile } from './policies.ts';
import type { PolicyMove } from './policy-forms.ts';

/** Null where the file is broken: then what held before holds on when it is mended. */
export const settlePolicy = async (
  world: World,
  repository: Repository,
  files: {
    readonly before: PolicyFile | null;
    readonly after: PolicyFile;
    /** Where the owner's floors were read until now, if it is another repository. */
    readonly homeWas: Repository | null;
  },
): Promise<PolicyMove | null> => {
  const { before, after, homeWas } = files;
  const read = readPolicyFile(world, repository, after);
  if (!read.ok) return null;
  const forms = await world.store.policies.forms(repository.id);
  // While the file was broken the one before held: who broke it may have written what loosens.
  const valid = (await world.store.policies.lastValid(repository.id)) ?? before;
  const ask = {
    ...read.value,
    held: withFloors(
      heldBy(world, repository, forms, valid),
      homeWas === null ? [] : await floorsHeldIn(world, homeWas),
    ),
    before: valid?.sha ?? null,
  };
  const strictly = allHoldingsOf({ ...ask, isApproved: () => false });
  const waiting = strictly.filter(({ waits }) => waits.length > 0);
  const histories = await historiesOf(world, repository, waiting, after.sha);
  const approvals = new Map<string, LooseningApproval>();
  const settled = allHoldingsOf({
    ...ask,
    isApproved: (held, terms, difference) => {
      const history = histories.get(held.settledAt ?? ask.before);
      const approval = history === undefined ? null : approvalOf(history, held, terms, difference);
      if (approval !== null) approvals.set(terms.environment.name, approval);
      return approval !== null;
    },
  });
  return {
    forms,
    settled: settled.map((each) => {
      const approval = approvals.get(each.environment);
      const shownAt = shownAtOf(forms, each, files);
      const history = histories.get(each.settledAt);
      return {
        ...each,
        approvals: approval === undefined ? [] : [approval],
        waiting: each.waits.length === 0 ? null : { shownAt, ...whoWaits(history) },
      };
    }),
  };
};

const floorsHeldIn = async (world: World, home: Repository): Promise<readonly Held[]> => {
  const { policies } = world.store;
  const forms = await policies.forms(home.id);
  return heldBy(world, home, forms, await policies.lastValid(home.id))
    .filter(({ environment }) => selectorOf(environment) !== null)
    .map((each) => ({ ...each, position: null, settledAt: null }));
};

/** Those that held for the owner go before what this repository had in their place. */
const withFloors = (own: readonly Held[], floors: readonly Held[]): readonly Held[] => [
  ...own.filter((each) => !floors.some((floor) => isSameName(floor.environment, each.environment))),
  ...floors,
];

/** Where nothing waits, the file itself says what held, as it is read today. */
export const heldBy = (
  world: World,
  repository: Repository,
  forms: readonly PolicyForm[],
  before: PolicyFile | null,
): readonly Held[] => {
  const read = before === null ? null : readPolicyFile(world, repository, before);
  const { policy, source } = read?.ok === true ? read.value : { policy: null, source: null };
  return forms.flatMap(({ environment, held }): readonly Held[] => {
    const isWhole = held === null || (held.position !== null && held.waiting === null);
    const now = isWhole && policy !== null ? termsIn(policy, environment) : null;
    if (now !== null && source !== null) {
      const position = policy?.environments.indexOf(now.environment) ?? null;
      const say = held?.say === undefined ? {} : { say: held.say };
      return [{ environment, terms: now, ...say, sources: [source], position, settledAt: null }];
    }
    if (held === null) return [];
    const { waiting: _waiting, ...rest } = held;
    return [rest];
  });
};

const termsIn = (policy: Policy, name: string): Terms | null => {
  const environment = namedIn(policy, name);
  return environment === undefined ? null : termsOf(policy, environment);
};

/** By the commit from which on the file is looked at: mostly one for all environments. */
const historiesOf = async (
  world: World,
  repository: Repository,
  waiting: readonly Holding[],
  to: Sha,
): Promise<ReadonlyMap<Sha | null, FileHistory>> => {
  const histories = new Map<Sha | null, FileHistory>();
  for (const from of new Set(waiting.map(({ settledAt }) => settledAt))) {
    const held = waiting.flatMap(({ settledAt, former }) =>
      settledAt === from && former !== null ? [former] : [],
    );
    if (from === null) continue;
    histories.set(from, await fileHistory(world, repository, { from, to, held }));
  }
  return histories;
};

/** A change that waits is shown where it came in; only another one of the file is shown anew. */
const shownAtOf = (
  forms: readonly PolicyForm[],
  { environment }: Holding,
  { before, after }: { readonly before: PolicyFile | null; readonly after: PolicyFile },
): Sha => {
  const known = forms.find((each) => each.environment === environment)?.held?.waiting;
  const isSame = before !== null && before.text === after.text;
  return isSame && known ? known.shownAt : after.sha;
};
