/** Looks for webhooks that did not arrive; what GitHub does not answer now is asked at the next sweep. */
import { HostFault } from '../../ports/code-host.ts';
import { redeliverFailed } from '../redeliver.ts';
import type { World } from '../world.ts';

export const performRedeliver = async (world: World): Promise<void> => {
  try {
    await redeliverFailed(world);
  } catch (fault) {
    if (!(fault instanceof HostFault) || fault.kind === 'limited') throw fault;
    world.log.warn({ err: fault }, 'GitHub does not tell which webhooks failed; the next time');
  }
};
