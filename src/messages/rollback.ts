/** What people read of a rollback: what it takes away, how risky that is, and what can be gone back to. */
import type { Instant } from '../core/instant.ts';
import type {
  Candidate,
  Listed,
  Mark,
  Migration,
  Risk,
  RollbackImpact,
} from '../core/promotion/rollback-impact.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { clause, code } from './escape.ts';
import type { Links } from './links.ts';
import { list, people } from './people.ts';
import { duration, instant } from './time.ts';

export const rollbackLead = (environment: string, impact: RollbackImpact, links: Links): string => {
  const { undone, target } = impact;
  return `Rolls ${code(environment)} back from ${commitOf(undone, links)} to ${commitOf(target, links)}, which was live there ${stay(target)}.`;
};

/** Who went back to what, and why; without that where it is not known. */
export const rollbackSaid = (rollback: Promotion | null, links: Links): string => {
  if (rollback === null) return 'A rollback took its place.';
  const { environment, requesters, release, pullNumber, reason } = rollback;
  const who = people(requesters.map(({ person }) => person));
  const why = reason === null ? '' : `: ${clause(reason)}`;
  return `${who} rolled ${code(environment)} back to ${commitOf({ sha: release.sha, pullNumber }, links)}${why}.`;
};

/** How what is over is asked for once more. */
export const askingAgain = ({
  kind,
  environment,
  release,
}: Pick<Promotion, 'kind' | 'environment' | 'release'>): string =>
  kind === 'rollback'
    ? `/rollback ${environment} to ${release.sha.slice(0, 7)} because "<reason>"`
    : `/promote ${environment}`;

/** A line for everything it takes away. */
export const impactList = (impact: RollbackImpact, links: Links): string =>
  [
    disappearing('commit', impact.commits, (sha) => links.commit(sha)),
    disappearing('pull request', impact.pullRequests, (number) => links.pull(number)),
    migrationLine(impact.migrations),
    impact.expectedMs === null
      ? null
      : `Takes about ${tookText(impact.expectedMs)}, going by the newest deployments there`,
    `Risk: ${riskText(impact)}`,
  ]
    .filter((line) => line !== null)
    .map((line) => `- ${line}.`)
    .join('\n');

/** Why it is risky or blocked, as the end of a sentence. */
export const risksText = (because: readonly Risk[]): string => list(because.map(riskWords), 'and');

/** What completed there, newest first. */
export const candidateList = (
  { candidates, more }: { readonly candidates: readonly Candidate[]; readonly more: number },
  links: Links,
): string => {
  if (candidates.length === 0) return '';
  const lines = candidates.map((each) => {
    const mark = each.mark === null ? '' : `, ${MARKS[each.mark]}`;
    return `- ${commitOf(each, links)}, live ${stay(each)}${mark}`;
  });
  const rest = more === 0 ? [] : [`- and ${more} more`];
  return `These completed there:\n${[...lines, ...rest].join('\n')}`;
};

export const commitOf = (
  { sha, pullNumber }: { readonly sha: string; readonly pullNumber: number | null },
  links: Links,
): string =>
  pullNumber === null ? links.commit(sha) : `${links.commit(sha)} (${links.pull(pullNumber)})`;

const stay = ({ since, until }: { readonly since: Instant; readonly until: Instant | null }) =>
  until === null ? `since ${instant(since)}` : `from ${instant(since)} until ${instant(until)}`;

const MARKS: { readonly [M in Mark]: string } = {
  rolled_back: 'rolled back since',
  faulty: 'marked faulty since',
  quarantined: 'in quarantine',
};

const disappearing = <T>(
  noun: string,
  listed: Listed<T> | null,
  shown: (each: T) => string,
): string => {
  if (listed === null) return `Which ${noun}s disappear is not known`;
  if (listed.total === 0) return `No ${noun} disappears`;
  const one = listed.total === 1;
  return `${listed.total} ${noun}${one ? ' disappears' : 's disappear'}: ${withRest(listed, shown)}`;
};

const migrationLine = (listed: Listed<Migration> | null): string | null => {
  if (listed === null) return 'Which migrations it goes back across is not known';
  if (listed.total === 0) return null;
  const shown = ({ path, irreversible }: Migration): string =>
    `${code(path)}${irreversible ? ' (irreversible)' : ''}`;
  const one = listed.total === 1;
  return `It goes back across ${listed.total} migration${one ? '' : 's'}: ${withRest(listed, shown)}`;
};

const withRest = <T>({ total, shown }: Listed<T>, text: (each: T) => string): string => {
  const rest = total - shown.length;
  return `${shown.map(text).join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
};

const tookText = (ms: number): string => duration(ms) ?? 'a minute';

const riskText = ({ risk, because }: RollbackImpact): string => {
  switch (risk) {
    case 'safe':
      return 'safe';
    case 'risky':
      return `⚠️ risky, because ${risksText(because)}`;
    case 'blocked':
      return `⛔ blocked, because ${risksText(because)}`;
    default:
      return risk satisfies never;
  }
};

const riskWords = (risk: Risk): string => {
  switch (risk.code) {
    case 'irreversible_migration':
      return risk.count === 1
        ? 'a migration cannot be undone'
        : `${risk.count} migrations cannot be undone`;
    case 'files_unknown':
      return 'GitHub does not tell all the files that differ, and a migration may be among them';
    case 'not_compared':
      return 'GitHub cannot compare the two commits';
    case 'marked':
      return risk.mark === 'faulty' ? 'it was marked faulty there' : 'it was rolled back there';
    case 'quarantined':
      return 'it is in quarantine';
    default:
      return risk satisfies never;
  }
};
