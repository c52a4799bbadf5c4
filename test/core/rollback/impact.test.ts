/** What a rollback would take away, how risky that is, and the code that says it was read. */
import { describe, expect, it } from 'vitest';
import type { Mark, RollbackImpact } from '../../../src/core/promotion/rollback-impact.ts';
import { releaseOf } from '../../../src/core/release.ts';
import {
  confirmationCode,
  type Differences,
  impactOf,
  isSameCode,
} from '../../../src/core/rollback/impact.ts';
import type { Tenure } from '../../../src/core/rollback/tenure.ts';
import { promotion, sha } from '../samples.ts';

const ends = {
  undone: { sha: sha('b'), pullNumber: 2 },
  target: { sha: sha('a'), pullNumber: 1, since: 1, until: 2, mark: null },
} as const;
const SMALL: Differences = { commits: [sha('b')], pullRequests: [2], files: [] };
const MIGRATIONS = [
  { path: 'db/*', irreversible: false },
  { path: 'db/drop*', irreversible: true },
];

const impact = (
  over: Partial<Differences> = {},
  between: Partial<Parameters<typeof impactOf>[0]> = {},
  tenures: readonly Tenure[] = [],
): RollbackImpact =>
  impactOf({ ...ends, ...between }, { ...SMALL, ...over }, { migrations: MIGRATIONS, tenures });

describe('the risk', () => {
  const marked = (mark: Mark) => ({ target: { ...ends.target, mark } });
  it.each<[string, RollbackImpact, string, readonly string[]]>([
    ['of what is known and can be undone', impact({ files: ['db/add.sql'] }), 'safe', []],
    ['of many commits alone', impact({ commits: Array<string>(900).fill(sha('b')) }), 'safe', []],
    [
      'of a migration that cannot be undone',
      impact({ files: ['db/drop.sql'] }),
      'risky',
      ['irreversible_migration'],
    ],
    ['of files that nobody knows', impact({ files: null }), 'risky', ['files_unknown']],
    [
      'of commits that cannot be compared',
      impact({ commits: null, pullRequests: null }),
      'risky',
      ['not_compared'],
    ],
    ['of what was faulty', impact({}, marked('faulty')), 'risky', ['marked']],
    ['of what was rolled back', impact({}, marked('rolled_back')), 'risky', ['marked']],
    ['of what is quarantined', impact({}, marked('quarantined')), 'blocked', ['quarantined']],
  ])('%s', (_, { risk, because }, expected, codes) => {
    expect([risk, because.map(({ code }) => code)]).toEqual([expected, codes]);
  });

  it('does not rest on files where the policy names no migrations', () => {
    const known = { migrations: [], tenures: [] };
    expect(impactOf(ends, { ...SMALL, files: null }, known).risk).toBe('safe');
  });
});

describe('the impact', () => {
  it('keeps the first twenty of a long list, and how many there are', () => {
    const files = Array.from({ length: 50 }, (_, index) => `db/${100 + index}.sql`);
    const { commits, migrations } = impact({
      commits: Array.from({ length: 300 }, () => sha('c')),
      files: [...files, 'db/drop.sql', 'src/a.ts'],
    });
    expect([commits?.total, commits?.shown.length]).toEqual([300, 20]);
    expect([migrations?.total, migrations?.shown.length]).toEqual([51, 20]);
    expect(migrations?.shown[0]).toEqual({ path: 'db/drop.sql', irreversible: true });
  });

  it('expects what half of the newest deployments took', () => {
    const took = (ms: number): Tenure => ({
      entry: 'E',
      release: releaseOf(7, sha('a'), sha('a')),
      sha: sha('a'),
      since: 0,
      until: null,
      faulty: false,
      promotion: promotion({
        kind: 'completed',
        fence: 1,
        startedAt: 1_000,
        deadline: 9,
        deployment: null,
        completedAt: 1_000 + ms,
      }),
    });
    const foreign = { ...took(1), promotion: null };
    expect(impact({}, {}, [took(50), foreign, took(10), took(900)]).expectedMs).toBe(50);
    expect(impact({}, {}, [took(50), took(10)]).expectedMs).toBe(10);
    expect(impact({}, {}, [foreign]).expectedMs).toBeNull();
  });
});

describe('the code', () => {
  const about = { repositoryId: 7, environment: 'production', liveSince: 5 };
  const code = confirmationCode(about, impact());

  it('is four letters and digits that nobody takes for one another', () => {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('is void as soon as anything is another', () => {
    const others = [
      confirmationCode({ ...about, repositoryId: 8 }, impact()),
      confirmationCode({ ...about, environment: 'staging' }, impact()),
      confirmationCode({ ...about, liveSince: 6 }, impact()),
      confirmationCode(about, impact({ commits: [sha('c')] })),
      confirmationCode(about, impact({}, { target: { ...ends.target, sha: sha('d') } })),
    ];
    expect(others).not.toContain(code);
    expect(confirmationCode({ ...about }, impact())).toBe(code);
  });

  it('is taken in either case, with the letters that look like digits', () => {
    expect(isSameCode('7k3q', '7K3Q')).toBe(true);
    expect(isSameCode('oil1', '0111')).toBe(true);
    expect(isSameCode('7K3', '7K3Q')).toBe(false);
  });
});
