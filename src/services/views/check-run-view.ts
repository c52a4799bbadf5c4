/** Gathers what the check run of a promotion tells, from the store alone. */
import type { Person } from '../../core/person.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import { checkRunText } from '../../messages/check-run.ts';
import type { CheckRunInput } from '../../messages/check-run-input.ts';
import { checkRunName } from '../../messages/check-run-name.ts';
import type { CheckRunContent } from '../../ports/check-run.ts';
import type { Repository } from '../../ports/store.ts';
import { linksOf } from '../links.ts';
import { lastDecision } from '../promotion/last-decision.ts';
import type { World } from '../world.ts';
import { verificationSteps } from './verification-view.ts';

export const checkRunContent = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  held: Refusal | null,
): Promise<CheckRunContent> => ({
  name: checkRunName(promotion.environment),
  headSha: promotion.release.sha,
  externalId: promotion.id,
  ...checkRunText(await checkRunInput(world, repository, promotion, held)),
  annotations: [],
});

export const checkRunInput = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  held: Refusal | null,
): Promise<CheckRunInput> => {
  const decision = await lastDecision(world.store, promotion.id);
  return {
    promotion,
    held,
    decision:
      decision === null
        ? null
        : {
            verdicts: decision.body.verdicts,
            at: decision.body.at,
            source: decision.body.policy.sources[0],
            entry: decision.entry,
          },
    refused: await refusedPress(world, promotion),
    rollback: await rollbackOf(world, promotion),
    verification: await verificationSteps(world, promotion),
    links: linksOf(world, repository),
    now: world.clock.now(),
  };
};

const rollbackOf = async (world: World, { state }: Promotion): Promise<Promotion | null> =>
  state.kind === 'rolled_back' ? world.store.promotions.byId(state.by) : null;

interface RefusedPress {
  readonly person: Person;
  readonly refusal: Refusal;
  readonly at: number;
}

const refusedPress = async (world: World, promotion: Promotion): Promise<RefusedPress | null> => {
  const surface = await world.store.surfaces.get(`refused:${promotion.id}`);
  return surface === null ? null : (surface.state as RefusedPress);
};
