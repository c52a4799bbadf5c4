/** What happens between the facts and the transaction that rests on them: nothing is let go on what was. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Person } from '../../src/core/person.ts';
import type { Promotion } from '../../src/core/promotion/state.ts';
import { HostFault } from '../../src/ports/code-host.ts';
import { Conflict, type Repository, type Store } from '../../src/ports/store.ts';
import { adoptPolicy } from '../../src/services/policy/adopt-policy.ts';
import { environmentOf } from '../../src/services/policy/environment.ts';
import { admit } from '../../src/services/promotion/admit.ts';
import { advance } from '../../src/services/promotion/advance.ts';
import { settle } from '../../src/services/promotion/settle.ts';
import { type Pull, type Story, tellStory } from './story.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const policyWith = ({ count = 1, freezes = '[]' } = {}): string => `version: 1
freezes: ${freezes}
environments:
  - name: production
    production: true
    gates: { checks: { required: [build, test] } }
    approvals: { rules: [{ name: anyone, count: ${count}, permission: write }] }
`;

let story: Story;
afterEach(async () => {
  await story.close();
});

interface Ready {
  readonly pull: Pull;
  readonly repository: Repository;
  readonly promotion: Promotion;
  /** On the default branch, and not in the pull request. */
  readonly newer: string;
}

/** Approved by grace, its checks just ended, and the app has not heard of it: it may go at its next look. */
const ready = async (
  test: 'success' | 'failure' = 'success',
  policy = policyWith(),
): Promise<Ready> => {
  story = await tellStory(policy);
  const pull = await story.openGreen();
  const { sha } = story.as('omar').push({ branch: 'main', files: { 'other.txt': 'new\n' } });
  story.as('ada').setCheck(pull.headSha, 'test', null);
  await story.say('ada', pull.number, '/promote production');
  await story.say('grace', pull.number, '/approve');
  story.sandbox.hold();
  story.as('ada').setCheck(pull.headSha, 'test', test);
  story.clock.advance(11 * SECOND);
  const repository = await story.app.store.repositories.byName('acme', 'shop');
  const [promotion] = await story.app.store.promotions.allOpen(null, 1);
  const stored = await story.app.store.promotions.byId(promotion?.id ?? '');
  if (repository === null || stored === null) throw new Error('nothing was asked for');
  return { pull, repository, promotion: stored, newer: sha };
};

/** Looks at the promotion; `happens` comes after the facts were read and before they are acted on. */
const admitMeanwhile = async (
  { repository, promotion }: Ready,
  happens: () => void | Promise<void>,
): Promise<void> => {
  const { world } = story.app;
  let isOver = false;
  const transaction: Store['transaction'] = async (work) => {
    if (!isOver) await happens();
    isOver = true;
    return world.store.transaction(work);
  };
  const policy = await environmentOf(world, repository, promotion.environment);
  if (!policy.ok) throw new Error('the policy is broken');
  const ask = { repository, promotion, policy: policy.value, nextLook: world.clock.now() + MINUTE };
  return admit({ ...world, store: { ...world.store, transaction } }, ask);
};

/** Told of the check that ended. */
const told = async (): Promise<void> => {
  story.sandbox.release();
  await story.quiet();
};

const run = ({ pull }: Ready): string => story.run(pull.headSha, 'production');
const decisions = async ({ promotion }: Ready): Promise<number> => {
  const { record } = story.app.store;
  const entries = await record.entries(`repository:${promotion.repositoryId}`, 0, 1_000);
  return entries.filter(({ kind }) => kind === 'decision').length;
};
const ada: Person = { id: 1, login: 'ada', machine: false };

const grace: Person = { id: 2, login: 'grace', machine: false };
const byGrace = () => ({ by: grace, reason: 'load test', since: story.clock.now() });

describe('what may go', () => {
  it('goes when nothing happens meanwhile', async () => {
    const it = await ready();
    await admitMeanwhile(it, () => undefined);
    await told();
    expect(story.deployments('production')).toEqual([it.pull.headSha]);
  });

  it('stays when a vote is taken back', async () => {
    const it = await ready();
    const { votes } = story.app.store;
    const { repositoryId, release, environment } = it.promotion;
    const [vote] = await votes.standing(repositoryId, release.id, environment);
    const happens = () => votes.withdraw(vote?.id ?? '', story.clock.now(), ada);
    await expect(admitMeanwhile(it, happens)).rejects.toThrow(Conflict);
    await told();
    expect(run(it)).toBe('action_required: Waiting for 1 approval from anyone');
    expect(story.deployments('production')).toEqual([]);
  });

  it('stays when something else went live', async () => {
    const it = await ready();
    const { id, repositoryId, environment, release } = it.promotion;
    const happens = () =>
      story.app.store.ledger.append({
        id: story.clock.newId(),
        repositoryId,
        environment,
        releaseId: `sha256:${'0'.repeat(64)}`,
        sha: it.newer,
        tree: release.tree.replace(/./g, '0'),
        artifacts: [],
        promotionId: id,
        deploymentId: null,
        since: story.clock.now(),
        origin: 'foreign',
      });
    await expect(admitMeanwhile(it, happens)).rejects.toThrow(Conflict);
    await told();
    expect(run(it)).toContain('failure: Blocked by contains-live');
    expect(story.deployments('production')).toEqual([]);
  });

  it('stays when a freeze began in the meantime', async () => {
    const at = (minutes: number): string =>
      new Date(Date.now() + minutes * MINUTE).toISOString().slice(0, 16);
    const freeze = `{ name: soon, from: ${at(10)}, to: ${at(20)}, time_zone: UTC }`;
    const it = await ready('success', policyWith({ freezes: `[${freeze}]` }));
    const begins = Date.parse(`${at(10)}:00Z`);
    story.clock.advance(begins - 30 * SECOND - story.clock.now());
    const happens = (): void => story.clock.advance(begins - story.clock.now());
    await expect(admitMeanwhile(it, happens)).rejects.toThrow(Conflict);
    await told();
    expect(run(it)).toContain('in_progress: Waiting for freeze until');
    expect(story.deployments('production')).toEqual([]);
  });

  it.each<[string, string, (about: Ready) => Promise<void>]>([
    [
      'locked it',
      'in_progress: Waiting for lock',
      ({ promotion: { repositoryId, environment } }) => {
        const about = { repositoryId, environment, pullNumber: null, page: null, expiresAt: null };
        return story.app.store.locks.put({ id: 'l', ...about, ...byGrace(), owner: grace }, null);
      },
    ],
    [
      'halted everything',
      'in_progress: Waiting for halt',
      ({ promotion: { repositoryId } }) => {
        const of = { kind: 'repository', repositoryId } as const;
        return story.app.store.halts.put({ id: 'h', of, ...byGrace(), all: false });
      },
    ],
    [
      'put it in quarantine',
      'failure: Blocked by quarantine',
      ({ promotion: { repositoryId, release } }) => {
        const { sha, tree } = release;
        return story.app.store.quarantines.insert({
          id: 'q',
          repositoryId,
          sha,
          tree,
          ...byGrace(),
        });
      },
    ],
  ])('stays when somebody %s', async (_what, shown, happens) => {
    const it = await ready();
    await expect(admitMeanwhile(it, () => happens(it))).rejects.toThrow(Conflict);
    await told();
    expect(run(it)).toBe(shown);
    expect(story.deployments('production')).toEqual([]);
  });

  it('stays when the policy changed', async () => {
    const it = await ready();
    const files = { '.github/lockkeeper.yml': policyWith({ count: 2 }) };
    const happens = async () => {
      story.as('omar').push({ branch: 'main', files });
      await adoptPolicy(story.app.world, it.repository, null);
    };
    await expect(admitMeanwhile(it, happens)).rejects.toThrow(Conflict);
    await told();
    expect(run(it)).toBe('action_required: Waiting for 2 approvals from anyone');
    expect(story.deployments('production')).toEqual([]);
  });

  it('stays when somebody else asked for it too, whose approval falls by that', async () => {
    const it = await ready();
    const happens = async () => {
      const [asker] = it.promotion.requesters;
      const { store } = story.app;
      const votes = await store.votes.standing(600, it.promotion.release.id, 'production');
      const grace = votes[0]?.person ?? ada;
      await store.promotions.update({
        ...it.promotion,
        requesters: [asker, { ...asker, person: grace }],
        version: it.promotion.version + 1,
      });
    };
    await expect(admitMeanwhile(it, happens)).rejects.toThrow(Conflict);
    await told();
    expect(run(it)).toBe('action_required: Waiting for 1 approval from anyone');
    expect(story.deployments('production')).toEqual([]);
  });

  it('stays when it ended, and no decision on it is written any more', async () => {
    const it = await ready('failure');
    const before = await decisions(it);
    const happens = () =>
      settle(story.app.world, it.promotion, { kind: 'cancelled', by: ada, why: 'asked' }, ada);
    await expect(admitMeanwhile(it, happens)).rejects.toThrow(Conflict);
    await told();
    expect(run(it)).toBe('cancelled: Withdrawn');
    expect(await decisions(it)).toBe(before);
  });

  it('stays when the facts grew older than a minute, and goes on fresh ones', async () => {
    const it = await ready();
    const happens = () => story.clock.advance(61 * SECOND);
    await expect(admitMeanwhile(it, happens)).rejects.toThrow(HostFault);
    expect(await story.app.store.leases.holder(600, 'production')).toBeNull();
    await told();
    expect(story.deployments('production')).toEqual([it.pull.headSha]);
  });

  it('is left for later, not asked for at once, while GitHub is that slow', async () => {
    const it = await ready();
    const { world } = story.app;
    let asked = 0;
    const roleOf: typeof world.host.roleOf = (...who) => {
      asked += 1;
      story.clock.advance(61 * SECOND);
      return world.host.roleOf(...who);
    };
    const slow = { ...world, host: { ...world.host, roleOf } };
    await expect(advance(slow, it.promotion.id)).rejects.toThrow(HostFault);
    expect(asked).toBe(1);
    await told();
    expect(story.deployments('production')).toEqual([it.pull.headSha]);
  });

  it('goes on facts of a minute', async () => {
    const it = await ready();
    await admitMeanwhile(it, () => story.clock.advance(60 * SECOND));
    expect(await story.app.store.leases.holder(600, 'production')).not.toBeNull();
    await told();
  });
});

describe('the turn', () => {
  const STAGING = `version: 1
environments:
  - name: staging
    gates: { checks: { required: [build, test] } }
`;
  const state = (pull: Pull): string => story.run(pull.headSha, 'staging');
  const asked = async (login: string, branch: string): Promise<Pull> => {
    const pull = await story.openAs(login, branch);
    await story.say(login, pull.number, '/promote staging');
    return pull;
  };

  it('is decided again when it comes, and that decision is in the record', async () => {
    story = await tellStory(STAGING);
    await asked('ada', 'one');
    const second = await asked('bob', 'two');
    expect(state(second)).toBe('in_progress: Approved, waiting for its turn');
    await story.later(MINUTE);
    await story.deployed('staging');
    const [promotion] = await story.app.store.promotions.recent(600, {}, 1);
    if (promotion?.state.kind !== 'deploying') throw new Error('it did not come');
    const last = await story.app.store.record.lastOf(promotion.id, 'decision');
    expect(last?.at).toBe(promotion.state.startedAt);
  });

  it('is a person’s to give also where the queue keeps the latest alone', async () => {
    story = await tellStory(
      STAGING.replace('gates', 'queue: latest\n    execute: manual\n    gates'),
    );
    const pull = await asked('ada', 'one');
    expect(state(pull)).toBe('action_required: Approved, waiting to be executed');
    await story.later(MINUTE);
    expect(state(pull)).toBe('action_required: Approved, waiting to be executed');
    expect(story.deployments('staging')).toEqual([]);
    expect(story.warnings).toEqual([]);
  });

  it('is not taken from the newest by an older one that is approved after it', async () => {
    story = await tellStory(STAGING.replace('gates', 'queue: latest\n    gates'));
    const first = await asked('ada', 'one');
    const older = await story.openAs('bob', 'two');
    story.as('bob').setCheck(older.headSha, 'test', null);
    await story.say('bob', older.number, '/promote staging');
    const newest = await asked('linus', 'three');
    await story.green(older.headSha);
    expect(state(newest)).toBe('in_progress: Approved, waiting for its turn');
    await story.deployed('staging');
    expect(story.deployments('staging')).toEqual([first.headSha, newest.headSha]);
  });

  it('is theirs first who were approved first, whoever asked first', async () => {
    story = await tellStory(STAGING);
    const first = await asked('ada', 'one');
    const late = await story.openAs('bob', 'two');
    story.as('bob').setCheck(late.headSha, 'test', null);
    await story.say('bob', late.number, '/promote staging');
    const second = await asked('linus', 'three');
    const third = await asked('omar', 'four');
    await story.green(late.headSha);
    for (const pull of [second, third, late]) {
      expect(state(pull)).toBe('in_progress: Approved, waiting for its turn');
    }
    for (let turn = 1; turn <= 3; turn += 1) await story.deployed('staging');
    expect(story.deployments('staging')).toEqual(
      [first, second, third, late].map(({ headSha }) => headSha),
    );
  });

  it('is not kept by one that waits for a person', async () => {
    story = await tellStory(STAGING.replace('gates', 'execute: manual\n    gates'));
    await asked('ada', 'one');
    const second = await asked('bob', 'two');
    await story.say('bob', second.number, '/execute');
    expect(story.deployments('staging')).toEqual([second.headSha]);
  });
});
