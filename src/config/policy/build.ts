/** Turns a well-formed policy text into the policy of the core: defaults filled in, names resolved. */
import { type GateName, gates } from '../../core/gates/registry.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/instant.ts';
import type {
  ApprovalRule,
  EnvironmentPolicy,
  GateSetting,
  Grant,
  Policy,
  SeparationPolicy,
} from '../../core/policy.ts';
import type { EnvironmentText, PolicyText } from './schema.ts';

const EXPIRE_AFTER_MS = 7 * DAY;
const REMIND_AFTER_MS = 1 * DAY;
const DEPLOY_TIMEOUT_MS = 30 * MINUTE;
const REPORTERS = ['github-actions[bot]'];
const WRITE: Grant = { users: [], teams: [], permission: 'write' };

export const buildPolicy = (text: PolicyText): Policy => ({
  version: 1,
  people: Object.fromEntries(
    Object.entries(text.people ?? {}).map(([address, login]) => [address, loginOf(login)]),
  ),
  programs: (text.programs ?? []).map(loginOf),
  environments: text.environments.map((each, index) =>
    buildEnvironment(each, text.environments[index - 1], text.environments),
  ),
});

/** Milliseconds of `1h30m`. */
export const durationMs = (text: string): number => {
  const units: Readonly<Record<string, number>> = { d: DAY, h: HOUR, m: MINUTE, s: SECOND };
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([dhms])/g)) {
    total += Number(count) * (units[unit ?? ''] ?? 0);
  }
  return total;
};

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
  return {
    name: text.name,
    aliases: text.aliases ?? defaultAliases(text.name, all),
    after,
    fanIn: text.fan_in ?? 'all',
    production,
    url: text.url ?? null,
    gates: gateSettings(text, { production, after }),
    approvals: {
      rules: (text.approvals?.rules ?? []).map(buildRule),
      distinctPeople: text.approvals?.distinct_people ?? null,
      via: text.approvals?.via ?? null,
      afterRequest: text.approvals?.after_request ?? false,
    },
    separationOfDuties: buildSeparation(text, production),
    unknownAuthors: text.unknown_authors ?? 'block',
    allowForks: text.allow_forks ?? false,
    allow: {
      promote: buildGrant(text.allow?.promote),
      approve: buildGrant(text.allow?.approve),
    },
    onBlock: text.on_block ?? 'wait',
    execute: text.execute ?? 'auto',
    queue: text.queue ?? 'fifo',
    expireAfterMs: timeOr(EXPIRE_AFTER_MS, text.expire_after),
    remindAfterMs: remindAfter(text.remind_after),
    deploy: {
      deployer: 'github',
      timeoutMs: timeOr(DEPLOY_TIMEOUT_MS, text.deploy?.github.timeout),
      reporters: (text.deploy?.github.reporters ?? REPORTERS).map(loginOf),
    },
  };
};

const timeOr = (byDefault: number, text: string | undefined): number =>
  text === undefined ? byDefault : durationMs(text);

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

type KnownSetting = GateSetting & { readonly gate: GateName };

/** In the fixed order of evaluation: class, then position in the file, then name. */
const gateSettings = (
  text: EnvironmentText,
  environment: { readonly production: boolean; readonly after: readonly string[] },
): readonly KnownSetting[] => {
  const written = text.gates ?? {};
  const position = Object.keys(written);
  const settings = (Object.keys(gates) as GateName[]).flatMap((gate): readonly KnownSetting[] => {
    const setting = written[gate];
    if (setting === false) return [];
    const byDefault = gates[gate].byDefault(environment);
    if (setting === undefined) {
      return byDefault === null ? [] : [{ gate, options: byDefault, onFailure: 'block' }];
    }
    if (setting === true) return [{ gate, options: byDefault ?? {}, onFailure: 'block' }];
    const { on_failure: onFailure, ...options } = setting as Record<string, unknown>;
    return [{ gate, options, onFailure: onFailure === 'warn' ? 'warn' : 'block' }];
  });
  const place = (gate: string): number =>
    position.includes(gate) ? position.indexOf(gate) : position.length;
  return settings.sort(
    (a, b) =>
      gates[a.gate].order - gates[b.gate].order ||
      place(a.gate) - place(b.gate) ||
      (a.gate < b.gate ? -1 : 1),
  );
};

type RuleText = NonNullable<NonNullable<EnvironmentText['approvals']>['rules']>[number];

const buildRule = (text: RuleText, index: number): ApprovalRule => ({
  name: text.name ?? ruleName(text, index),
  count: text.count ?? 1,
  users: (text.users ?? []).map(loginOf),
  teams: (text.teams ?? []).map(slugOf),
  permission: text.permission ?? null,
});

/** An unnamed rule is called by whom it asks. */
export const ruleName = (text: RuleText, index: number): string => {
  const first = text.teams?.[0];
  if (first !== undefined) return slugOf(first);
  const user = text.users?.[0];
  return user === undefined ? (text.permission ?? `rule-${index + 1}`) : loginOf(user);
};

type GrantText = NonNullable<NonNullable<EnvironmentText['allow']>['promote']>;

const buildGrant = (text: GrantText | undefined): Grant => {
  if (text === undefined) return WRITE;
  if (typeof text === 'string') return { users: [], teams: [], permission: text };
  return {
    users: (text.users ?? []).map(loginOf),
    teams: (text.teams ?? []).map(slugOf),
    permission: text.permission ?? null,
  };
};

/** `@ada` is how people write the login `ada`. */
const loginOf = (login: string): string => login.replace(/^@/, '');

/** `@acme/platform` and `acme/platform` are how people write the team `platform`. */
const slugOf = (team: string): string =>
  (team.split('/').at(-1) ?? team).replace(/^@/, '').toLowerCase();

const buildSeparation = (text: EnvironmentText, production: boolean): SeparationPolicy => {
  const written = text.separation_of_duties;
  const byDefault = defaultLevel(production, text.approvals?.rules ?? []);
  const plain = written === undefined || typeof written === 'string' || Array.isArray(written);
  if (plain)
    return { level: written ?? byDefault, reviewedChanges: 'exempt', promoteByOthers: false };
  return {
    level: written.level ?? byDefault,
    reviewedChanges: written.reviewed_changes ?? 'exempt',
    promoteByOthers: written.promote_by_others ?? false,
  };
};

/** Where people are asked to approve, nobody approves their own work unless the policy says so. */
const defaultLevel = (
  production: boolean,
  rules: readonly RuleText[],
): SeparationPolicy['level'] => {
  if (production) return 'strict';
  return rules.length > 0 ? 'change' : 'off';
};
