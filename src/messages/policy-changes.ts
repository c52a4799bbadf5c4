/** What of a policy changes, in words: per environment, each with whether it loosens, and who may approve that. */

import { cut } from '../core/cut.ts';
import type { Freeze } from '../core/freezes/freeze.ts';
import { MINUTE } from '../core/instant.ts';
import type { NotifyPolicy } from '../core/notify.ts';
import type { Person } from '../core/person.ts';
import type { ApprovalRule, Floor, GateSetting, Grant } from '../core/policy.ts';
import type { Difference } from '../core/policy-diff/policy-diff.ts';
import type { Sha } from '../core/release.ts';
import { code, text } from './escape.ts';
import { granted, list, people } from './people.ts';
import { span } from './time.ts';

export interface EnvironmentChanges {
  readonly environment: string;
  /** The environment it is compared with; null for a new one. */
  readonly former: string | null;
  readonly differences: readonly Difference[];
  /** Who may approve what loosens it. */
  readonly approvers: readonly Grant[];
}

export interface PolicyChanges {
  /** `landed`: on the default branch already; then only what does not hold yet is told. */
  readonly kind: 'proposed' | 'landed';
  readonly environments: readonly EnvironmentChanges[];
  readonly gone: readonly string[];
  /** By which it was changed, and who had a part in that. */
  readonly pulls: readonly number[];
  readonly commits: readonly Sha[];
  readonly people: readonly Person[];
}

/** One part of what holds in an environment, and the floor that asks for more. */
export interface HeldUndercut {
  readonly environment: string;
  readonly floor: Pick<Floor, 'selector' | 'places'>;
  readonly difference: Difference;
}

const MAX_SHOWN = 200;

/** Empty where nothing that decides is other than what holds. */
export const policyChangesText = (changes: PolicyChanges): readonly string[] => {
  const { kind, environments, gone } = changes;
  const lines = [
    ...environments.flatMap((each) => linesOf(each)),
    ...gone.map((name) => `- **${text(name)}** is gone`),
  ];
  if (lines.length === 0) {
    return kind === 'proposed' ? ['Nothing that decides is other than what holds now.'] : [];
  }
  const lead =
    kind === 'proposed'
      ? 'Against what holds now:'
      : '⏳ This loosens, and does not hold yet; until it is approved, what was there before holds:';
  return [lead, '', ...lines, ...whoApproves(changes)];
};

/** What holds until then, where that is less than the organisation asks for by now. */
export const belowText = (
  below: readonly HeldUndercut[],
  floorsFile: string,
): readonly string[] => {
  if (below.length === 0) return [];
  const lines = below.map(({ environment, floor, difference: { key, part } }) => {
    const at = floor.places[writtenKey(key)];
    const where =
      at === undefined
        ? code(floorsFile)
        : `line ${at.line}, column ${at.column} of ${code(floorsFile)}`;
    return `- **${text(environment)}**: ${nameOf(key, part)}, below the floor for ${code(floor.selector)} (${where})`;
  });
  return [
    '⛔ What was there before asks for too little, so that nothing passes until then:',
    '',
    ...lines,
  ];
};

export const loosened = ({ environments }: PolicyChanges): readonly EnvironmentChanges[] =>
  environments.filter(({ differences }) => differences.some((each) => each.effect === 'loosens'));

const linesOf = ({ environment, former, differences }: EnvironmentChanges): readonly string[] => {
  const name = `**${text(environment)}**`;
  if (former === null) return [`- ${name} is new`];
  const renamed = former === environment ? [] : [`- ${name} was ${code(former)}`];
  return [...renamed, ...differences.map((each) => `- ${name}: ${differenceText(each)}`)];
};

const differenceText = ({ key, part, before, after, effect }: Difference): string => {
  const [was, is] = bothShown(before, after);
  const mark = effect === 'changes' ? '' : `, *${effect}*`;
  return `${nameOf(key, part)} ${was} → ${is}${mark}`;
};

/** A rule of which only the count is another is told by the count alone. */
const bothShown = (before: unknown, after: unknown): readonly [string, string] => {
  if (isRule(before) && isRule(after)) {
    const [who, then] = [granted(before), granted(after)];
    if (who === then) return [String(before.count), String(after.count)];
  }
  return [shown(before), shown(after)];
};

const nameOf = (key: Difference['key'], part: string | null): string => {
  const name = code(writtenKey(key));
  return part === null || part === 'level' || key === 'expireAfterMs'
    ? name
    : `${name} ${text(part)}`;
};

const writtenKey = (key: Difference['key']): string =>
  key === 'expireAfterMs'
    ? 'expire_after'
    : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const shown = (value: unknown): string => {
  if (value === null || value === 0) return 'none';
  if (typeof value === 'number') return value < MINUTE ? String(value) : span(value);
  return typeof value === 'object' ? objectShown(value) : code(String(value));
};

const objectShown = (value: object): string => {
  if (isRule(value)) return `${value.count} from ${granted(value)}`;
  if (isGrant(value)) return granted(value);
  if (isGate(value)) return gateShown(value);
  if (isFreeze(value)) return freezeShown(value);
  if (isNotify(value)) return notifyShown(value);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) {
    return value.length === 0 ? 'none' : code(value.join(', '));
  }
  const whole = JSON.stringify(value);
  return code(whole.length > MAX_SHOWN ? `${cut(whole, MAX_SHOWN)}…` : whole);
};

const gateShown = ({ options, onFailure }: GateSetting): string => {
  const written = JSON.stringify(options);
  const on = written === '{}' ? 'on' : code(cut(written, MAX_SHOWN));
  return onFailure === 'warn' ? `${on}, only a warning` : on;
};

/** With everything that decides when it is closed and for what; the name stands before it. */
const freezeShown = ({ when, timeZone, verbs, reason }: Freeze): string => {
  const closed =
    when.kind === 'once'
      ? `closed from ${code(when.from)} to ${code(when.to)}`
      : `closed for ${span(when.durationMs)} each time, ${code(when.rule)} from ${code(when.starts)} on`;
  const why = reason === null ? '' : ` (${text(reason)})`;
  return `${closed}, ${code(timeZone)}, for ${list(verbs.map(code), 'and')}${why}`;
};

/** Of a URL the host alone: the rest may hold a secret. */
const notifyShown = ({ slack, webhooks, email }: NotifyPolicy): string => {
  const targets = [
    ...slack.map((each) => ({ ...each, name: each.channel })),
    ...webhooks.map((each) => ({ ...each, name: new URL(each.url).host })),
    ...email.map((each) => ({ ...each, name: each.to.join(', ') })),
  ];
  const each = targets.map(({ name, events, severity }) => {
    const least = severity === 'info' ? '' : `, ${severity} at least`;
    return `${code(name)} (${events === null ? 'all events' : text(events.join(', '))}${least})`;
  });
  return each.length === 0 ? 'none' : list(each, 'and');
};

const isGrant = (value: unknown): value is Grant =>
  typeof value === 'object' && value !== null && 'teams' in value && 'permission' in value;

const isRule = (value: unknown): value is ApprovalRule => isGrant(value) && 'count' in value;

const isGate = (value: object): value is GateSetting => 'gate' in value && 'options' in value;

const isNotify = (value: object): value is NotifyPolicy => 'webhooks' in value && 'email' in value;

const isFreeze = (value: object): value is Freeze =>
  'timeZone' in value && 'verbs' in value && 'when' in value;

/** What helps, and who cannot. */
const whoApproves = (changes: PolicyChanges): readonly string[] => {
  const { kind, pulls, commits, people: parts } = changes;
  const asked = loosened(changes).map(
    ({ environment, approvers }) =>
      `- What loosens ${code(environment)} needs an approving review of ${list(approvers.map(granted), 'or')}.`,
  );
  if (asked.length === 0) return [];
  const on =
    kind === 'proposed'
      ? 'The review must be of the last commit of this pull request; it may also come after the merge.'
      : pulls.length > 0
        ? `The review must be of the last commit of ${list(
            pulls.map((number) => `#${number}`),
            'or',
          )}.`
        : '';
  const without =
    parts.length === 0 ? '' : `${people(parts)} had a part in it, and cannot approve it.`;
  const direct =
    commits.length === 0
      ? ''
      : `It was changed by ${commits.length === 1 ? 'a commit' : 'commits'} of no pull request (${list(
          commits.map((sha) => code(sha.slice(0, 7))),
          'and',
        )}), which nobody can review: take it back, and bring it in by a pull request; one that changes the file again and is approved also helps.`;
  const rest = [on, without, direct].filter((each) => each !== '').join(' ');
  return ['', ...asked, '', rest];
};
