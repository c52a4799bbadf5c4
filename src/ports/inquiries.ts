/** What services need from the database about questions to somebody outside. */
import type { Inquiry } from '../core/inquiry.ts';
import type { Instant } from '../core/instant.ts';
import type { HttpCheck, WorkflowCall } from '../core/policy.ts';

export interface StoredInquiry extends Inquiry {
  readonly id: string;
  readonly promotionId: string;
  readonly repositoryId: number;
  readonly question: Question;
  /** The run that answers; null where there is none, or none yet. */
  readonly runId: string | null;
  /** When that run was last read at GitHub. */
  readonly lookedAt: Instant | null;
  /** Its run was let go of: it was stopped, or somebody else runs it again. */
  readonly dropped?: boolean;
  /** How often a health check was tried. */
  readonly tries: number;
  /** What the last try saw, of a health check or of a service that did not answer. */
  readonly lastSeen: string | null;
}

export type Question =
  | (Pick<WorkflowCall, 'file' | 'inputs'> & { readonly kind: 'workflow' })
  | {
      readonly kind: 'service';
      readonly url: string;
      readonly secret: string;
      /** Of the environment it is about, as the policy has it. */
      readonly production: boolean;
      readonly site: string | null;
    }
  | (HttpCheck & { readonly kind: 'health' });

export interface Inquiries {
  /** In the place of the one with this id, or new. */
  put(inquiry: StoredInquiry): Promise<void>;
  byId(id: string): Promise<StoredInquiry | null>;
  /** Newest first. */
  of(promotionId: string): Promise<readonly StoredInquiry[]>;
}
