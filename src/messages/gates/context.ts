/** What words about a gate may refer to beside its reason. */
import type { Instant } from '../../core/instant.ts';
import type { PromotionRequest } from '../../core/promotion/request.ts';
import type { Sha } from '../../core/release.ts';
import type { Links } from '../links.ts';

export interface GateContext {
  readonly links: Links;
  /** Null in a text that stays: the distance to a time would stand still there. */
  readonly now: Instant | null;
  /** When the gates were asked; null where nobody needs it. */
  readonly decidedAt: Instant | null;
  readonly environment: string;
  /** What was asked for by its SHA, and so has to be named again; null for the head of the page. */
  readonly named: Sha | null;
  /** It has not ended: saying what helps still makes sense. */
  readonly open: boolean;
  /** The check run shows a button to approve. */
  readonly pressable: boolean;
}

/** Words about the gates of one request. Whether there is a button shows with all the verdicts. */
export const gateContext = (
  request: Pick<PromotionRequest, 'environment' | 'askedAs' | 'release'>,
  of: Pick<GateContext, 'links' | 'now' | 'open'> & Partial<Pick<GateContext, 'decidedAt'>>,
): GateContext => ({
  decidedAt: null,
  ...of,
  environment: request.environment,
  named: request.askedAs === 'sha' ? request.release.sha : null,
  pressable: false,
});
