/** What a check run on GitHub shows: its outcome, its words, its buttons and its notes on lines. */
import type { Sha } from '../core/release.ts';

export interface CheckRunContent {
  readonly name: string;
  readonly headSha: Sha;
  readonly externalId: string;
  readonly status: 'in_progress' | 'completed';
  readonly conclusion:
    | 'action_required'
    | 'cancelled'
    | 'failure'
    | 'neutral'
    | 'success'
    | 'timed_out'
    | null;
  readonly title: string;
  readonly summary: string;
  readonly actions: readonly {
    readonly label: string;
    readonly description: string;
    readonly identifier: string;
  }[];
  readonly annotations: readonly CheckRunAnnotation[];
}
export interface CheckRunAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}
