/** Applies one input that ends a promotion, in a transaction of its own; too late, it changes nothing. */
import type { Person } from '../../core/person.ts';
import type { LifecycleInput } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { World } from '../world.ts';
import { apply } from './apply.ts';

export const settle = async (
  world: World,
  promotion: Promotion,
  input: LifecycleInput,
  by: Person | null,
): Promise<void> => {
  await world.store.transaction(async (tx) => {
    const moved = await apply(world, tx, promotion, input, by);
    if (!moved.ok)
      world.log.info({ promotion: promotion.id, input: input.kind }, 'too late to settle');
  });
};
