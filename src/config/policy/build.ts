/** Turns a well-formed policy text into the policy of the core: defaults filled in, names resolved. */
import { DAY } from '../../core/instant.ts';
import type { EnvironmentPolicy, Policy } from '../../core/policy.ts';
import { buildAllow } from './keys/allow.ts';
import { buildApprovals } from './keys/approvals.ts';
import { buildAutoPromote } from './keys/auto-promote.ts';
import { buildDeploy } from './keys/deploy.ts';
import { buildFloors } from './keys/floors.ts';
import { buildFreezes } from './keys/freezes.ts';
import { gateSettings } from './keys/gates.ts';
import { buildNotify } from './keys/notify.ts';
import { loginOf, timeOr } from './keys/plain.ts';
import { buildRollback } from './keys/rollback.ts';
import { buildSeparation } from './keys/separation-of-duties.ts';
import { buildTrust } from './keys/trust-deployments-by.ts';
import { buildVerify } from './keys/verify.ts';
import type { Places } from './problem.ts';
import type { EnvironmentText, PolicyText } from './schema.ts';

const EXPIRE_AFTER_MS = 7 * DAY;
const REMIND_AFTER_MS = 1 * DAY;

export const buildPolicy = (text: PolicyText, places: Places): Policy => ({
  version: 1,
  people: Object.fromEntries(
    Object.entries(text.people ?? {}).map(([address, login]) => [address, loginOf(login)]),
  ),
  programs: (text.programs ?? []).map(loginOf),
  environments: text.environments.map((each, index) => ({
    ...buildEnvironment(each, text.environments[index - 1], text.environments),
    ...buildFreezes(each.name, text.freezes, each.freezes),
    ...buildNotify(text.notify, each.notify),
  })),
  ...buildFloors(text.floors ?? [], places),
});

/** The environments before, as the file says or as the order of the file gives. */
export const afterOf = (
  text: EnvironmentText,
  previous: EnvironmentText | undefined,
): readonly string[] => {
  if (text.after === undefined) return previous === undefined ? [] : [previous.name];
  return typeof text.after === 'string' ? [text.after] : text.after;
};

const buildEnvironment = (
  text: EnvironmentText,
  previous: EnvironmentText | undefined,
  all: readonly EnvironmentText[],
): EnvironmentPolicy => {
  const production = text.production ?? false;
  const after = afterOf(text, previous);
  const approvals = buildApprovals(text.approvals);
  return {
    name: text.name,
    aliases: text.aliases ?? defaultAliases(text.name, all),
    after,
    fanIn: text.fan_in ?? 'all',
    production,
    url: text.url ?? null,
    gates: gateSettings(text.gates, { production, after }),
    approvals,
    separationOfDuties: buildSeparation(text.separation_of_duties, {
      production,
      hasRules: approvals.rules.length > 0,
    }),
    unknownAuthors: text.unknown_authors ?? 'block',
    allowForks: text.allow_forks ?? false,
    allow: buildAllow(text.allow),
    onBlock: text.on_block ?? 'wait',
    execute: text.execute ?? 'auto',
    queue: text.queue ?? 'fifo',
    expireAfterMs: timeOr(EXPIRE_AFTER_MS, text.expire_after),
    remindAfterMs: remindAfter(text.remind_after),
    deploy: buildDeploy(text.deploy),
    trustDeploymentsBy: buildTrust(text.trust_deployments_by, { after }),
    autoPromote: buildAutoPromote(text.auto_promote),
    rollback: buildRollback(text.rollback, { production, after }),
    ...buildVerify(text.verify),
  };
};

const remindAfter = (text: string | undefined): number | null =>
  text === 'never' ? null : timeOr(REMIND_AFTER_MS, text);

const ALIASES: Readonly<Record<string, string>> = {
  production: 'prod',
  staging: 'stage',
  development: 'dev',
};

/** The usual short names, where nothing else is called so. */
const defaultAliases = (name: string, all: readonly EnvironmentText[]): readonly string[] => {
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  if (alias === undefined) return [];
  const taken = all
    .flatMap((each) => [each.name, ...(each.aliases ?? [])])
    .some((other) => other.toLowerCase() === alias);
  return taken ? [] : [alias];
};
