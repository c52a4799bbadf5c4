/** What a way to deploy is: it starts a deployment once, tells what became of it, and lets go of it. */
import type { DeployPolicy, EffectivePolicy } from '../../../core/policy.ts';
import type { DeploymentRef, Failure, Promotion } from '../../../core/promotion/state.ts';
import type { DeploymentReport } from '../../../ports/code-host.ts';
import type { LeasedEffect } from '../../../ports/queue.ts';
import type { Repository } from '../../../ports/store.ts';
import type { RecordedDecision } from '../../promotion/last-decision.ts';
import type { World } from '../../world.ts';

export interface DeployOrder<D extends DeployPolicy = DeployPolicy> {
  readonly repository: Repository;
  readonly promotion: Promotion;
  /** It was let go under this number. */
  readonly fence: number;
  readonly policy: EffectivePolicy;
  /** What the environment's policy says of this deployer. */
  readonly deploy: D;
  /** That let it go. */
  readonly decision: RecordedDecision;
  readonly effect: LeasedEffect;
}

export interface Deployer<D extends DeployPolicy = DeployPolicy> {
  /**
   * Makes the deployment, or finds the one that an attempt of unknown outcome has made. What may be
   * tried again throws; a failure ends the promotion.
   */
  start(world: World, order: DeployOrder<D>): Promise<DeploymentRef | Failure>;
  /** What an attempt of unknown outcome has made, whether it is wanted or not; null for nothing. */
  find(world: World, order: DeployOrder<D>): Promise<DeploymentRef | null>;
  /** Everything that counts of what the other side says of it, oldest first. */
  reports(
    world: World,
    repository: Repository,
    promotion: Promotion,
    ref: DeploymentRef,
  ): Promise<readonly DeploymentReport[]>;
  /** It was replaced by a later one, or nobody waits for it any more. */
  letGo(world: World, repository: Repository, end: DeploymentEnd): Promise<void>;
}

export interface DeploymentEnd {
  readonly deploymentId: string;
  readonly state: 'inactive' | 'error';
  readonly description: string;
}
