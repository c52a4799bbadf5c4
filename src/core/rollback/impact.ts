/**
 * What a rollback would take away, and how risky that is. It is looked at before anything happens,
 * shown to whoever asks, and kept with the promotion.
 */
import { digestOf } from '../digest.ts';
import type { Instant } from '../instant.ts';
import type { MigrationPattern } from '../policy.ts';
import type {
  Listed,
  Mark,
  Migration,
  Risk,
  RollbackImpact,
} from '../promotion/rollback-impact.ts';
import type { Promotion } from '../promotion/state.ts';
import type { Sha } from '../release.ts';
import { matchesPath } from './path-pattern.ts';
import type { Tenure } from './tenure.ts';

/** So many of each list are kept and shown. */
const MAX_LISTED = 20;

const listed = <T>(all: readonly T[]): Listed<T> => ({
  total: all.length,
  shown: all.slice(0, MAX_LISTED),
});

export interface Differences {
  /** Commits and pull requests that the target lacks, newest first; null where they cannot be compared. */
  readonly commits: readonly Sha[] | null;
  /** Null where they are not known. */
  readonly pullRequests: readonly number[] | null;
  /** The files in which they differ; null where not all of them are known. */
  readonly files: readonly string[] | null;
}

export const impactOf = (
  ends: Pick<RollbackImpact, 'undone' | 'target'>,
  differences: Differences,
  known: {
    readonly migrations: readonly MigrationPattern[];
    readonly tenures: readonly Tenure[];
  },
): RollbackImpact => {
  const crossed = migrationsIn(differences.files, known.migrations);
  const because = risksOf(ends.target.mark, differences, crossed);
  const blocked = because.some(({ code }) => code === 'quarantined');
  return {
    ...ends,
    commits: differences.commits === null ? null : listed(differences.commits),
    pullRequests: differences.pullRequests === null ? null : listed(differences.pullRequests),
    migrations: crossed === null ? null : listed(crossed),
    expectedMs: median(known.tenures.flatMap(({ promotion }) => tookMs(promotion))),
    risk: blocked ? 'blocked' : because.length > 0 ? 'risky' : 'safe',
    because,
  };
};

/** The irreversible first. A file that two patterns name is what the stricter one says. */
const migrationsIn = (
  files: readonly string[] | null,
  patterns: readonly MigrationPattern[],
): readonly Migration[] | null => {
  if (patterns.length === 0) return [];
  if (files === null) return null;
  const found = files.flatMap((path): readonly Migration[] => {
    const naming = patterns.filter((pattern) => matchesPath(pattern.path, path));
    return naming.length === 0
      ? []
      : [{ path, irreversible: naming.some(({ irreversible }) => irreversible) }];
  });
  return found.toSorted(
    (a, b) => Number(b.irreversible) - Number(a.irreversible) || (a.path < b.path ? -1 : 1),
  );
};

/** How much disappears is no risk of its own: what cannot be undone, or is not known, is. */
const risksOf = (
  mark: Mark | null,
  { commits }: Differences,
  crossed: readonly Migration[] | null,
): readonly Risk[] => {
  const count = crossed?.filter(({ irreversible }) => irreversible).length ?? 0;
  return [
    ...marked(mark),
    ...(count === 0 ? [] : [{ code: 'irreversible_migration', count } as const]),
    ...(crossed === null ? [{ code: 'files_unknown' } as const] : []),
    ...(commits === null ? [{ code: 'not_compared' } as const] : []),
  ];
};

const marked = (mark: Mark | null): readonly Risk[] => {
  if (mark === null) return [];
  return mark === 'quarantined' ? [{ code: mark }] : [{ code: 'marked', mark }];
};

/** The newest tell: what took long a year ago need not now. */
const MAX_MEASURED = 20;

const median = (measured: readonly number[]): number | null => {
  const sorted = measured.slice(0, MAX_MEASURED).toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
};

const tookMs = (promotion: Promotion | null): readonly number[] =>
  promotion?.state.kind === 'completed'
    ? [promotion.state.completedAt - promotion.state.startedAt]
    : [];

/** Letters and digits that nobody takes for one another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 4;

/**
 * What a person repeats to say that they have read this impact. It is bound to what is live and to
 * everything that was shown, so that it is void as soon as any of it is another.
 */
export const confirmationCode = (
  about: {
    readonly repositoryId: number;
    readonly environment: string;
    /** Since when what is live is so: after anything was deployed it is another. */
    readonly liveSince: Instant | null;
  },
  impact: RollbackImpact,
): string => {
  const digest = digestOf({ ...about, impact });
  const hex = digest.slice('sha256:'.length);
  return Array.from(
    { length: CODE_LENGTH },
    (_, index) =>
      ALPHABET[Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16) % ALPHABET.length],
  ).join('');
};

/** As it is typed: in either case, with the letters that look like digits. */
export const isSameCode = (typed: string, code: string): boolean =>
  typed.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1') === code;
