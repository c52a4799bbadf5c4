/**
 * The facts that are our own: read from the database and nowhere else. They are read once more in the
 * transaction that admits a promotion, so that none of them can change between deciding and doing.
 */
import { digestOf } from '../../core/digest.ts';
import type { Completion, FactName, Facts, Loaded } from '../../core/facts.ts';
import { soakEnvironments } from '../../core/gates/soak.ts';
import { type Inquiry, isOfVerification } from '../../core/inquiry.ts';
import type { Speaker } from '../../core/person.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { PromotionRequest } from '../../core/promotion/request.ts';
import type { StoredInquiry } from '../../ports/inquiries.ts';
import { haltOf, lockOf, quarantineOf } from '../../ports/stops.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import { withAccounts } from '../identity/accounts.ts';
import { loadStays } from './stays.ts';

type ValueOf<N extends FactName> = NonNullable<Facts[N]> extends Loaded<infer T> ? T : never;

type Read<N extends FactName> = (
  tables: Tables,
  repository: Repository,
  promotion: PromotionRequest,
  policy: EffectivePolicy,
) => Promise<ValueOf<N>>;

/** One line for each; a gate that needs a new one adds it here, and admission compares it. */
export const storedFacts = {
  live: (tables, { id }, { environment }) => tables.ledger.live(id, environment),
  history: async (tables, { id }, { release }, { environment }) => {
    const history = await tables.ledger.completions(id, release);
    const { promoteByOthers } = environment.separationOfDuties;
    return promoteByOthers ? withAskersAccounts(tables, history) : history;
  },
  votes: async (tables, { id }, { release, environment }) =>
    withAccounts(tables, await tables.votes.standing(id, release.id, environment)),
  stays: (tables, { id }, { release }, { environment }) =>
    loadStays(tables, id, soakEnvironments(environment), release),
  exceptions: async (tables, _repository, { id }) =>
    withAccounts(tables, await tables.exceptions.of(id)),
  lock: async (tables, { id }, { environment }) => {
    const lock = await tables.locks.get(id, environment);
    return lock === null ? null : lockOf(lock);
  },
  halts: async (tables, repository) => (await tables.halts.standing(repository)).map(haltOf),
  quarantines: async (tables, { id }, { release }) =>
    (await tables.quarantines.standing(id, release)).map(quarantineOf),
  // Of each question the newest, as far as gates look at it; what is asked after deploying is no fact.
  inquiries: async (tables, _repository, { id }) => gateInquiries(await tables.inquiries.of(id)),
} as const satisfies { readonly [N in FactName]?: Read<N> };

const withAskersAccounts = async (
  tables: Tables,
  history: readonly Completion[],
): Promise<readonly Completion[]> => {
  const people = history.flatMap(({ requesters }) => requesters);
  const askers = await withAccounts(
    tables,
    people.map((person): Speaker => ({ person })),
  );
  return history.map((each) => {
    const own = askers.filter(({ person }) => each.requesters.includes(person));
    const alsoAs = own.flatMap((asker) => asker.alsoAs ?? []);
    return alsoAs.length === 0 ? each : { ...each, alsoAs };
  });
};

const gateInquiries = (all: readonly StoredInquiry[]): readonly Inquiry[] => {
  const newest = all.filter(
    (each, at) =>
      !isOfVerification(each) && all.findIndex(({ subject }) => subject === each.subject) === at,
  );
  return newest.map(({ subject, policyDigest, askedAt, deadline, url, answer, lastSeen }) => ({
    subject,
    policyDigest,
    askedAt,
    deadline,
    url,
    answer,
    ...(lastSeen !== null && { lastSeen }),
  }));
};

type StoredFact = keyof typeof storedFacts;

export const isStored = (name: FactName): name is StoredFact => Object.hasOwn(storedFacts, name);

interface StoredAsk {
  readonly repository: Repository;
  readonly promotion: PromotionRequest;
  readonly policy: EffectivePolicy;
}

/** Those that were asked for. */
export const loadStored = async (
  tables: Tables,
  ask: StoredAsk & { readonly needs: readonly FactName[] },
): Promise<Facts> => {
  const loaded = await Promise.all(
    ask.needs.filter(isStored).map(async (name) => {
      const value = await storedFacts[name](tables, ask.repository, ask.promotion, ask.policy);
      return [name, { ok: true, value }] as const;
    }),
  );
  return Object.fromEntries(loaded);
};

/** The first of them that is no longer what was decided on; null where all of them stand. */
export const changedFact = async (
  tables: Tables,
  about: StoredAsk,
  decided: Facts,
): Promise<FactName | null> => {
  const needs = (Object.keys(decided) as FactName[]).filter(isStored);
  const now = await loadStored(tables, { ...about, needs });
  return needs.find((name) => digestOf(now[name]) !== digestOf(decided[name])) ?? null;
};
