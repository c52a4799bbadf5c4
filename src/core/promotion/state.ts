/** The states of a promotion: one type each, so that nothing can be read that a state does not have. */
import { type Instant, MINUTE } from '../instant.ts';
import type { Person } from '../person.ts';
import type { DeployPolicy } from '../policy.ts';
import type { PromotionRequest } from './request.ts';

/** One promotion as it is stored. `version` grows with every change and guards against races. */
export interface Promotion extends PromotionRequest {
  readonly repositoryId: number;
  /** Whose code it is, where it came from a fork. */
  readonly fork?: string;
  /** The run whose waiting job asked for it first, and deploys it when it is let go. */
  readonly job?: { readonly runId: string };
  readonly state: PromotionState;
  readonly version: number;
  readonly expiresAt: Instant;
  readonly updatedAt: Instant;
}

export type PromotionState =
  | { readonly kind: 'pending' }
  | {
      readonly kind: 'approved';
      readonly at: Instant;
      /** `execution`: the environment leaves the last step to a person, and nobody has taken it yet. */
      readonly awaits: 'turn' | 'execution';
      readonly executedBy: Person | null;
    }
  | Deploying
  | (Omit<Deploying, 'kind'> & { readonly kind: 'verifying' })
  | (Omit<Deploying, 'kind'> & { readonly kind: 'completed'; readonly completedAt: Instant })
  | {
      readonly kind: 'rejected';
      readonly by: Person | null;
      readonly reason: string | null;
      readonly at: Instant;
    }
  | {
      readonly kind: 'cancelled';
      readonly by: Person | null;
      readonly why:
        | 'asked'
        | 'pull_request_closed'
        | 'app_removed'
        | 'environment_gone'
        | 'fork_refused'
        | 'job_gone'
        /** A rule had asked for it, and the environment was rolled back. */
        | 'held';
      readonly at: Instant;
    }
  | {
      readonly kind: 'superseded';
      readonly why: 'newer_head' | 'newer_approved';
      /** The newer commit. */
      readonly sha: string;
      readonly at: Instant;
    }
  | { readonly kind: 'expired'; readonly at: Instant }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly deployment: DeploymentRef | null;
      readonly at: Instant;
    }
  | {
      readonly kind: 'rolled_back';
      /** The rollback's id. */
      readonly by: string;
      readonly at: Instant;
      /** Null where it had failed. */
      readonly completedAt: Instant | null;
      /** What may still be heard of it; absent where it was not kept yet. */
      readonly deployment?: DeploymentRef | null;
    };

export interface Deploying {
  readonly kind: 'deploying';
  /** The environment lease's number; whoever holds a smaller one is late and may not act. */
  readonly fence: number;
  readonly startedAt: Instant;
  readonly deadline: Instant;
  readonly deployment: DeploymentRef | null;
}

/** Those of the policy, and the job that waited for it. */
export type DeployerName = DeployPolicy['deployer'] | 'actions-job';

export interface DeploymentRef {
  /** How it was made; absent for a GitHub deployment. */
  readonly deployer?: Exclude<DeployerName, 'github'>;
  /** Of the deployment, or of the run that is one. */
  readonly id: string;
  readonly url: string | null;
  readonly environmentUrl: string | null;
  readonly logUrl: string | null;
  readonly createdAt: Instant;
  /** The other side has begun: some status or run was seen. */
  readonly started: boolean;
}

/** A run that has not begun by then may never begin: people are told instead of left waiting. */
export const START_EXPECTED_MS = 2 * MINUTE;

export interface Failure {
  readonly code:
    | 'deployment_failed'
    | 'deployment_refused'
    | 'deployment_unreachable'
    | 'deployment_timeout'
    | 'verification_failed'
    | 'preempted';
  /** At most 512 characters, no secrets. */
  readonly message: string;
}

export type StateKind = PromotionState['kind'];
export type StateOf<K extends StateKind> = Extract<PromotionState, { readonly kind: K }>;
