/**
 * A rollback does not wait for its turn: what deploys there ends in the same transaction, and what its
 * deployment still reports comes too late to count.
 */
import type { EffectivePolicy } from '../../core/policy.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import { giveUp } from '../deployment/give-up.ts';
import { applyOrConflict } from '../promotion/apply.ts';
import { auditPromotion } from '../record.ts';
import type { World } from '../world.ts';

export const goFirst = async (
  world: World,
  tx: Tables,
  rollback: Promotion,
  { repository, policy }: { readonly repository: Repository; readonly policy: EffectivePolicy },
): Promise<void> => {
  await preempt(world, tx, rollback);
  await noteOlderPolicy(world, tx, rollback, { repository, policy });
};

const preempt = async (world: World, tx: Tables, rollback: Promotion): Promise<void> => {
  const { repositoryId, environment } = rollback;
  const holder = await tx.leases.holder(repositoryId, environment);
  if (holder === null || holder.promotionId === rollback.id) return;
  const running = await tx.promotions.byId(holder.promotionId);
  // There is one open rollback at a time, and none takes the place of another.
  if (running === null || running.kind === 'rollback') return;
  const ended = await applyOrConflict(world, tx, running, { kind: 'preempted' }, null);
  const deployment = ended.state.kind === 'failed' ? ended.state.deployment : null;
  if (deployment === null) return;
  await tx.outbox.add(giveUp(ended, deployment, world.clock.now()));
};

/** While the policy is broken the last valid one decides; the record tells which, and what was broken. */
const noteOlderPolicy = async (
  world: World,
  tx: Tables,
  rollback: Promotion,
  { repository, policy }: { readonly repository: Repository; readonly policy: EffectivePolicy },
): Promise<void> => {
  const current = await tx.policies.current(repository.id);
  const decidedBy = policy.sources[0]?.sha ?? null;
  if (current === null || current.sha === decidedBy || current.text === null) return;
  await auditPromotion(world, tx, rollback, {
    kind: 'policy.last_valid_decided',
    person: null,
    body: { sha: decidedBy, broken: current.sha },
  });
};
