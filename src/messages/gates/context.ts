/** What words about a gate may refer to beside its reason. */
import type { Instant } from '../../core/instant.ts';
import type { Links } from '../links.ts';

export interface GateContext {
  readonly links: Links;
  readonly now: Instant;
  readonly environment: string;
}
